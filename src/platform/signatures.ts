/** What every signed hook needs: HMAC over raw bytes and a comparison that takes the same time wherever bytes differ. */

export type HmacHash = 'SHA-1' | 'SHA-256';

const ENCODER = new TextEncoder();

/** HMAC of `data` under `secret`. An empty secret is a bug of the caller: it would make every signature forgeable. */
export async function hmac(hash: HmacHash, secret: string, data: string | Uint8Array): Promise<Uint8Array> {
  if (secret === '') throw new Error('an empty secret signs nothing');
  const key = await crypto.subtle.importKey('raw', ENCODER.encode(secret), { name: 'HMAC', hash }, false, [
    'sign',
  ]);
  return new Uint8Array(await crypto.subtle.sign('HMAC', key, toBytes(data)));
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
