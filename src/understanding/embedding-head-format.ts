/** The bytes of a head: "SBEH", the length of a JSON part, the JSON part, then its mean and its weights. */
import type { EmbeddingHead } from './embedding-head.ts';

const MAGIC = 0x48454253;

export function encodeHead(head: EmbeddingHead): Uint8Array<ArrayBuffer> {
  const { mean, weights, ...plain } = head;
  const numbers = [...mean, ...weights];
  const json = new TextEncoder().encode(JSON.stringify(plain));
  const bytes = new Uint8Array(8 + json.length + numbers.length * 4);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, MAGIC, true);
  view.setUint32(4, json.length, true);
  bytes.set(json, 8);
  numbers.forEach((number, at) => view.setFloat32(8 + json.length + at * 4, number, true));
  return bytes;
}

/** null = not the bytes of a head: it is then trained again. */
export function decodeHead(bytes: Uint8Array): EmbeddingHead | null {
  try {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    if (view.getUint32(0, true) !== MAGIC) return null;
    const jsonBytes = view.getUint32(4, true);
    const plain: unknown = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + jsonBytes)));
    const head = plain as Omit<EmbeddingHead, 'mean' | 'weights'>;
    const { dimensions, intents } = head;
    const count = dimensions + (intents.length + 1) * (dimensions + 1);
    if (bytes.length !== 8 + jsonBytes + count * 4) return null;
    const numbers = Float32Array.from({ length: count }, (_, at) =>
      view.getFloat32(8 + jsonBytes + at * 4, true),
    );
    return { ...head, mean: numbers.slice(0, dimensions), weights: numbers.slice(dimensions) };
  } catch {
    return null;
  }
}
