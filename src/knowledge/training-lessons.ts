import type { Question } from './question.ts';
import { rowOf, type Seen } from './features.ts';
import { derive, streamsOf, type KnowledgeIndex } from './packed-index.ts';
import { rank } from './rank.ts';
import { SENTENCE_WEIGHTS } from './weights.ts';
import { sampled, type TrainingQuestion, type TrainingSet } from './training-sets.ts';

/** One labelled question with the passages found for it, in no order yet: what weights are learned from and judged by. */
export type Asked = {
  question: Question;
  seen: Seen[];
  /** Their features as the weights expect them. */
  rows: Float64Array[];
  /** Per passage seen: is it one that answers? */
  relevant: boolean[];
  label: TrainingQuestion;
};

/** The questions of a set against its knowledge. The features rest on no weights, so that many weights can be tried on them. */
export type Lesson = { set: TrainingSet; index: KnowledgeIndex; asked: Asked[] };

/** A lesson and how much it counts among others. */
export type Part = { lesson: Lesson; weight: number };

export type LessonOptions = { most?: number; sentence?: readonly number[] };

export function lessonOf(
  set: TrainingSet,
  { most = Infinity, sentence = SENTENCE_WEIGHTS }: LessonOptions = {},
): Lesson {
  const index = derive(streamsOf(set.passages), set.passages, new Float32Array(0));
  const asked = sampled(set.questions, most).map((label): Asked => {
    const { question, ranked } = rank(index, label.text, { sentence });
    const seen = ranked.map(({ passage, features, matched, entry }) => ({
      passage,
      features,
      matched,
      entry,
    }));
    const relevant = seen.map((one) => label.ids.has(set.passages[one.passage]?.id ?? ''));
    return { question, seen, rows: seen.map(rowOf), relevant, label };
  });
  return { set, index, asked };
}
