/** Small signed values that a browser keeps for us: `payload.signature`. Readable by their holder, not changeable. */
import { fromBase64Url, spellTuple, toBase64Url } from './hash.ts';
import { equalInConstantTime, hmac } from './signatures.ts';

/** @param purpose part of what is signed: a token made for one purpose is nothing for another */
export async function signToken(secret: string, purpose: string, payload: object): Promise<string> {
  const body = toBase64Url(new TextEncoder().encode(JSON.stringify(payload)));
  return `${body}.${await signatureOf(secret, purpose, body)}`;
}

/** What was signed, to be checked for its shape and expiry by the caller; null when it was not signed here for this. */
export async function openToken(secret: string, purpose: string, token: string): Promise<unknown> {
  const [body, signature, ...rest] = token.length > 4_096 ? [] : token.split('.');
  if (body === undefined || signature === undefined || rest.length > 0) return null;
  if (!equalInConstantTime(signature, await signatureOf(secret, purpose, body))) return null;
  const bytes = fromBase64Url(body);
  if (bytes === null) return null;
  try {
    const payload: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return payload;
  } catch {
    return null;
  }
}

async function signatureOf(secret: string, purpose: string, body: string): Promise<string> {
  return toBase64Url(await hmac('SHA-256', secret, spellTuple([purpose, body])));
}
