/** `Idempotency-Key` as the IETF draft has it: the first answer is kept and given again, whatever happens to the connection. */
import type { Context } from 'hono';
import { createMiddleware } from 'hono/factory';
import { sha256Hex, spellTuple, tupleName } from '../platform/hash.ts';
import type { HttpEnv } from './context.ts';
import { Problem } from './problem.ts';

const VALID_KEY = /^[\x21-\x7e](?:[\x20-\x7e]{0,253}[\x21-\x7e])?$/;

/** Statuses after which nothing has happened: the same key may be used for a better try. */
const NOTHING_HAPPENED = new Set(['validation_failed', 'invalid_request', 'cursor_invalid', 'rate_limited']);

/**
 * Needs a key and keeps the answer. A body with `dryRun: true` changes nothing and needs none.
 * Comes after the body guard, which has made the text safe to parse.
 */
export const idempotent = createMiddleware<HttpEnv>(async (c, next) => {
  const text = await c.req.text();
  if (isDryRun(text)) return next();
  const key = readKey(c);
  const { businessId } = c.var.actor;
  const fingerprint = await sha256Hex(spellTuple([c.req.method, new URL(c.req.url).pathname, text]));
  const ledger = await c.var.parts.idempotency(businessId, key);
  const begun = await ledger.begin(key, fingerprint);
  if (begun.kind === 'mismatch') throw new Problem('idempotency_key_reused');
  if (begun.kind === 'running') throw new Problem('idempotency_in_progress', { retryAfterS: 1 });
  if (begun.kind === 'replay') {
    const { status, body, contentType } = begun.answer;
    return new Response(body, {
      status,
      headers: { 'content-type': contentType, 'idempotency-replayed': 'true' },
    });
  }
  await next();
  const body = await c.res.clone().text();
  if (c.res.status >= 500 || (c.error instanceof Problem && NOTHING_HAPPENED.has(c.error.code))) {
    await ledger.release(key, fingerprint);
    return;
  }
  const contentType = c.res.headers.get('content-type') ?? 'application/json';
  await ledger.finish(key, fingerprint, { status: c.res.status, body, contentType });
});

/**
 * The same for the same call: what a handler makes from it is made once, even if we crash between doing and remembering.
 * @param what keeps several things of one call apart
 */
export function idempotentName(c: Context<HttpEnv>, what: string, length: number): Promise<string> {
  return tupleName(['api-call', c.var.actor.businessId, readKey(c), what], length);
}

function readKey(c: Context<HttpEnv>): string {
  const key = c.req.header('idempotency-key');
  if (key === undefined) throw new Problem('idempotency_key_missing');
  if (!VALID_KEY.test(key)) throw new Problem('idempotency_key_invalid');
  return key;
}

function isDryRun(text: string): boolean {
  if (!text.includes('dryRun')) return false;
  try {
    const body: unknown = JSON.parse(text);
    return typeof body === 'object' && body !== null && 'dryRun' in body && body.dryRun === true;
  } catch {
    return false;
  }
}
