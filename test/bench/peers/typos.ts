import { seededRandom } from '../../../src/understanding/seeded-order.ts';

/** One or two slips in a message: a letter swapped with the next, dropped, doubled or hit beside. The same for everybody. */
export function withTypos(text: string, seed: number): string {
  const random = seededRandom(seed * 2_654_435_761);
  let out = text;
  const slips = 1 + Math.floor(random() * 2);
  for (let slip = 0; slip < slips; slip += 1) {
    if (out.length < 4) return out;
    const at = 1 + Math.floor(random() * (out.length - 2));
    const letter = out[at] ?? '';
    const kind = Math.floor(random() * 4);
    if (kind === 0) out = out.slice(0, at) + (out[at + 1] ?? '') + letter + out.slice(at + 2);
    else if (kind === 1) out = out.slice(0, at) + out.slice(at + 1);
    else if (kind === 2) out = out.slice(0, at) + letter + out.slice(at);
    else out = out.slice(0, at) + String.fromCharCode(97 + Math.floor(random() * 26)) + out.slice(at + 1);
  }
  return out;
}
