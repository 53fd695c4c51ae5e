/** What every signed hook needs: HMAC over raw bytes and a comparison that takes the same time wherever bytes differ. */

export type HmacHash = 'SHA-1' | 'SHA-256';

const ENCODER = new TextEncoder();

/** Imported keys by hash and secret: importing costs as much as signing. Bounded; a secret is in memory anyway. */
const keys = new Map<string, Promise<CryptoKey>>();
const MAX_KEYS = 500;

function keyOf(hash: HmacHash, secret: string): Promise<CryptoKey> {
  const name = `${hash} ${secret}`;
  const known = keys.get(name);
  if (known !== undefined) return known;
  if (keys.size >= MAX_KEYS) keys.clear();
  const key = crypto.subtle.importKey('raw', ENCODER.encode(secret), { name: 'HMAC', hash }, false, ['sign']);
  keys.set(name, key);
  return key;
}

/** HMAC of `data` under `secret`. An empty secret is a bug of the caller: it would make every signature forgeable. */
export async function hmac(hash: HmacHash, secret: string, data: string | Uint8Array): Promise<Uint8Array> {
  if (secret === '') throw new Error('an empty secret signs nothing');
  return new Uint8Array(await crypto.subtle.sign('HMAC', await keyOf(hash, secret), toBytes(data)));
}

export async function sha256(data: string | Uint8Array): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', toBytes(data)));
}

/**
 * Constant time over the length of `expected`; never throws. A wrong length is answered at once:
 * the length of a signature is fixed by its algorithm and is no secret.
 */
export function equalInConstantTime(given: string | Uint8Array, expected: string | Uint8Array): boolean {
  const left = toBytes(given);
  const right = toBytes(expected);
  if (left.length !== right.length) return false;
  let difference = 0;
  for (let at = 0; at < right.length; at++) difference |= (left[at] ?? 0) ^ (right[at] ?? 0);
  return difference === 0;
}

export function toBase64(bytes: Uint8Array): string {
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}

export function toHex(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += byte.toString(16).padStart(2, '0');
  return text;
}

function toBytes(data: string | Uint8Array): Uint8Array {
  return typeof data === 'string' ? ENCODER.encode(data) : data;
}
