import { shareOf, trusted } from './calibration.ts';
import { readFeatures, readWordsAndPairs } from './features.ts';
import { decodeModel } from './model-format.ts';
import type { ModelHead } from './model-format.ts';
import { inScopeProbability, scopeScoreOf } from './scope-head.ts';
import { tokenise } from './normalise.ts';
import { addUp, layOut } from './sums.ts';
import { addMeaning, buildVocabulary, locate, MEANING_WEIGHT, newRow, weigh } from './vocabulary.ts';
import type { Row } from './vocabulary.ts';
import { MEANING_DIMENSIONS, putDirection } from './word-meanings.ts';
import { addWords, noWordsYet, wordsOf } from './word-sums.ts';
import type { ModelOfWords } from './word-sums.ts';

export type IntentModel = ModelOfWords & { head: ModelHead };

export type Classification = {
  /** null = out of scope. */
  intent: string | null;
  /** Calibrated probability that the best intent is right, given that the message is in scope. */
  confidence: number;
  /** The best five, best first, whether in scope or not. */
  ranked: { intent: string; confidence: number }[];
  /** Probability that the message is about any of the intents. */
  inScope: number;
  /** A person has labelled this message, or one that is nearly the same. */
  byPerson?: true;
};

const RANKED = 5;
const row = newRow();
const direction = new Float32Array(MEANING_DIMENSIONS);

/** Throws `ModelFormatError` when the bytes are not a model of this version. */
export function loadIntentModel(bytes: Uint8Array): IntentModel {
  const parts = decodeModel(bytes);
  const { hashes, idf, sums } = layOut(parts);
  return { head: parts.head, vocabulary: buildVocabulary(hashes), idf, sums, words: noWordsYet(parts) };
}

/** Total: any text gets an answer, in bounded time. */
export function classifyIntent(model: IntentModel, text: string): Classification {
  const scored = scoreText(model, text);
  const { intents, temperature, trust } = model.head;
  const best = bestPlaces(scored.scores, intents.length, RANKED);
  const top = scored.scores[best[0] ?? 0] ?? 0;
  const topShare = shareOf(scored.scores, best[0] ?? 0, intents.length, temperature);
  const confidence = trusted(topShare, trust);
  // The others share what is left, and none is ever surer than the best.
  const others = topShare < 1 ? Math.min((1 - confidence) / (1 - topShare), confidence / topShare) : 0;
  const ranked = best.map((place, at) => ({
    intent: intents[place] ?? '',
    confidence:
      at === 0 ? confidence : others * topShare * Math.exp(((scored.scores[place] ?? 0) - top) / temperature),
  }));
  const first = ranked[0];
  const nothing = scored.tokenCount === 0;
  const inScope = nothing ? 0 : scored.inScope;
  return {
    intent: first === undefined || nothing || inScope < model.head.scopeThreshold ? null : first.intent,
    confidence: first?.confidence ?? 0,
    ranked,
    inScope,
  };
}

export type Scored = {
  /** A margin for each intent and, last, one for "out of scope". */
  scores: Float64Array;
  inScope: number;
  tokenCount: number;
  knownWordShare: number;
};

export function scoreText(model: IntentModel, text: string): Scored {
  return scoreTokens(model, tokenise(text));
}

export function scoreTokens(model: IntentModel, tokens: string[]): Scored {
  const words = wordsOf(model, tokens);
  row.size = 0;
  weigh(locate(readWordsAndPairs(words), model.vocabulary.index), model.idf, row);
  const { head } = model;
  const scores = new Float64Array(head.scales.length);
  addUp(model.sums, row, scores);
  addWords(words, scores);
  const { scales, biases, intents } = head;
  let best = Number.NEGATIVE_INFINITY;
  for (let one = 0; one < scores.length; one += 1) {
    const score = (scores[one] as number) * (scales[one] as number) + (biases[one] as number);
    scores[one] = score;
    if (score > best && one < intents.length) best = score;
  }
  const { knownWordShare } = row;
  const score = scopeScoreOf(best, scores[intents.length] as number, knownWordShare);
  return {
    scores,
    inScope: inScopeProbability(head.scope, score),
    tokenCount: tokens.length,
    knownWordShare,
  };
}

/** The message as the model weighs it, for likeness: valid until the next call. */
export function messageRow(model: IntentModel, text: string): Row & { length: number } {
  const { index, meaningPlaces } = model.vocabulary;
  const words = wordsOf(model, tokenise(text));
  row.size = 0;
  weigh(locate(readFeatures(words), index), model.idf, row);
  if (putDirection(words, MEANING_WEIGHT, direction, 0)) addMeaning(direction, meaningPlaces, row);
  let squares = 0;
  for (let at = 0; at < row.size; at += 1) squares += (row.values[at] ?? 0) ** 2;
  return { ...row, length: Math.sqrt(squares) || 1 };
}

/** The same, of length one, to keep. */
export function vectorOf(model: IntentModel, text: string): ReadonlyMap<number, number> {
  const { places, values, size, length } = messageRow(model, text);
  const vector = new Map<number, number>();
  for (let at = 0; at < size; at += 1) vector.set(places[at] ?? 0, (values[at] ?? 0) / length);
  return vector;
}

/** Of equals, the first. */
function bestPlaces(scores: Float64Array, count: number, wanted: number): number[] {
  const best: number[] = [];
  let least = Number.NEGATIVE_INFINITY;
  for (let place = 0; place < count; place += 1) {
    const score = scores[place] as number;
    if (best.length === wanted && score <= least) continue;
    if (best.length === wanted) best.pop();
    let at = best.length;
    best.push(place);
    for (; at > 0 && score > (scores[best[at - 1] as number] as number); at -= 1)
      best[at] = best[at - 1] as number;
    best[at] = place;
    least = scores[best[best.length - 1] as number] as number;
  }
  return best;
}
