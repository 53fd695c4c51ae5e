import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { Passage } from '../domain/evidence.ts';

/** Labelled questions over one knowledge, read from files that stay outside the project. */
export type TrainingQuestion = { text: string; ids: ReadonlySet<string>; answers: string[] };
export type TrainingSet = {
  name: string;
  family: string;
  passages: Passage[];
  questions: TrainingQuestion[];
};

/** Sets whose names begin alike (`faq`, `faq_4`) are one family and share one weight. */
export function readTrainingSet(passagesPath: string, questionsPath: string): TrainingSet {
  const name = basename(passagesPath).replace(/\.passages\.jsonl$/, '');
  const passages = linesOf(passagesPath).map((line): Passage => ({
    id: textOf(line.id),
    title: textOf(line.title),
    text: textOf(line.text),
    variants: textsOf(line.variants),
    url: null,
    contentHash: '',
  }));
  const questions = linesOf(questionsPath).map((line): TrainingQuestion => {
    const answers = textsOf(line.answers);
    const answer = textOf(line.answer);
    return {
      text: textOf(line.text),
      ids: new Set(textsOf(line.ids)),
      answers: answers.length > 0 || answer === '' ? answers : [answer],
    };
  });
  return { name, family: name.split('_')[0] ?? name, passages, questions };
}

/** The same knowledge with every third title taken out: its questions become ones that the knowledge cannot answer. */
export function withoutThird(set: TrainingSet): TrainingSet {
  const titles = [...new Set(set.passages.map((passage) => passage.title))];
  const out = new Set(titles.filter((_, at) => at % 3 === 2));
  const gone = new Set(set.passages.filter((passage) => out.has(passage.title)).map((passage) => passage.id));
  return {
    ...set,
    name: `${set.name} without a third`,
    passages: set.passages.filter((passage) => !gone.has(passage.id)),
    questions: set.questions
      .filter((question) => question.ids.size > 0)
      .map((question) => ({ ...question, ids: new Set([...question.ids].filter((id) => !gone.has(id))) })),
  };
}

/** Every n-th, so that at most `most` are left. */
export function sampled<T>(all: readonly T[], most: number): T[] {
  const step = Math.max(1, Math.ceil(all.length / most));
  return all.filter((_, at) => at % step === 0);
}

function linesOf(path: string): Record<string, unknown>[] {
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map(parseLine);
}

/** The one place where a line of a file becomes a record. */
function parseLine(line: string): Record<string, unknown> {
  return JSON.parse(line) as Record<string, unknown>;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}
