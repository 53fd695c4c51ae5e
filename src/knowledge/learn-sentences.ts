import { sentenceFeatures, type Sentence } from './choose-sentences.ts';
import { comparison } from './compare.ts';
import { fitListwise, type Group } from './fit.ts';
import { readQuestion } from './question.ts';
import { rank } from './rank.ts';
import { PASSAGES_READ } from './retrieve.ts';
import { SENTENCE_NAMES } from './sentence-features.ts';
import type { Asked, Lesson, Part } from './training-lessons.ts';
import { sampled, type TrainingQuestion, type TrainingSet } from './training-sets.ts';

const MOST_ANSWERED = 1400;
const CLOSE_READ = 8;

/** Where the answer stands among the sentences of the passages that share most words with the question. */
export function learnSentence(parts: readonly Part[]): number[] {
  return fitSentences(parts, ({ index }, { label, seen }) => {
    const question = readQuestion(index, label.text);
    const compare = comparison(index, question);
    const close = seen.toSorted((a, b) => b.features.rawScore - a.features.rawScore).slice(0, CLOSE_READ);
    return close.flatMap((one) => sentenceFeatures(index, { question, compare }, one.passage, 0));
  });
}

/** The same, once the passages are in order. */
export function learnChoice(
  parts: readonly Part[],
  weights: { rerank: readonly number[]; sentence: readonly number[] },
): number[] {
  return fitSentences(parts, ({ index }, { label }) => {
    const ranking = rank(index, label.text, weights);
    const top = ranking.ranked[0]?.score ?? 0;
    return ranking.ranked
      .slice(0, PASSAGES_READ)
      .flatMap((one) => sentenceFeatures(index, ranking, one.passage, top - one.score));
  });
}

type Found = ReturnType<typeof sentenceFeatures>;

function fitSentences(parts: readonly Part[], find: (lesson: Lesson, asked: Asked) => Found): number[] {
  const groups = parts.flatMap(({ lesson, weight }) => {
    const answered = sampled(
      lesson.asked.filter(({ label }) => label.answers.length > 0 && label.ids.size > 0),
      MOST_ANSWERED,
    );
    return answered.map((asked): Group => {
      const found = find(lesson, asked);
      const rows = found.map((one) => Float64Array.from(one.features));
      const relevant = found.map(({ sentence }) => holdsAnswer(lesson.set, asked.label, sentence));
      return { rows, relevant, weight: weight / answered.length };
    });
  });
  return fitListwise(groups, SENTENCE_NAMES.length, { rounds: 250 });
}

function holdsAnswer({ passages }: TrainingSet, { ids, answers }: TrainingQuestion, at: Sentence): boolean {
  const passage = passages[at.passage];
  if (passage === undefined || !ids.has(passage.id)) return false;
  const said = passage.text.slice(at.start, at.end);
  return answers.some((answer) => said.includes(answer));
}
