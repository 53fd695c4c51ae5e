/** The pass of a web chat visitor: who they are in this connection, signed, for a while. */
import { z } from 'zod';
import { parseId, type ConnectionId } from '../domain/ids.ts';
import { toBase64Url } from '../platform/hash.ts';
import { randomBytes } from '../platform/random.ts';
import { openToken, signToken } from '../platform/signed-token.ts';

export const VISITOR_TOKEN_MS = 30 * 86_400_000;
const PURPOSE = 'chat-visitor.v1';

export type Visitor = { connectionId: ConnectionId; visitorId: string; expiresAtMs: number };

const payload = z.strictObject({
  c: z.string(),
  v: z.string().regex(/^[A-Za-z0-9_-]{22,64}$/),
  e: z.int(),
});

/** 144 random bits: nobody guesses another visitor's conversation. */
export function newVisitorId(): string {
  return toBase64Url(randomBytes(18));
}

export function writeVisitorToken(secret: string, visitor: Visitor): Promise<string> {
  return signToken(secret, PURPOSE, {
    c: visitor.connectionId,
    v: visitor.visitorId,
    e: visitor.expiresAtMs,
  });
}

/** Null when it was not signed here, is for another connection, or has expired. */
export async function readVisitorToken(
  secret: string,
  connectionId: ConnectionId,
  token: string,
  nowMs: number,
): Promise<Visitor | null> {
  const parsed = payload.safeParse(await openToken(secret, PURPOSE, token));
  if (!parsed.success || parsed.data.e <= nowMs || parseId('con', parsed.data.c) !== connectionId)
    return null;
  return { connectionId, visitorId: parsed.data.v, expiresAtMs: parsed.data.e };
}
