/** Who is looking at the console: a signed cookie that names a key, and the key asked again on every request. */
import type { Context } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { z } from 'zod';
import { parseId, type ApiKeyId, type BusinessId } from '../domain/ids.ts';
import { actorOf } from '../http/authenticate.ts';
import type { Actor, HttpEnv, Scope } from '../http/context.ts';
import type { Parts } from '../parts.ts';
import { openToken, signToken } from '../platform/signed-token.ts';

export const SESSION_MS = 12 * 3_600_000;
const COOKIE = 'shopbell_session';
const PURPOSE = 'console-session.v1';

export type Session = { actor: Actor; expiresAtMs: number };
export type ConsoleEnv = HttpEnv & { Variables: { session: Session } };

const payload = z.strictObject({ k: z.string(), b: z.string(), l: z.string(), e: z.int() });

export function mayAnswer(scopes: readonly Scope[]): boolean {
  return scopes.includes('conversations:write') || scopes.includes('admin');
}

/** Who may sign in at all. */
export function mayEnter(scopes: readonly Scope[]): boolean {
  return mayAnswer(scopes) || maySeeStats(scopes) || mayTeach(scopes);
}

export function maySeeStats(scopes: readonly Scope[]): boolean {
  return scopes.includes('stats:read') || scopes.includes('admin');
}

export function mayTeach(scopes: readonly Scope[]): boolean {
  return scopes.includes('knowledge:write') || scopes.includes('admin');
}

export async function startSession(c: Context<ConsoleEnv>, actor: Actor): Promise<void> {
  const { config, nowMs } = c.var.parts;
  const token = await signToken(config.sessionSecret, PURPOSE, {
    k: actor.keyId,
    b: actor.businessId,
    l: actor.label,
    e: nowMs() + SESSION_MS,
  });
  setCookie(c, COOKIE, token, { ...cookieOptions(c.var.parts), maxAge: SESSION_MS / 1_000 });
}

export function endSession(c: Context<ConsoleEnv>): void {
  deleteCookie(c, COOKIE, cookieOptions(c.var.parts));
}

/** Null: no cookie, not ours, expired, or its key is gone, expired or opens the console no more. */
export async function readSession(c: Context<ConsoleEnv>): Promise<Session | null> {
  const token = getCookie(c, COOKIE);
  if (token === undefined) return null;
  const parts = c.var.parts;
  const parsed = payload.safeParse(await openToken(parts.config.sessionSecret, PURPOSE, token));
  if (!parsed.success || parsed.data.e <= parts.nowMs()) return null;
  const businessId = parseId('biz', parsed.data.b);
  const keyId = parseId('key', parsed.data.k);
  if (businessId === null || keyId === null) return null;
  const actor = await actorOfKey(parts, businessId, keyId);
  return actor === null ? null : { actor, expiresAtMs: parsed.data.e };
}

async function actorOfKey(parts: Parts, businessId: BusinessId, keyId: ApiKeyId): Promise<Actor | null> {
  const key = await parts.storeFor(businessId).keys.read(keyId);
  if (key === null || key.revokedAtMs !== null) return null;
  if (key.expiresAtMs !== null && key.expiresAtMs <= parts.nowMs()) return null;
  const actor = actorOf(key);
  return mayEnter(actor.scopes) ? actor : null;
}

function cookieOptions(parts: Parts) {
  const overPlainHttp = parts.config.local && parts.config.publicUrl.startsWith('http:');
  return { path: '/console', httpOnly: true, secure: !overPlainHttp, sameSite: 'Strict' } as const;
}
