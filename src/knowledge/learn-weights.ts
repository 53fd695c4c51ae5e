import { CONFIDENCE_NAMES, confidenceRow } from './confidence.ts';
import { FEATURE_NAMES } from './features.ts';
import { fitListwise, fitLogistic, type Group, type Labelled } from './fit.ts';
import { learnChoice, learnSentence } from './learn-sentences.ts';
import { inOrder } from './rank.ts';
import { lessonOf, type Lesson, type Part } from './training-lessons.ts';
import {
  asBareEntries,
  asShortEntries,
  sampled,
  withForeignQuestions,
  withoutThird,
  type TrainingSet,
} from './training-sets.ts';

/** All weights, learned in this order: the later ones rest on the earlier. */
export type Learned = { sentence: number[]; rerank: number[]; choice: number[]; confidence: number[] };

/** What there is to learn from, by purpose. */
export type Lessons = {
  sentence: number[];
  /** Each set as it is, and what can be made of it. */
  own: Lesson[];
  /** With a third of the entries taken out. */
  holed: Lesson[];
  /** With the questions of other families. */
  foreign: Lesson[];
};

const MOST_PER_SET = 1600;
const MOST_READ = 3500;
const MOST_TO_JUDGE = 500;
const LEAST_MADE = 200;
const LEAST_TO_HOLE = 5;
const FOREIGN_WEIGHT = 0.3;

/** A family counts the same however many sets and questions it has; these count otherwise. */
const FAMILY_WEIGHTS: Readonly<Record<string, number>> = {
  squad: 1.5,
  'squad as entries': 0.5,
  cranfield: 0.4,
  policyqa: 0.3,
};

export function lessonsOf(given: readonly TrainingSet[]): Lessons {
  const plain = given.filter((set) => set.questions.some(({ answers }) => answers.length > 0));
  const sentence = learnSentence(weighed(plain.map((set) => lessonOf(set, { most: MOST_READ }))));
  const made = given
    .flatMap((set) => [asShortEntries(set), asBareEntries(set)])
    .filter((set) => set.questions.length >= LEAST_MADE);
  const read = (sets: readonly TrainingSet[], most: number): Lesson[] =>
    sets.filter((set) => set.questions.length > 0).map((set) => lessonOf(set, { most, sentence }));
  const all = given.filter((set) => set.passages.length >= LEAST_TO_HOLE);
  return {
    sentence,
    own: read([...given, ...made], MOST_READ),
    holed: read(all.map(withoutThird), MOST_TO_JUDGE),
    foreign: read(
      all.map((set) => withForeignQuestions(set, given)),
      MOST_TO_JUDGE,
    ),
  };
}

export function learn({ sentence, own, holed, foreign }: Lessons): Learned {
  const rerank = learnRerank(weighed(own));
  const answered = own.filter(({ asked }) => asked.some(({ label }) => label.answers.length > 0));
  const choice = learnChoice(weighed(answered.filter(({ set }) => !set.made)), { rerank, sentence });
  const confidence = learnConfidence(
    [
      ...weighed(own),
      ...weighed(holed),
      ...weighed(foreign).map((part) => ({ ...part, weight: part.weight * FOREIGN_WEIGHT })),
    ],
    rerank,
  );
  return { sentence, rerank, choice, confidence };
}

function weighed(lessons: readonly Lesson[]): Part[] {
  return lessons.map((lesson) => {
    const { family } = lesson.set;
    const alike = lessons.filter(({ set }) => set.family === family).length;
    return { lesson, weight: (FAMILY_WEIGHTS[family] ?? 1) / alike };
  });
}

function learnRerank(parts: readonly Part[]): number[] {
  const groups = parts.flatMap(({ lesson, weight }) => {
    const inside = sampled(
      lesson.asked.filter(({ label }) => label.ids.size > 0),
      MOST_PER_SET,
    );
    return inside.map(({ rows, relevant }): Group => ({ rows, relevant, weight: weight / inside.length }));
  });
  return fitListwise(groups, FEATURE_NAMES.length * 2, { rounds: 250, decay: 1.2e-3, positive: true });
}

/** Answered rightly or not: of the questions given, of those whose entry was taken out, and of foreign ones. */
function learnConfidence(parts: readonly Part[], rerank: readonly number[]): number[] {
  const examples = parts.flatMap(({ lesson, weight }) => {
    const asked = sampled(lesson.asked, MOST_TO_JUDGE);
    return asked.flatMap(({ question, seen, rows, label }): Labelled[] => {
      const ranked = inOrder(seen, rows, rerank);
      const [top] = ranked;
      if (top === undefined) return [];
      const right = label.ids.has(lesson.set.passages[top.passage]?.id ?? '');
      return [{ row: confidenceRow({ question, ranked }), label: right, weight: weight / asked.length }];
    });
  });
  return fitLogistic(examples, CONFIDENCE_NAMES.length, { rounds: 600, decay: 1e-3 });
}
