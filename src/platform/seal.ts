/**
 * Credentials at rest: AES-256-GCM, with the key's version in front so that keys can be replaced, and bound to where the
 * value belongs (business, connection, field): a sealed value moved elsewhere does not open.
 */
import { fromBase64Url, spellTuple, toBase64Url } from './hash.ts';
import { randomBytes } from './random.ts';

export type Seal = {
  seal: (text: string, place: readonly string[]) => Promise<string>;
  /** @throws SealError when the value was changed, moved, or sealed with a key that is gone */
  open: (sealed: string, place: readonly string[]) => Promise<string>;
};

/** Says which check failed, never what was sealed. */
export class SealError extends Error {
  override readonly name = 'SealError';
}

const IV_BYTES = 12;

/** @param keys base64 of 32 bytes each; the highest version seals, all of them open */
export function createSeal(keys: readonly { version: number; key: string }[]): Seal {
  const newest = keys.reduce<{ version: number; key: string } | null>(
    (best, entry) => (best === null || entry.version > best.version ? entry : best),
    null,
  );
  if (newest === null) throw new SealError('there is no key to seal with');
  const imported = new Map<number, Promise<CryptoKey>>();

  const keyOf = (version: number): Promise<CryptoKey> => {
    const known = imported.get(version);
    if (known !== undefined) return known;
    const entry = keys.find((candidate) => candidate.version === version);
    if (entry === undefined)
      throw new SealError(`sealed with key version ${version}, which is not configured`);
    const raw = Uint8Array.from(atob(entry.key), (character) => character.charCodeAt(0));
    const key = crypto.subtle.importKey('raw', raw, 'AES-GCM', false, ['encrypt', 'decrypt']);
    imported.set(version, key);
    return key;
  };

  return {
    async seal(text, place) {
      const iv = randomBytes(IV_BYTES);
      const algorithm = { name: 'AES-GCM', iv, additionalData: bytesOf(place) };
      const data = new TextEncoder().encode(text);
      const sealed = await crypto.subtle.encrypt(algorithm, await keyOf(newest.version), data);
      return `${newest.version}.${toBase64Url(iv)}.${toBase64Url(new Uint8Array(sealed))}`;
    },

    async open(sealed, place) {
      const match = /^(\d{1,6})\.([A-Za-z0-9_-]{16})\.([A-Za-z0-9_-]{22,})$/.exec(sealed);
      const iv = fromBase64Url(match?.[2] ?? '');
      const data = fromBase64Url(match?.[3] ?? '');
      if (match === null || iv === null || data === null) throw new SealError('not a sealed value');
      const key = await keyOf(Number(match[1]));
      const algorithm = { name: 'AES-GCM', iv, additionalData: bytesOf(place) };
      const plain = await crypto.subtle.decrypt(algorithm, key, data).catch(() => {
        throw new SealError('the value was changed or belongs elsewhere');
      });
      return new TextDecoder().decode(plain);
    },
  };
}

function bytesOf(place: readonly string[]): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(new TextEncoder().encode(spellTuple(place)));
}
