/** A stand-in for an encoder: no meaning, but a measure of likeness that is the same on every machine. */
export const DIMENSIONS = 384;

/** An encoder of many languages puts these beside one another. */
const SPANISH: Readonly<Record<string, string>> = {
  salen: 'leave',
  paquetes: 'parcels',
  cada: 'every',
  martes: 'tuesday',
};

/** Words and their beginnings, hashed: texts that share words are near one another. */
export function vectorOf(text: string): number[] {
  const vector = Array.from({ length: DIMENSIONS }, () => 0);
  for (const written of text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []) {
    const word = SPANISH[written] ?? written;
    for (const piece of [word, `${word.slice(0, 4)}~`]) {
      let hash = 2_166_136_261;
      for (const char of piece) hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 16_777_619);
      const place = (hash >>> 0) % DIMENSIONS;
      vector[place] = (vector[place] ?? 0) + ((hash >>> 20) & 1 ? 1 : -1);
    }
  }
  const length = Math.hypot(...vector);
  if (length === 0) vector[0] = 1;
  return length === 0 ? vector : vector.map((value) => value / length);
}
