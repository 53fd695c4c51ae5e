/** Words: how texts and questions become comparable tokens. Everything here must stay deterministic. */

const STOPWORDS_TEXT =
  'a about above after all also am an and any are arent as at be because been before being below between both but by ' +
  'can cannot cant could couldnt d did didnt do does doesnt doing dont during else ever for from get gets got had hadnt ' +
  'has hasnt have havent having he her here hers herself hi hello hey him himself his how i id if ill im in into is isnt it its itself ive just ' +
  'let lets ll m many may me might must my myself need nor now of ok okay on or our ours ' +
  'ourselves please pls s shall she should shouldnt so some such t tell than thank thanks that thats the their ' +
  'theirs them themselves then there theres these they theyre this those though through to too u upon ur us ' +
  've very want was wasnt we well were werent what whats when whens where wheres whether which while who whom whos whose why will with ' +
  'within without wont would wouldnt y yes yet you youd youll your youre yours yourself yourselves';

export const STOPWORDS: ReadonlySet<string> = new Set(STOPWORDS_TEXT.split(' '));

export type QuestionKind =
  'how' | 'what' | 'when' | 'where' | 'who' | 'why' | 'which' | 'much' | 'can' | 'none';

const QUESTION_KINDS: ReadonlyMap<string, QuestionKind> = new Map<string, QuestionKind>([
  ['how', 'how'],
  ['what', 'what'],
  ['whats', 'what'],
  ['when', 'when'],
  ['whens', 'when'],
  ['where', 'where'],
  ['wheres', 'where'],
  ['who', 'who'],
  ['whom', 'who'],
  ['whos', 'who'],
  ['whose', 'who'],
  ['why', 'why'],
  ['which', 'which'],
]);
const YES_NO = new Set(
  'can could do does did is are was were am will would should may has have had'.split(' '),
);
const AMOUNT = new Set(['many', 'much', 'long', 'old', 'often', 'far', 'tall', 'big', 'large', 'high']);

/** "What year" is a "when". */
const ASKED_FOR: ReadonlyMap<string, QuestionKind> = new Map(
  Object.entries({
    when: 'year years date day days month months decade century time hours',
    much: 'percentage percent number amount price fraction share age',
    where: 'city country place state area region location street town county building',
    who: 'person people king queen president artist author scientist',
  } satisfies Partial<Record<QuestionKind, string>>).flatMap(([kind, words]) =>
    words.split(' ').map((word): [string, QuestionKind] => [word, kind as QuestionKind]),
  ),
);

/** What kind of answer the words of a question ask for. */
export function questionKind(words: readonly string[]): QuestionKind {
  for (let i = 0; i < words.length; i += 1) {
    const kind = QUESTION_KINDS.get(words[i] ?? '');
    if (kind === undefined) continue;
    const next = words[i + 1] ?? '';
    if (kind === 'how') return AMOUNT.has(next) ? 'much' : kind;
    return kind === 'what' || kind === 'which' ? (ASKED_FOR.get(next) ?? kind) : kind;
  }
  return YES_NO.has(words[0] ?? '') ? 'can' : 'none';
}

const MARKS = /\p{M}+/gu;
const APOSTROPHES = /['’ʼ`´]/g;
const POSSESSIVE = /['’ʼ`´]s(?![\p{L}\p{N}])/gu;
const WORD = /[\p{L}\p{N}]+/gu;
/** Scripts written without spaces: their words are taken as pairs of characters. */
const UNSPACED = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]/u;
const NON_ASCII = /[^ -~\s]/;
const MAX_WORD_CHARS = 40;

/** Lower-cased words of a text, accents and possessives dropped, in order. */
export function wordsOf(text: string): string[] {
  let plain = text;
  const exotic = NON_ASCII.test(plain);
  if (exotic) plain = plain.normalize('NFKD').replace(MARKS, '');
  plain = plain.toLowerCase();
  if (exotic || plain.includes("'") || plain.includes('`'))
    plain = plain.replace(POSSESSIVE, '').replace(APOSTROPHES, '');
  const found = plain.match(WORD) ?? [];
  if (!exotic) return found.map(clip);
  const words: string[] = [];
  for (const word of found) {
    if (UNSPACED.test(word)) words.push(...pairsOf(word));
    else words.push(clip(word));
  }
  return words;
}

function clip(word: string): string {
  return word.length > MAX_WORD_CHARS ? word.slice(0, MAX_WORD_CHARS) : word;
}

function pairsOf(run: string): string[] {
  const characters = [...run];
  if (characters.length < 2) return characters;
  const pairs: string[] = [];
  for (let i = 0; i + 1 < characters.length; i += 1)
    pairs.push((characters[i] ?? '') + (characters[i + 1] ?? ''));
  return pairs;
}
