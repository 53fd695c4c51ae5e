import { classifyIntent, scoreTokens, vectorOf } from './classify.ts';
import type { IntentModel } from './classify.ts';
import { tokenise } from './normalise.ts';
import { likenessOf } from './suggest.ts';
import type { LabelledText } from './training-set.ts';

export type Explanation = {
  intent: string | null;
  /** The likeliest, best first. */
  ranked: string[];
  /** How much the margin of the best intent falls without the word; the weightiest first. */
  words: { word: string; weight: number }[];
  /** Examples most like the message. */
  nearest: { text: string; intent: string | null; likeness: number }[];
};

const WORDS = 5;
const NEAREST = 3;
const RANKED = 3;
const MAX_WORDS_TRIED = 30;

/** Why a message got its intent. For a page, not for the path of a message. */
export function explainIntent(
  model: IntentModel,
  text: string,
  examples: readonly LabelledText[],
): Explanation {
  const answer = classifyIntent(model, text);
  const best = model.head.intents.indexOf(answer.ranked[0]?.intent ?? '');
  const tokens = tokenise(text);
  const margin = scoreTokens(model, tokens).scores[best] ?? 0;
  const words = tokens.slice(0, MAX_WORDS_TRIED).map((word, at) => {
    const without = [...tokens.slice(0, at), ...tokens.slice(at + 1)];
    return { word, weight: margin - (scoreTokens(model, without).scores[best] ?? 0) };
  });
  words.sort((a, b) => b.weight - a.weight);
  const own = vectorOf(model, text);
  const nearest = examples.map((example) => ({
    text: example.text,
    intent: example.intent,
    likeness: likenessOf(own, vectorOf(model, example.text)),
  }));
  nearest.sort((a, b) => b.likeness - a.likeness);
  return {
    intent: answer.intent,
    ranked: answer.ranked.slice(0, RANKED).map(({ intent }) => intent),
    words: words.filter((one) => one.weight > 0).slice(0, WORDS),
    nearest: nearest.slice(0, NEAREST),
  };
}
