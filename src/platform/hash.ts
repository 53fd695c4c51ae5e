/** Names and fingerprints from hashes. */
import { sha256, toBase64, toHex } from './signatures.ts';

const BASE32 = 'abcdefghijklmnopqrstuvwxyz234567';

/** Lower-case base32 (RFC 4648) without padding: safe in ids, URLs and object names. */
export function toBase32(bytes: Uint8Array): string {
  let text = '';
  let buffer = 0;
  let bits = 0;
  for (const byte of bytes) {
    buffer = (buffer << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += BASE32[(buffer >> bits) & 31];
    }
    buffer &= (1 << bits) - 1;
  }
  return bits === 0 ? text : text + BASE32[(buffer << (5 - bits)) & 31];
}

export function toBase64Url(bytes: Uint8Array): string {
  return toBase64(bytes).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

/** Null when the text is not canonical base64url without padding: one value has one spelling. */
export function fromBase64Url(text: string): Uint8Array<ArrayBuffer> | null {
  if (!/^[A-Za-z0-9_-]*$/.test(text) || text.length % 4 === 1) return null;
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  const bytes = Uint8Array.from(binary, (character) => character.charCodeAt(0));
  return toBase64Url(bytes) === text ? bytes : null;
}

export async function sha256Hex(data: string | Uint8Array): Promise<string> {
  return toHex(await sha256(data));
}

/** A tuple has one spelling: `['a:b']` and `['a', 'b']` never meet, whatever the values contain. */
export function spellTuple(parts: readonly string[]): string {
  return JSON.stringify(parts);
}

/** The first `length` base32 characters of the tuple's SHA-256 (26 characters = 130 bits, at most 51). */
export async function tupleName(parts: readonly string[], length: number): Promise<string> {
  return toBase32(await sha256(spellTuple(parts))).slice(0, length);
}
