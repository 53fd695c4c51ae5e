/** Who is calling: `Authorization: Bearer sb_<prefix>_<secret>`, and nothing else. */
import type { Context } from 'hono';
import { createMiddleware } from 'hono/factory';
import type { Parts } from '../parts.ts';
import { sha256Hex } from '../platform/hash.ts';
import { randomName, randomSecret } from '../platform/random.ts';
import { equalInConstantTime } from '../platform/signatures.ts';
import type { StoredKey } from '../store/api-keys.ts';
import { cached, type Cached } from '../store/cached.ts';
import { SCOPES, type Actor, type HttpEnv, type Scope } from './context.ts';
import { Problem } from './problem.ts';

const KEY = /^sb_([a-z2-7]{12})_[A-Za-z0-9_-]{43,86}$/;
const KEY_IN_TEXT = /sb_[a-z2-7]{12}_[A-Za-z0-9_-]{43}/;
const KEY_PARAMETERS = ['key', 'api_key', 'apikey', 'apiKey', 'access_token', 'token', 'authorization'];
const USED_EVERY_MS = 60_000;

/** A new key: shown once, stored as its hash. */
export async function newKey(): Promise<{ key: string; prefix: string; secretHash: string }> {
  const prefix = randomName(12);
  const key = `sb_${prefix}_${randomSecret()}`;
  return { key, prefix, secretHash: await sha256Hex(key) };
}

/** The key that this text is, or null: unknown, revoked, expired and wrong look alike. Console sign-in uses it too. */
export async function findKey(parts: Parts, text: string): Promise<StoredKey | null> {
  const prefix = KEY.exec(text)?.[1];
  if (prefix === undefined) return null;
  const hash = await sha256Hex(text);
  const stored = await memoryOf(parts).keys.get(prefix);
  if (stored === null || !equalInConstantTime(hash, stored.secretHash)) return null;
  const expired = stored.expiresAtMs !== null && stored.expiresAtMs <= parts.nowMs();
  return stored.revokedAtMs !== null || expired ? null : stored;
}

/** After a key was revoked here. Other isolates notice within half a minute. */
export function forgetKey(parts: Parts, prefix: string): void {
  memoryOf(parts).keys.forget(prefix);
}

export function actorOf(key: StoredKey): Actor {
  const scopes = SCOPES.filter((scope) => key.scopes.includes(scope));
  return { businessId: key.businessId, keyId: key.id, label: key.label, scopes };
}

/** In front of everything under /v1. */
export const authenticate = createMiddleware<HttpEnv>(async (c, next) => {
  const parts = c.var.parts;
  refuseKeyInQuery(c.req.url);
  const given = /^Bearer ([^\s]{1,200})$/i.exec(c.req.header('authorization') ?? '')?.[1] ?? '';
  const key = await findKey(parts, given);
  if (key === null) throw await failedAttempt(parts, c.req.header('cf-connecting-ip'), given);
  await refuseSuspended(parts, key);
  noteUse(c, key);
  c.set('actor', actorOf(key));
  await next();
});

export function requireScope(scope: Scope) {
  return createMiddleware<HttpEnv>(async (c, next) => {
    if (!c.var.actor.scopes.includes(scope))
      throw new Problem('forbidden', { detail: `The key lacks the scope ${scope}.` });
    await next();
  });
}

/** Keys in URLs end up in logs and histories: the caller is told, even if the key is good. */
function refuseKeyInQuery(url: string): void {
  const query = url.indexOf('?');
  if (query === -1) return;
  const parameters = new URLSearchParams(url.slice(query + 1));
  if (KEY_PARAMETERS.some((name) => parameters.has(name)) || KEY_IN_TEXT.test(url.slice(query)))
    throw new Problem('key_in_query');
}

/** Counts failures by address and by key prefix: 10 a minute, 100 an hour. Good keys are never slowed down by others' failures. */
export async function failedAttempt(parts: Parts, ip: string | undefined, given: string): Promise<Problem> {
  const from = ip !== undefined && /^[0-9A-Fa-f.:]{2,45}$/.test(ip) ? ip : 'unknown';
  const waitForIpS = await parts.throttle(`auth-ip:${from}`, 600, 10);
  if (waitForIpS > 0) return new Problem('rate_limited', { retryAfterS: Math.ceil(waitForIpS) });
  const prefix = KEY.exec(given)?.[1];
  const waitForPrefixS = prefix === undefined ? 0 : await parts.throttle(`auth-key:${prefix}`, 100, 100);
  if (waitForPrefixS > 0) return new Problem('rate_limited', { retryAfterS: Math.ceil(waitForPrefixS) });
  return new Problem('unauthorized');
}

async function refuseSuspended(parts: Parts, key: StoredKey): Promise<void> {
  const profile = await parts.profile(key.businessId);
  if (profile === null || profile.state === 'deleted') throw new Problem('unauthorized');
  if (profile.state === 'suspended') throw new Problem('forbidden', { detail: 'The business is suspended.' });
}

/** For the key list only, so it may be lost; it never makes the caller wait. */
function noteUse(c: Context<HttpEnv>, key: StoredKey): void {
  const { parts } = c.var;
  const { lastUse } = memoryOf(parts);
  const nowMs = parts.nowMs();
  if (nowMs - (lastUse.get(key.id) ?? 0) < USED_EVERY_MS) return;
  if (lastUse.size > 2_000) lastUse.clear();
  lastUse.set(key.id, nowMs);
  const write = parts
    .storeFor(key.businessId)
    .keys.used(key.id, nowMs, USED_EVERY_MS)
    .catch(() => parts.log.error('key.last_use_not_written', { keyId: key.id }));
  try {
    c.executionCtx.waitUntil(write);
  } catch {
    // Called outside of a Worker: there is nothing that would end before the write does.
  }
}

type Memory = { keys: Cached<string, StoredKey>; lastUse: Map<string, number> };
const memories = new WeakMap<Parts, Memory>();

/** No stale answers for keys: what was revoked must stay so when the database is down. */
function memoryOf(parts: Parts): Memory {
  const known = memories.get(parts);
  if (known !== undefined) return known;
  const keys = cached<string, StoredKey>((prefix) => parts.house.keyByPrefix(prefix), {
    nowMs: parts.nowMs,
    freshMs: 30_000,
    staleIfErrorMs: 0,
    missingMs: 5_000,
    maxEntries: 2_000,
  });
  const memory = { keys, lastUse: new Map<string, number>() };
  memories.set(parts, memory);
  return memory;
}
