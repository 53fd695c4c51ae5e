import { hashWord, readCharacters } from './features.ts';
import { placeOf } from './hash-index.ts';
import { correctedWord, isSpellable, spellingOf } from './misspellings.ts';
import type { Spelling } from './misspellings.ts';
import type { ModelParts } from './model-format.ts';
import { stem } from './stem.ts';
import { addUp, MOST_CLASSES } from './sums.ts';
import type { Sums } from './sums.ts';
import { addCharacters, addMeaning, BLOCK_WEIGHTS, locate, MEANING_WEIGHT, newRow } from './vocabulary.ts';
import type { Vocabulary } from './vocabulary.ts';
import { lengthOfSum, meaningOfRow, meaningRowOf } from './word-meanings.ts';

/** What a word gives each class by its characters and by its meaning, whatever message it stands in. */
export type WordSum = {
  word: string;
  /** Of its stem. */
  hash: number;
  /** Neither the examples nor common English know it. */
  unknown: boolean;
  /** The known word that an unknown one is one slip away from, or itself; null = not looked for yet. */
  meant: string | null;
  /** As `meaningRowOf` says. */
  meaningRow: number;
  characterSquares: number;
  /** From `at` on what the characters give each class, after that what the meaning gives, in units of the class's scale. */
  sums: Float32Array;
  at: number;
};

/** Worked out when a word is first met, and kept: messages are written in the same few thousand words. */
export type WordSums = {
  /** What slips are corrected to, the most frequent first, with spaces between. */
  known: string;
  /** Made when the first unknown word is met: most messages hold none. */
  spelling: Spelling | null;
  /** When the younger are too many, they become the elder, and what was the elder goes. */
  younger: Kept;
  elder: Kept;
};
type Kept = { words: Map<string, WordSum>; sums: Float32Array };

export type ModelOfWords = { vocabulary: Vocabulary; idf: Uint8Array; sums: Sums; words: WordSums };

/** So many younger words, and as many elder ones at most. */
const CAPACITY = 1_500;
/** Reading a slip costs some microseconds: of a message that is all slips, the first are read. */
const MOST_SLIPS = 12;

export function noWordsYet({ head }: ModelParts): WordSums {
  const none = { words: new Map<string, WordSum>(), sums: new Float32Array(0) };
  return { known: head.words, spelling: null, younger: none, elder: none };
}

/** The words of a message, slips corrected. The same tokens give the same words, whatever was met before. */
export function wordsOf(model: ModelOfWords, tokens: readonly string[]): WordSum[] {
  const words: WordSum[] = [];
  let slips = 0;
  for (let at = 0; at < tokens.length; at += 1) {
    let word = wordOf(model, tokens[at] as string);
    if (word.unknown && slips < MOST_SLIPS) {
      slips += 1;
      word.meant ??= meantBy(model.words, word.word);
      word = wordOf(model, word.meant);
    }
    words.push(word);
  }
  return words;
}

function meantBy(words: WordSums, word: string): string {
  words.spelling ??= spellingOf(words.known === '' ? [] : words.known.split(' '));
  return correctedWord(word, words.spelling) ?? word;
}

function wordOf(model: ModelOfWords, token: string): WordSum {
  const { words } = model;
  const young = words.younger.words.get(token);
  if (young !== undefined) return young;
  const width = model.sums.classes * 2;
  if (words.younger.words.size * width >= words.younger.sums.length) {
    words.elder = words.younger;
    words.younger = { words: new Map(), sums: new Float32Array(CAPACITY * width) };
  }
  const { younger, elder } = words;
  const at = younger.words.size * width;
  const old = elder.words.get(token);
  if (old !== undefined) younger.sums.set(old.sums.subarray(old.at, old.at + width), at);
  const kept = old === undefined ? added(model, token, younger.sums, at) : { ...old, sums: younger.sums, at };
  younger.words.set(token, kept);
  return kept;
}

const row = newRow();
const given = new Float64Array(MOST_CLASSES);

function added(model: ModelOfWords, word: string, sums: Float32Array, at: number): WordSum {
  const { index, meaningPlaces } = model.vocabulary;
  const { classes } = model.sums;
  const hash = hashWord(stem(word));
  const meaningRow = meaningRowOf(hash);
  row.size = 0;
  const characterSquares = addCharacters(locate(readCharacters(word), index), model.idf, row);
  addUp(model.sums, row, given);
  for (let one = 0; one < classes; one += 1) sums[at + one] = given[one] as number;
  if (meaningRow !== -1) {
    row.size = 0;
    addMeaning(meaningOfRow(meaningRow), meaningPlaces, row);
    addUp(model.sums, row, given);
    for (let one = 0; one < classes; one += 1) sums[at + classes + one] = given[one] as number;
  }
  const unknown = meaningRow === -1 && isSpellable(word) && placeOf(index, hash) === -1;
  return { word, hash, unknown, meant: null, meaningRow, characterSquares, sums, at };
}

/** Add what the words of a message give each class. */
export function addWords(words: readonly WordSum[], scores: Float64Array): void {
  const classes = scores.length;
  let squares = 0;
  for (let at = 0; at < words.length; at += 1) squares += (words[at] as WordSum).characterSquares;
  const characters = squares === 0 ? 0 : BLOCK_WEIGHTS[2] / Math.sqrt(squares);
  const length = lengthOfSum(words);
  const meaning = length === 0 ? 0 : MEANING_WEIGHT / length;
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] as WordSum;
    const { sums } = word;
    let from = word.at;
    for (let one = 0; one < classes; one += 1) {
      scores[one] =
        (scores[one] as number) +
        characters * (sums[from] as number) +
        meaning * (sums[from + classes] as number);
      from += 1;
    }
  }
}
