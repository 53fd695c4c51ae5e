/** Bodies are read once, under a limit, and checked before anything parses them into meaning. */
import { createMiddleware } from 'hono/factory';
import { readBounded } from '../platform/read-bounded.ts';
import type { HttpEnv } from './context.ts';
import { Problem } from './problem.ts';

export const API_BODY_BYTES = 1_000_000;
const MAX_DEPTH = 32;

export type BodyRule = {
  maxBytes: number;
  contentTypes: readonly string[];
  /** Of a JSON body, counted before it is parsed: many tiny values cost more than their bytes. */
  maxValues?: number;
};
export const JSON_RULE: BodyRule = {
  maxBytes: API_BODY_BYTES,
  contentTypes: ['application/json'],
  maxValues: 30_000,
};

/**
 * Reads the whole body, so that the stream is never left hanging; later `c.req.json()` and `c.req.text()` give the checked text.
 * An empty body passes: whether one is needed is the schema's business.
 */
export function guardBody(rule: BodyRule) {
  return createMiddleware<HttpEnv>(async (c, next) => {
    const bytes = await readBody(c.req.raw, rule.maxBytes);
    if (bytes.length > 0) {
      const type = (c.req.header('content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
      if (!rule.contentTypes.includes(type)) throw unsupported(rule);
      const text = decodeUtf8(bytes);
      if (type === 'application/json') parseJson(text, rule.maxValues);
      c.req.raw = new Request(c.req.raw, { method: c.req.method, body: text });
    } else if (c.req.raw.bodyUsed) {
      c.req.raw = new Request(c.req.raw, { method: c.req.method, body: '' });
    }
    await next();
  });
}

/** @throws Problem 413 beyond `maxBytes`, whatever Content-Length says; 415 for a compressed body */
export async function readBody(request: Request, maxBytes: number): Promise<Uint8Array> {
  const encoding = request.headers.get('content-encoding');
  if (encoding !== null && encoding.trim().toLowerCase() !== 'identity')
    throw new Problem('unsupported_media_type', { detail: 'Compressed bodies are not accepted.' });
  if (request.body === null) return new Uint8Array(0);
  const announced = request.headers.get('content-length');
  if (announced === null) {
    const read = await readBounded(request.body, maxBytes);
    if (read === null) throw tooLarge(maxBytes);
    return read;
  }
  if (Number(announced) > maxBytes) {
    await request.body.cancel();
    throw tooLarge(maxBytes);
  }
  const bytes = new Uint8Array(await request.arrayBuffer());
  if (bytes.length > maxBytes) throw tooLarge(maxBytes);
  return bytes;
}

const tooLarge = (maxBytes: number): Problem =>
  new Problem('payload_too_large', { detail: `At most ${maxBytes} bytes.` });

export function decodeUtf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new Problem('invalid_request', { detail: 'The body is not valid UTF-8.' });
  }
}

/**
 * JSON without its traps: no nesting that exhausts a stack, no numbers beyond a double, no half characters, no `__proto__`.
 * A key given twice counts as JSON.parse does: the last one.
 */
export function parseJson(text: string, maxValues = Number.POSITIVE_INFINITY): unknown {
  refuseShape(text, maxValues);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Problem('invalid_request', { detail: 'The body is not valid JSON.' });
  }
  const trap = findTrap(value);
  if (trap !== null) throw new Problem('validation_failed', { errors: [trap] });
  return value;
}

/** Counts brackets and commas outside of strings, without building anything. */
function refuseShape(text: string, maxValues: number): void {
  let depth = 0;
  let values = 1;
  let inString = false;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (inString) {
      if (code === 0x5c) at += 1;
      else if (code === 0x22) inString = false;
    } else if (code === 0x22) inString = true;
    else if (code === 0x2c) values += 1;
    else if (code === 0x5b || code === 0x7b) {
      depth += 1;
      values += 1;
      if (depth > MAX_DEPTH)
        throw new Problem('invalid_request', { detail: `At most ${MAX_DEPTH} levels of nesting.` });
    } else if (code === 0x5d || code === 0x7d) depth -= 1;
    if (values > maxValues)
      throw new Problem('payload_too_large', { detail: `At most ${maxValues} values.` });
  }
}

type Trap = { path: string; message: string };

/** The path is put together only on the way back from a trap: most bodies have none. */
function findTrap(value: unknown): Trap | null {
  if (typeof value === 'string')
    return value.isWellFormed() ? null : { path: '', message: 'this text holds half a character' };
  if (typeof value === 'number')
    return Number.isFinite(value) ? null : { path: '', message: 'this number is too large' };
  if (typeof value !== 'object' || value === null) return null;
  if (Array.isArray(value)) {
    for (let at = 0; at < value.length; at += 1) {
      const trap = findTrap(value[at]);
      if (trap !== null) return below(String(at), trap);
    }
    return null;
  }
  for (const [key, inner] of Object.entries(value)) {
    if (key === '__proto__') return { path: '', message: 'unknown field' };
    if (!key.isWellFormed()) return { path: '', message: 'a field name holds half a character' };
    const trap = findTrap(inner);
    if (trap !== null) return below(fieldName(key), trap);
  }
  return null;
}

function below(name: string, { path, message }: Trap): Trap {
  return { path: path === '' ? name : `${name}.${path}`, message };
}

/** Names of fields come from outside: only plain ones are repeated. */
export function fieldName(key: string, isIndex = false): string {
  return isIndex || /^[A-Za-z0-9_-]{1,64}$/.test(key) ? key : '(unnamed)';
}

function unsupported(rule: BodyRule): Problem {
  return new Problem('unsupported_media_type', { detail: `Accepted: ${rule.contentTypes.join(', ')}.` });
}
