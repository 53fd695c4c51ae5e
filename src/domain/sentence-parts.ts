/** What in a sentence can make it false: its figures, what it denies, what it allows, and where it draws a line. */

/** Small numbers in words; `one` is left out, it is a pronoun as often. */
const NUMBER_WORDS: Readonly<Record<string, string>> = {
  two: '2',
  three: '3',
  four: '4',
  five: '5',
  six: '6',
  seven: '7',
  eight: '8',
  nine: '9',
  ten: '10',
  eleven: '11',
  twelve: '12',
  fourteen: '14',
  fifteen: '15',
  twenty: '20',
  thirty: '30',
  forty: '40',
  fifty: '50',
  sixty: '60',
  ninety: '90',
  hundred: '100',
};

const SIGNS: readonly (readonly [RegExp, string])[] = [
  [/US\$|\$/g, ' dollars '],
  [/€/g, ' euros '],
  [/£/g, ' pounds '],
  [/%/g, ' percent '],
];

/** Plain letters, signs of money as words, no invisible characters. */
export function spelledOut(text: string): string {
  let plain = text
    .normalize('NFKC')
    .replace(/\p{Cf}/gu, '')
    .replace(/[’ʼ`´]/g, "'");
  for (const [sign, word] of SIGNS) plain = plain.replace(sign, word);
  return plain;
}

/** `1,890.00` and `1890` are the same figure, and so are `ten` and `10`. Null = no figure. */
export function figureOf(word: string): string | null {
  const named = NUMBER_WORDS[word.toLowerCase()];
  if (named !== undefined) return named;
  if (!/^\d/.test(word)) return null;
  const digits = word.replace(/,(?=\d{3}(?!\d))/g, '').replace(',', '.');
  return /^\d+\.\d+$/.test(digits) ? String(Number(digits)) : digits;
}

const NEGATORS = setOf(
  'not no never none nobody nothing neither nor without cannot except unless nicht kein keine keinen nie ohne nein ni non jamais sans pas nunca sin tampoco',
);
/** Who may, must or will: another of these is another promise. */
const MODALS = setOf(
  'can could may might must shall should will would need guarantee guaranteed promise promised yes sure always',
);
const QUANTITIES = setOf(
  'all any every each everything everyone both most many some few half only just even free unlimited forever entire whole full more less least than',
);
/** Words that draw a line: the sentence says something else without them. */
const LIMITS = setOf(
  'before after over under below above until till within only if when while unless except during between up least most more less first last per than to from minimum maximum',
);

export type SmallWords = {
  negations: number;
  modals: Set<string>;
  quantities: Set<string>;
  limits: Set<string>;
};

export function smallWords(words: readonly string[]): SmallWords {
  const found: SmallWords = { negations: 0, modals: new Set(), quantities: new Set(), limits: new Set() };
  for (const given of words) {
    const word = given.toLowerCase();
    if (NEGATORS.has(word) || word.endsWith("n't")) found.negations += 1;
    const bare = word.replace(/n't$|'ll$/, '') || word;
    if (MODALS.has(bare)) found.modals.add(bare);
    if (word.endsWith("'ll") || word === 'won' || word === "won't") found.modals.add('will');
    if (word === "can't" || word === 'cannot') found.modals.add('can');
    if (QUANTITIES.has(bare)) found.quantities.add(bare);
    if (LIMITS.has(bare)) found.limits.add(bare);
  }
  return found;
}

function setOf(words: string): ReadonlySet<string> {
  return new Set(words.split(' '));
}
