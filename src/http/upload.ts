/** Bodies that may be a file of up to 20 MB, kept in pieces so that it is in memory once, or JSON like everywhere else. */
import type { Context } from 'hono';
import { every } from 'hono/combine';
import { createMiddleware } from 'hono/factory';
import { sha256Hex, spellTuple } from '../platform/hash.ts';
import { requireScope } from './authenticate.ts';
import type { HttpEnv, Scope } from './context.ts';
import { idempotent } from './idempotency-key.ts';
import { guardBody, JSON_RULE, type BodyRule } from './json-body.ts';
import { Problem } from './problem.ts';

export const FILE_BYTES = 20_000_000;
/** Equal pieces, wherever the network cut: their hashes are the fingerprint of the file. */
const PIECE_BYTES = 500_000;

/** Recipients are many small values. */
export const LIST_RULE: BodyRule = { ...JSON_RULE, maxBytes: 2_000_000, maxValues: 100_000 };

const files = new WeakMap<Request, readonly Uint8Array[]>();

/** The file of this request in pieces, or null when its body is JSON. */
export function uploadedFile(c: Context<HttpEnv>): readonly Uint8Array[] | null {
  return files.get(c.req.raw) ?? null;
}

/** Like `access`, for an operation that takes a file of one of these kinds. */
export function uploadAccess(scope: Scope, types: readonly string[] = ['text/csv']) {
  return {
    security: [{ apiKey: [scope] }],
    middleware: every(requireScope(scope), guardUpload(types), idempotent),
    'x-idempotency-key': 'required',
  };
}

const guardUpload = (types: readonly string[]) =>
  createMiddleware<HttpEnv>(async (c, next) => {
    const type = contentTypeOf(c.req.header('content-type'));
    if (!types.includes(type)) return guardBody(LIST_RULE)(c, next);
    const pieces = await readPieces(c.req.raw);
    const hashes = await Promise.all(pieces.map((piece) => sha256Hex(piece)));
    // What the Idempotency-Key is compared with, in place of the file.
    const body = spellTuple([type, ...hashes]);
    c.req.raw = new Request(c.req.raw, { method: c.req.method, body });
    files.set(c.req.raw, pieces);
    await next();
  });

export function contentTypeOf(header: string | undefined): string {
  return (header ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
}

/** @throws Problem 413 beyond the limit, whatever Content-Length says */
export async function readPieces(request: Request, maxBytes = FILE_BYTES): Promise<Uint8Array[]> {
  const encoding = request.headers.get('content-encoding')?.trim().toLowerCase() ?? 'identity';
  if (encoding !== 'identity')
    throw new Problem('unsupported_media_type', { detail: 'Compressed bodies are not accepted.' });
  const tooLarge = new Problem('payload_too_large', { detail: `At most ${maxBytes} bytes.` });
  if (Number(request.headers.get('content-length') ?? '0') > maxBytes) {
    await request.body?.cancel();
    throw tooLarge;
  }
  const pieces: Uint8Array[] = [];
  if (request.body === null) return pieces;
  let piece = new Uint8Array(PIECE_BYTES);
  let filled = 0;
  const reader = request.body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    for (let at = 0; at < value.byteLength;) {
      const part = value.subarray(at, at + PIECE_BYTES - filled);
      piece.set(part, filled);
      at += part.byteLength;
      filled += part.byteLength;
      if (filled < PIECE_BYTES) continue;
      pieces.push(piece);
      piece = new Uint8Array(PIECE_BYTES);
      filled = 0;
    }
    if (pieces.length * PIECE_BYTES + filled > maxBytes) {
      await reader.cancel();
      throw tooLarge;
    }
  }
  if (filled > 0) pieces.push(piece.subarray(0, filled));
  return pieces;
}
