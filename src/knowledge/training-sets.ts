import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { Passage } from '../domain/evidence.ts';
import { splitSentences } from '../domain/sentences.ts';

/** Labelled questions over one knowledge, read from files that stay outside the project. */
export type TrainingQuestion = {
  text: string;
  ids: ReadonlySet<string>;
  answers: string[];
};
export type TrainingSet = {
  name: string;
  family: string;
  passages: Passage[];
  questions: TrainingQuestion[];
  /** Made from another set. */
  made: boolean;
};

/** Sets whose names begin alike (`faq`, `faq_4`, `faq5`) are one family and share one weight. */
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
  return {
    name,
    family: name.split(/[_\d]/)[0] ?? name,
    passages,
    questions,
    made: false,
  };
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
      .map((question) => ({
        ...question,
        ids: new Set([...question.ids].filter((id) => !gone.has(id))),
      })),
  };
}

/**
 * A FAQ out of answered questions over articles: sentences that answer several questions become entries under the first of
 * them, and the others are asked. Teaches that a short answer's own words count, not only its title.
 */
export function asShortEntries(set: TrainingSet): TrainingSet {
  const places = new Map(set.passages.map((passage) => [passage.id, passage]));
  const asked = new Map<string, { text: string; questions: TrainingQuestion[] }>();
  for (const question of set.questions) {
    const passage = places.get([...question.ids][0] ?? '');
    const [answer] = question.answers;
    if (passage === undefined || answer === undefined) continue;
    const spans = splitSentences(passage.text);
    const at = spans.findIndex(({ start, end }) => passage.text.slice(start, end).includes(answer));
    if (at < 0) continue;
    const pair = at - (at % 2);
    const key = `${passage.id}.${pair}`;
    const text = passage.text.slice(spans[pair]?.start ?? 0, (spans[pair + 1] ?? spans[pair])?.end ?? 0);
    const entry = asked.get(key) ?? { text, questions: [] };
    entry.questions.push(question);
    asked.set(key, entry);
  }
  const entries = [...asked.entries()].filter(([, { questions }]) => questions.length > 1);
  return {
    made: true,
    name: `${set.name} as entries`,
    family: `${set.family} as entries`,
    passages: entries.map(([id, { text, questions }]) => ({
      id,
      title: questions[0]?.text ?? '',
      text,
      variants: [],
      url: null,
      contentHash: '',
    })),
    questions: entries.flatMap(([id, { questions }]) =>
      questions.slice(1).map((question) => ({ ...question, ids: new Set([id]) })),
    ),
  };
}

/** A FAQ whose entries have nothing but one wording of the question: the first variant. Teaches to live on few words. */
export function asBareEntries(set: TrainingSet): TrainingSet {
  const passages = set.passages.flatMap((passage) => {
    const [title] = passage.variants;
    return title === undefined ? [] : [{ ...passage, title, text: title, variants: [] }];
  });
  if (passages.length < set.passages.length) return { ...set, passages: [], questions: [], made: true };
  return {
    ...set,
    name: `${set.name} bare`,
    made: true,
    passages,
    questions: set.questions.filter((question) => question.ids.size > 0),
  };
}

const FOREIGN_PER_SET = 40;
const FOREIGN_IN_ALL = 300;

/** The same knowledge, asked what other families ask. */
export function withForeignQuestions(set: TrainingSet, all: readonly TrainingSet[]): TrainingSet {
  const families = new Map<string, TrainingQuestion[]>();
  for (const other of all) {
    if (other.family === set.family) continue;
    families.set(other.family, [...(families.get(other.family) ?? []), ...other.questions]);
  }
  const questions = [...families.values()]
    .flatMap((asked) => sampled(asked, FOREIGN_PER_SET))
    .map((question) => ({ ...question, ids: new Set<string>() }));
  return {
    ...set,
    name: `${set.name} asked by others`,
    questions: sampled(questions, FOREIGN_IN_ALL),
  };
}

/** Every n-th, so that at most `most` are left. */
export function sampled<T>(all: readonly T[], most: number): T[] {
  const step = Math.max(1, Math.ceil(all.length / most));
  return all.filter((_, at) => at % step === 0);
}

const BYTE_ORDER_MARK = '\ufeff';

/** A byte order mark, CRLF and empty lines do no harm; a bad line is named by its number. */
function linesOf(path: string): Record<string, unknown>[] {
  return readFileSync(path, 'utf8')
    .replace(BYTE_ORDER_MARK, '')
    .split('\n')
    .flatMap((line, at) => (line.trim() === '' ? [] : [parseLine(line, `${path}, line ${at + 1}`)]));
}

/** The one place where a line of a file becomes a record. */
function parseLine(line: string, where: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw new Error(`${where} is not JSON.`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Error(`${where} is not an object.`);
  return { ...value };
}

function textOf(value: unknown): string {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' ? value : '';
}

function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.map(textOf).filter((one) => one !== '') : [];
}
