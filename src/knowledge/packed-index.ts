import type { Passage } from '../domain/evidence.ts';
import { wordVectors, type WordVectors } from '../understanding/word-vectors.ts';
import { shapesOf } from './answer-shapes.ts';
import { gramTable, type GramTable } from './gram-table.ts';
import { passageMeanings, type PassageMeanings } from './passage-meanings.ts';
import { segmentSums, type SegmentSums } from './segment-sums.ts';
import { splitSentences } from '../domain/sentences.ts';
import { stem } from './stem.ts';
import { questionKind, STOPWORDS, wordsOf, type QuestionKind } from './words.ts';

/**
 * The words of every passage as numbers, so that a question never reads a passage's text again. A segment is one line (the
 * title, a variant) or one sentence of the text; sentences keep stopwords only where they have nothing else.
 */
export type Streams = {
  words: string[];
  /** Word ids, segment after segment. */
  tokens: Uint32Array;
  /** Where each segment begins in `tokens`; one more entry than segments. */
  segmentStart: Uint32Array;
  /** Where each passage begins in the segments; one more entry than passages. */
  passageSegment: Uint32Array;
  /** How many of a passage's segments are lines; the rest are sentences. */
  lineCount: Uint32Array;
  /** What kinds of question each segment looks like an answer to; 0 for lines. */
  shapes: Uint8Array;
};

export type Postings = { start: Uint32Array; passage: Uint32Array; impact: Float32Array };

/** From which confidence on it answers, and from which it asks back. */
export type Thresholds = { answer: number; clarify: number };

export type KnowledgeIndex = {
  passages: Passage[];
  /** How many passages stand under each title. */
  titleUses: ReadonlyMap<string, number>;
  /** What each passage's title asks for. */
  titleKinds: QuestionKind[];
  streams: Streams;
  wordIds: Map<string, number>;
  stemIds: Map<string, number>;
  stemOfWord: Uint32Array;
  /** 1 for stopwords: they count little, but tell "how" from "when". */
  light: Uint8Array;
  /** How rare each stem is; `unseenIdf` for one that no passage has. */
  idf: Float32Array;
  unseenIdf: number;
  /** Passages that have the stem. */
  passageCount: Uint32Array;
  postings: Postings;
  gramTable: GramTable;
  meanings: WordVectors;
  /** Row of each word in the table of meanings, or -1; stopwords have none here. */
  meaningOfWord: Int32Array;
  passageMeanings: PassageMeanings;
  segmentSums: SegmentSums;
  /** Sorted confidences of questions that this knowledge does not answer; empty until calibrated. */
  nulls: Float32Array;
  /** Null = as the nulls say. */
  learned: Thresholds | null;
};

export const SATURATION = 1.2;
const LENGTH_WEIGHT = 0.75;
const TITLE_WEIGHT = 2;
const VARIANT_WEIGHT = 1;

export function streamsOf(passages: readonly Passage[]): Streams {
  const ids = new Map<string, number>();
  const tokens: number[] = [];
  const segmentStart: number[] = [0];
  const passageSegment: number[] = [0];
  const lineCount: number[] = [];
  const shapes: number[] = [];
  const addSegment = (text: string, whole: boolean): void => {
    shapes.push(whole ? 0 : shapesOf(text));
    const all = wordsOf(text);
    const telling = whole ? all : all.filter((word) => !STOPWORDS.has(word));
    for (const word of telling.length > 0 ? telling : all) {
      let id = ids.get(word);
      if (id === undefined) ids.set(word, (id = ids.size));
      tokens.push(id);
    }
    segmentStart.push(tokens.length);
  };
  for (const passage of passages) {
    addSegment(passage.title, true);
    for (const variant of passage.variants) addSegment(variant, true);
    lineCount.push(1 + passage.variants.length);
    for (const span of splitSentences(passage.text))
      addSegment(passage.text.slice(span.start, span.end), false);
    passageSegment.push(segmentStart.length - 1);
  }
  return sortedByUse({
    words: [...ids.keys()],
    tokens: Uint32Array.from(tokens),
    segmentStart: Uint32Array.from(segmentStart),
    passageSegment: Uint32Array.from(passageSegment),
    lineCount: Uint32Array.from(lineCount),
    shapes: Uint8Array.from(shapes),
  });
}

/** Frequent words get small ids, which makes the blob small. */
function sortedByUse(streams: Streams): Streams {
  const uses = new Uint32Array(streams.words.length);
  for (const id of streams.tokens) uses[id] = (uses[id] ?? 0) + 1;
  const order = Uint32Array.from(streams.words.keys()).sort(
    (a, b) => (uses[b] ?? 0) - (uses[a] ?? 0) || a - b,
  );
  const place = new Uint32Array(order.length);
  order.forEach((old, now) => (place[old] = now));
  return {
    ...streams,
    words: Array.from(order, (old) => streams.words[old] ?? ''),
    tokens: streams.tokens.map((old) => place[old] ?? 0),
  };
}

/** Everything that can be computed from the streams: stems, rarity, postings with their final weights, character grams. */
export function derive(streams: Streams, passages: Passage[], nulls: Float32Array): KnowledgeIndex {
  const wordIds = new Map<string, number>();
  const stemIds = new Map<string, number>();
  const stemOfWord = new Uint32Array(streams.words.length);
  streams.words.forEach((word, id) => {
    wordIds.set(word, id);
    const root = stem(word);
    let stemId = stemIds.get(root);
    if (stemId === undefined) stemIds.set(root, (stemId = stemIds.size));
    stemOfWord[id] = stemId;
  });
  const weights = weighPassages(streams, stemOfWord, stemIds.size);
  const total = passages.length;
  const known = wordVectors();
  const light = Uint8Array.from(streams.words, (word) => (STOPWORDS.has(word) ? 1 : 0));
  const meaningOfWord = Int32Array.from(streams.words, (word, id) =>
    light[id] === 1 ? -1 : known.rowOf(word),
  );
  const titleUses = new Map<string, number>();
  for (const { title } of passages) titleUses.set(title, (titleUses.get(title) ?? 0) + 1);
  const idf = weights.passageCount.length === 0 ? new Float32Array(0) : new Float32Array(stemIds.size);
  for (let i = 0; i < idf.length; i += 1) idf[i] = rarity(total, weights.passageCount[i] ?? 0);
  const table = gramTable(streams.words);
  return {
    passages,
    titleUses,
    titleKinds: passages.map(({ title }) => questionKind(wordsOf(title))),
    streams,
    wordIds,
    stemIds,
    stemOfWord,
    light,
    idf,
    unseenIdf: rarity(total, 0),
    passageCount: weights.passageCount,
    postings: postingsOf(weights, idf),
    gramTable: table,
    meanings: known,
    meaningOfWord,
    passageMeanings: passageMeanings(streams, meaningOfWord, known),
    segmentSums: segmentSums({ streams, stemOfWord, idf, light, gramTable: table }),
    nulls,
    learned: null,
  };
}

function rarity(total: number, having: number): number {
  return Math.log(1 + (total - having + 0.5) / (having + 0.5));
}

type Weights = {
  passageCount: Uint32Array;
  stems: Uint32Array[];
  uses: Float32Array[];
  lengths: Float32Array;
};

function weighPassages(streams: Streams, stemOfWord: Uint32Array, stemCount: number): Weights {
  const total = streams.lineCount.length;
  const passageCount = new Uint32Array(stemCount);
  const lengths = new Float32Array(total);
  const stems: Uint32Array[] = [];
  const uses: Float32Array[] = [];
  const use = new Float32Array(stemCount);
  for (let p = 0; p < total; p += 1) {
    const touched: number[] = [];
    const first = streams.passageSegment[p] ?? 0;
    const end = streams.passageSegment[p + 1] ?? first;
    const lines = first + (streams.lineCount[p] ?? 0);
    for (let s = first; s < end; s += 1) {
      const weight = s === first ? TITLE_WEIGHT : s < lines ? VARIANT_WEIGHT : 1;
      const stop = streams.segmentStart[s + 1] ?? 0;
      for (let t = streams.segmentStart[s] ?? 0; t < stop; t += 1) {
        const id = stemOfWord[streams.tokens[t] ?? 0] ?? 0;
        if ((use[id] ?? 0) === 0) touched.push(id);
        use[id] = (use[id] ?? 0) + weight;
        lengths[p] = (lengths[p] ?? 0) + weight;
      }
    }
    stems.push(Uint32Array.from(touched));
    uses.push(Float32Array.from(touched, (id) => use[id] ?? 0));
    for (const id of touched) {
      passageCount[id] = (passageCount[id] ?? 0) + 1;
      use[id] = 0;
    }
  }
  return { passageCount, stems, uses, lengths };
}

function postingsOf({ passageCount, stems, uses, lengths }: Weights, idf: Float32Array): Postings {
  const start = new Uint32Array(passageCount.length + 1);
  for (let i = 0; i < passageCount.length; i += 1) start[i + 1] = (start[i] ?? 0) + (passageCount[i] ?? 0);
  const size = start[passageCount.length] ?? 0;
  const passage = new Uint32Array(size);
  const impact = new Float32Array(size);
  const next = start.slice();
  const mean = lengths.reduce((sum, length) => sum + length, 0) / Math.max(1, lengths.length) || 1;
  for (let p = 0; p < stems.length; p += 1) {
    const room = SATURATION * (1 - LENGTH_WEIGHT + (LENGTH_WEIGHT * (lengths[p] ?? 0)) / mean);
    const own = stems[p] ?? new Uint32Array(0);
    for (let i = 0; i < own.length; i += 1) {
      const id = own[i] ?? 0;
      const at = next[id] ?? 0;
      const use = uses[p]?.[i] ?? 0;
      passage[at] = p;
      impact[at] = ((idf[id] ?? 0) * use * (SATURATION + 1)) / (use + room);
      next[id] = at + 1;
    }
  }
  return { start, passage, impact };
}
