/** The headers that say who calls and that nothing was changed, as https://www.standardwebhooks.com has them. */
import { randomBytes } from './random.ts';
import { toBase64 } from './signatures.ts';

const PREFIX = 'whsec_';
const SECRET_BYTES = 32;

export function newWebhookSecret(): string {
  return PREFIX + toBase64(randomBytes(SECRET_BYTES));
}

/** @param secret as `newWebhookSecret` makes it; anything else is a bug and throws */
export async function signedHeaders(
  secret: string,
  id: string,
  atMs: number,
  body: string,
): Promise<Record<string, string>> {
  if (!secret.startsWith(PREFIX)) throw new Error('not a webhook secret');
  const raw = Uint8Array.from(atob(secret.slice(PREFIX.length)), (character) => character.charCodeAt(0));
  const key = await crypto.subtle.importKey('raw', raw, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
  const timestamp = String(Math.floor(atMs / 1_000));
  const signed = new TextEncoder().encode(`${id}.${timestamp}.${body}`);
  const signature = new Uint8Array(await crypto.subtle.sign('HMAC', key, signed));
  return {
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': `v1,${toBase64(signature)}`,
  };
}
