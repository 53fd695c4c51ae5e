/** How a text is cut into billed SMS segments, by the rules of GSM 03.38 and UCS-2. */

const BASIC =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?' +
  '¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà';
const EXTENSION = '\f^{}\\[~]|€';

const SEPTETS = new Map<string, number>([
  ...[...BASIC].map((character): [string, number] => [character, 1]),
  ...[...EXTENSION].map((character): [string, number] => [character, 2]),
]);

export type Segments = {
  encoding: 'GSM-7' | 'UCS-2';
  segments: number;
  /** Septets of GSM-7, or UTF-16 units of UCS-2. */
  units: number;
};

const LIMITS = {
  'GSM-7': { single: 160, part: 153 },
  'UCS-2': { single: 70, part: 67 },
} as const;

/** An empty text is one segment: a provider bills the message. */
export function segmentsOf(text: string): Segments {
  const characters = Array.from(text);
  const encoding = characters.every((character) => SEPTETS.has(character)) ? 'GSM-7' : 'UCS-2';
  const costs = characters.map((character) =>
    encoding === 'GSM-7' ? (SEPTETS.get(character) ?? 0) : character.length,
  );
  const units = costs.reduce((sum, cost) => sum + cost, 0);
  const { single, part } = LIMITS[encoding];
  return { encoding, segments: units <= single ? 1 : parts(costs, part), units };
}

/** Neither an escape pair nor a surrogate pair is ever split over two segments. */
function parts(costs: readonly number[], part: number): number {
  let segments = 1;
  let used = 0;
  for (const cost of costs) {
    if (used + cost > part) {
      segments += 1;
      used = 0;
    }
    used += cost;
  }
  return segments;
}

const PLAIN: Readonly<Record<string, string>> = {
  '‘': "'",
  '’': "'",
  '‚': ',',
  '“': '"',
  '”': '"',
  '„': '"',
  '«': '"',
  '»': '"',
  '–': '-',
  '—': '-',
  '‑': '-',
  '−': '-',
  '…': '...',
  '•': '-',
  '\u00a0': ' ',
  '\u2009': ' ',
  '\u202f': ' ',
  '\u200b': '',
  '\ufeff': '',
  '\t': ' ',
};

/**
 * The same words with typographic quotes, dashes and spaces made plain: one curly quote would otherwise cost more than twice
 * the price. Letters are never changed.
 */
export function withPlainPunctuation(text: string): string {
  return text.replace(
    /[‘’‚“”„«»–—‑−…•\u00a0\u2009\u202f\u200b\ufeff\t]/g,
    (character) => PLAIN[character] ?? character,
  );
}
