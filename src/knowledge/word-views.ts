import { dotAt } from './dot.ts';
import type { KnowledgeIndex } from './packed-index.ts';
import { LIGHT_WEIGHT, type Question } from './question.ts';
import type { Spelling } from './spelling.ts';

/** Terms that a word resembles in meaning or spelling, and how much, 0 to 1. */
export type Likeness = { terms: number[]; values: number[] };

/** How one word of the knowledge looks from a question. */
export type WordView = {
  /** Place of the question's term with the same stem, or -1. */
  term: number;
  gramDot: number;
  /** What the word counts; stopwords at their lower weight. */
  weight: number;
  light: boolean;
  /** Null = resembles none. */
  near: Likeness | null;
  /** Product of its meaning and the question's. */
  meaningDot: number;
};

const LEAST_SPELLING = 0.45;
const LEAST_MEANING = 0.3;

/** Looks at each word once per question, however often it occurs. */
export function wordViews(
  index: KnowledgeIndex,
  { terms }: Question,
  { gramDots, shared, counts }: Spelling,
): (word: number) => WordView {
  const { vectors, lengths, dimensions } = index.meanings;
  const termOfStem = new Map<number, number>();
  terms.forEach((term, at) => {
    if (term.stemId >= 0) termOfStem.set(term.stemId, at);
  });
  const views = new Map<number, WordView>();

  const look = (word: number): WordView => {
    const stemId = index.stemOfWord[word] ?? 0;
    const idf = index.idf[stemId] ?? 0;
    const term = termOfStem.get(stemId) ?? -1;
    if (index.light[word] === 1) {
      const near = term < 0 ? null : { terms: [term], values: [1] };
      return { term, gramDot: 0, weight: idf * LIGHT_WEIGHT, light: true, near, meaningDot: 0 };
    }
    const gramDot = gramDots[word] ?? 0;
    const gramCount = index.gramTable.counts[word] ?? 0;
    const meaning = index.meaningOfWord[word] ?? -1;
    let near: Likeness | null = null;
    let meaningDot = 0;
    for (let at = 0; at < terms.length; at += 1) {
      const asked = terms[at];
      if (asked === undefined || asked.light) {
        if (at === term) near = liken(near, at, 1);
        continue;
      }
      let sense = 0;
      if (meaning >= 0 && asked.meaning >= 0) {
        const dot = dotAt(vectors, meaning * dimensions, vectors, asked.meaning * dimensions, dimensions);
        meaningDot += dot;
        sense = dot / ((lengths[meaning] ?? 0) * (lengths[asked.meaning] ?? 0));
      }
      if (at === term) {
        near = liken(near, at, 1);
        continue;
      }
      const common = shared[word * terms.length + at] ?? 0;
      const spelling = common === 0 ? 0 : common / Math.sqrt(Math.max(1, (counts[at] ?? 0) * gramCount));
      const alike = Math.max(spelling >= LEAST_SPELLING ? spelling : 0, sense >= LEAST_MEANING ? sense : 0);
      if (alike > 0) near = liken(near, at, Math.min(1, alike));
    }
    return { term, gramDot: gramDot * idf, weight: idf, light: false, near, meaningDot };
  };

  return (word) => {
    let view = views.get(word);
    if (view === undefined) views.set(word, (view = look(word)));
    return view;
  };
}

function liken(near: Likeness | null, term: number, value: number): Likeness {
  const found = near ?? { terms: [], values: [] };
  found.terms.push(term);
  found.values.push(value);
  return found;
}
