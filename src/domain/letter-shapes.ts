/** One letter for all the letters that look like it, so that a word is read as the eye reads it. */

/** Look-alike -> plain letter. Lower case, after NFKD without marks. */
const SHAPES: Readonly<Record<string, string>> = {
  a: 'аαɑᴀ@',
  b: 'ьʙ',
  c: 'сϲᴄ',
  d: 'ԁᴅ',
  e: 'еєεᴇ3℮',
  h: 'һʜ',
  i: 'іıιɩ¡',
  j: 'јᴊ',
  k: 'кκᴋ',
  l: 'ӏ|1ʟ',
  m: 'мᴍ',
  n: 'ɴп',
  o: 'оοօᴏ0ø',
  p: 'рρᴘ',
  q: 'ԛ',
  r: 'ʀг',
  s: 'ѕꜱ5$ꮪ',
  t: 'тτᴛ',
  u: 'υսᴜ',
  v: 'ѵνᴠ',
  w: 'ԝᴡ',
  x: 'хχ',
  y: 'уүʏγ',
  z: 'ᴢ',
};

const LETTER_OF = new Map(
  Object.entries(SHAPES).flatMap(([letter, alike]) =>
    Array.from(alike, (shape): [string, string] => [shape, letter]),
  ),
);

/** Letters drawn as pictures that Unicode does not count as compatible: 🅂 🅢 🆂 and the letters of flags. */
const PICTURE_LETTERS: readonly number[] = [0x1f130, 0x1f150, 0x1f170, 0x1f1e6];

/**
 * Lower case, full width and accents folded, look-alikes of Cyrillic, Greek and small capitals made Latin.
 * The same for every spelling that looks the same; not meant to be read.
 */
export function letterShapes(text: string): string {
  const folded = text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  let shapes = '';
  for (const character of folded) shapes += LETTER_OF.get(character) ?? pictureLetter(character) ?? character;
  return shapes.normalize('NFC');
}

function pictureLetter(character: string): string | null {
  const code = character.codePointAt(0) ?? 0;
  const first = PICTURE_LETTERS.find((start) => code >= start && code < start + 26);
  return first === undefined ? null : String.fromCharCode(97 + code - first);
}
