import type { Candidate } from './candidates.ts';
import { bitCount, type Comparison, type SegmentView } from './compare.ts';
import { dot } from './dot.ts';
import { SATURATION, type KnowledgeIndex } from './packed-index.ts';
import type { Question } from './question.ts';
import { idfOf, sentenceRow } from './sentence-features.ts';
import type { QuestionKind } from './words.ts';

/**
 * What the re-ranker looks at. Each feature has two weights, none below zero: one for entries, whose title asks something of
 * its own, and one for pieces of longer articles; a passage in between takes both in part.
 */
export const FEATURE_NAMES = [
  'rawScore',
  'scoreToTop',
  'pairs',
  'pairsRaw',
  'closeRaw',
  'near',
  'meaning',
  'kindAgrees',
  'lineReverse',
  'lineAgreement',
  'linesAgreement',
  'lineMeaning',
  'linesMeaning',
  'lineNear',
  'sentenceGrams',
  'sentenceNear',
  'windowRaw',
  'shapedNear',
  'bestSentence',
] as const;

export type FeatureName = (typeof FEATURE_NAMES)[number];
/** The last four only serve the confidence. */
export type Features = Record<FeatureName | 'score' | 'coverage' | 'rarestMissing' | 'sentenceRaw', number>;

export type Seen = {
  passage: number;
  features: Features;
  /** Bit per term of the question that the passage has anywhere. */
  matched: number;
  /** How much the passage is an entry of its own, 0 to 1. */
  entry: number;
};

const LINES_COMPARED = 3;
/** Raw idf sums are brought near 1, where the other features are. */
const RAW = 10;

/** The features as the weights expect them: their part as an entry, then their part as a piece of an article. */
export function rowOf({ features, entry }: Seen): Float64Array {
  const row = new Float64Array(FEATURE_NAMES.length * 2);
  FEATURE_NAMES.forEach((name, at) => {
    row[at] = features[name] * entry;
    row[at + FEATURE_NAMES.length] = features[name] * (1 - entry);
  });
  return row;
}

export function featuresOf(
  index: KnowledgeIndex,
  question: Question,
  compare: Comparison,
  candidate: Candidate,
  { topScore, weights }: { topScore: number; weights: readonly number[] },
): Seen {
  const { streams } = index;
  const first = streams.passageSegment[candidate.passage] ?? 0;
  const end = streams.passageSegment[candidate.passage + 1] ?? first;
  const lineEnd = first + (streams.lineCount[candidate.passage] ?? 0);
  const title = index.passages[candidate.passage]?.title ?? '';
  compare.reset();
  const line = viewLines(compare, first, lineEnd);
  const body = viewSentences(compare, question, { first: lineEnd, end, weights });
  const matched = line.matched | body.matched;
  const pairs = line.pairs | body.pairs;
  const idfSum = question.idfSum > 0 ? question.idfSum : 1;
  let near = 0;
  question.terms.forEach((term, at) => {
    if (!term.light) near += term.idf * (compare.bestNear[at] ?? 0);
  });
  const features: Features = {
    score: candidate.score / (idfSum * (SATURATION + 1)),
    rawScore: candidate.score / RAW,
    scoreToTop: topScore > 0 ? candidate.score / topScore : 0,
    coverage: idfOf(question, matched) / idfSum,
    rarestMissing: rarestMissing(question, matched) / RAW,
    pairs: bitCount(pairs) / Math.max(1, question.pairs.length),
    pairsRaw: pairIdf(question, pairs) / RAW,
    closeRaw: pairIdf(question, line.close | body.close) / RAW,
    near: near / idfSum,
    meaning: compare.meaningOfAll(candidate.passage),
    kindAgrees: agreement(question, index.titleKinds[candidate.passage] ?? 'none'),
    lineReverse: line.reverse,
    lineAgreement: line.agreements[0] ?? 0,
    linesAgreement: mean(line.agreements, lineEnd - first),
    lineMeaning: line.meanings[0] ?? 0,
    linesMeaning: mean(line.meanings, lineEnd - first),
    lineNear: line.near,
    sentenceGrams: Math.max(line.grams, body.grams),
    sentenceRaw: body.raw / RAW,
    sentenceNear: body.near / RAW,
    windowRaw: body.windowRaw / RAW,
    shapedNear: body.shapedNear / RAW,
    bestSentence: body.best / 3,
  };
  const titleWords = (streams.segmentStart[first + 1] ?? 0) - (streams.segmentStart[first] ?? 0);
  const alone = 1 - Math.min(1, Math.log2(index.titleUses.get(title) ?? 1) / 3);
  return { passage: candidate.passage, features, matched, entry: alone * Math.min(1, titleWords / 4) };
}

function viewLines(compare: Comparison, first: number, end: number) {
  const agreements = Array.from({ length: LINES_COMPARED }, () => 0);
  const meanings = Array.from({ length: LINES_COMPARED }, () => 0);
  const line = { matched: 0, pairs: 0, close: 0, grams: 0, near: 0, reverse: 0, agreements, meanings };
  for (let s = first; s < end; s += 1) {
    const view = compare.segment(s);
    line.matched |= view.matched;
    line.pairs |= view.pairs;
    line.close |= view.close;
    line.grams = Math.max(line.grams, view.grams);
    line.near = Math.max(line.near, view.near);
    line.reverse = Math.max(line.reverse, view.reverse);
    keepHighest(agreements, view.agreement);
    keepHighest(meanings, view.meaning);
  }
  return line;
}

function viewSentences(
  compare: Comparison,
  question: Question,
  { first, end, weights }: { first: number; end: number; weights: readonly number[] },
) {
  const body = {
    matched: 0,
    pairs: 0,
    close: 0,
    grams: 0,
    raw: 0,
    near: 0,
    shapedNear: 0,
    windowRaw: 0,
    best: 0,
  };
  const views: SegmentView[] = [];
  for (let s = first; s < end; s += 1) {
    const view = compare.segment(s);
    const before = views.at(-1)?.matched ?? 0;
    views.push(view);
    body.matched |= view.matched;
    body.pairs |= view.pairs;
    body.close |= view.close;
    body.grams = Math.max(body.grams, view.grams);
    const damping = 0.7 + 0.025 * view.length;
    body.raw = Math.max(body.raw, (view.coverage * question.idfSum) / damping);
    const near = (view.near * question.idfSum) / damping;
    body.near = Math.max(body.near, near);
    if (view.shaped !== false) body.shapedNear = Math.max(body.shapedNear, near);
    body.windowRaw = Math.max(body.windowRaw, idfOf(question, view.matched | before));
  }
  views.forEach((_, at) => {
    body.best = Math.max(body.best, dot(weights, sentenceRow(question, views, at, 0)));
  });
  return body;
}

/** 1 when title and question ask for the same kind of thing, -1 when for different ones, 0 when one of them does not ask. */
function agreement(question: Question, kind: QuestionKind): number {
  if (question.kind === 'none' || kind === 'none') return 0;
  return kind === question.kind ? 1 : -1;
}

function pairIdf(question: Question, pairs: number): number {
  let sum = 0;
  question.pairs.forEach(([a, b], at) => {
    if (at < 31 && (pairs >>> at) & 1) sum += (question.terms[a]?.idf ?? 0) + (question.terms[b]?.idf ?? 0);
  });
  return sum;
}

function rarestMissing(question: Question, matched: number): number {
  let rarest = 0;
  question.terms.forEach((term, at) => {
    if (!term.light && ((matched >>> at) & 1) === 0) rarest = Math.max(rarest, term.idf);
  });
  return rarest;
}

/** Keeps the highest values, highest first. */
function keepHighest(highest: number[], value: number): void {
  let next = value;
  for (let i = 0; i < highest.length; i += 1) {
    const kept = highest[i] ?? 0;
    if (next <= kept) continue;
    highest[i] = next;
    next = kept;
  }
}

function mean(highest: readonly number[], lines: number): number {
  return highest.reduce((sum, one) => sum + one, 0) / Math.max(1, Math.min(highest.length, lines));
}
