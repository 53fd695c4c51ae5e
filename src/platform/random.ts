/** Randomness for keys, ids and nonces, from the platform's secure source. */
import { toBase32, toBase64Url } from './hash.ts';

export function randomBytes(count: number): Uint8Array<ArrayBuffer> {
  return crypto.getRandomValues(new Uint8Array(count));
}

/** 256 bits as base64url: 43 characters. */
export function randomSecret(): string {
  return toBase64Url(randomBytes(32));
}

/** Characters a-z2-7, five bits each. */
export function randomName(length: number): string {
  return toBase32(randomBytes(Math.ceil((length * 5) / 8))).slice(0, length);
}

/** The part of an id behind its prefix: sorts by time to the millisecond, then 80 random bits. */
export function sortableName(nowMs: number): string {
  return nowMs.toString(36).padStart(9, '0') + randomName(16);
}
