/** All sets of a folder, one after the other, held against the floors. Nothing of the folder is needed for anything else. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Passage } from '../../src/domain/evidence.ts';
import { confidenceOf } from '../../src/knowledge/confidence.ts';
import { serializeIndex } from '../../src/knowledge/index-blob.ts';
import { rank } from '../../src/knowledge/rank.ts';
import { buildIndex, retrieve } from '../../src/knowledge/retrieve.ts';
import { splitSentences } from '../../src/domain/sentences.ts';
import {
  readTrainingSet,
  sampled,
  withForeignQuestions,
  type TrainingSet,
} from '../../src/knowledge/training-sets.ts';
import { aurocOf, quantile } from './knowledge-figures.ts';
import { floorsOf, isMet, lineOf, type LargeFigures, type Measured } from './knowledge-floors.ts';
import { fts5 } from './knowledge-peers.ts';
import { measureSet, type SetFigures } from './knowledge-set.ts';

const END = '.passages.jsonl';
const LARGE = 10_000;
const LARGE_ASKED = 800;
const FEWEST_FOR_FOREIGN = 20;

export async function measureFolder(folder: string, peers: boolean): Promise<Record<string, unknown>> {
  if (!existsSync(folder)) throw new Error(`no such folder: ${folder}`);
  const sets = readdirSync(folder)
    .filter((file) => file.endsWith(END))
    .sort()
    .map((file) => join(folder, file.slice(0, -END.length)))
    .map((path) => readTrainingSet(`${path}${END}`, `${path}.questions.jsonl`))
    .filter(({ passages, questions }) => passages.length > 0 && questions.length > 0);
  if (sets.length === 0) throw new Error(`no pair NAME${END} and NAME.questions.jsonl in ${folder}`);

  const figures = new Map<string, SetFigures>();
  for (const set of sets) {
    const begun = performance.now();
    figures.set(set.name, measureSet(answerable(set), { peers, typos: true }));
    say(`${set.name}: ${set.passages.length} passages, ${secondsSince(begun)} s`);
  }
  const measured: Measured = {
    sets: figures,
    holed: holedFigures(sets),
    foreignAurocs: foreignAurocs(sets),
    large: largeFigures(sets),
  };
  const floors = floorsOf(measured);
  for (const floor of floors) process.stdout.write(`${lineOf(floor)}\n`);
  return {
    met: floors.filter(isMet).length,
    short: floors.filter((floor) => !isMet(floor)).map(({ what }) => what),
    floors: Object.fromEntries(floors.map(({ what, measured: own, floor }) => [what, [own, floor]])),
    large: measured.large,
    sets: Object.fromEntries(figures),
  };
}

/** Of a set that mixes in questions that only a reader of the passage can tell from others, those that have an answer. */
function answerable(set: TrainingSet): TrainingSet {
  const inside = set.questions.filter(({ ids }) => ids.size > 0);
  return set.questions.some(({ answers }) => answers.length > 0) ? { ...set, questions: inside } : set;
}

/** Of articles, every second one taken out; its questions are then outside of the knowledge. */
function holedFigures(sets: readonly TrainingSet[]): Map<string, SetFigures> {
  const articles = sets.filter(({ questions }) => questions.some(({ answers }) => answers.length > 0));
  return new Map(
    articles.map((set) => {
      const titles = [...new Set(set.passages.map(({ title }) => title))];
      const kept = new Set(titles.filter((_, at) => at % 2 === 0));
      const passages = set.passages.filter(({ title }) => kept.has(title));
      const held = new Set(passages.map(({ id }) => id));
      const questions = answerable(set).questions.map((question) => ({
        ...question,
        ids: new Set([...question.ids].filter((id) => held.has(id))),
      }));
      return [set.name, measureSet({ passages, questions }, { peers: false, typos: false })];
    }),
  );
}

/** How well questions about other things are told from a knowledge's own, by family. */
function foreignAurocs(sets: readonly TrainingSet[]): Map<string, number> {
  const families = new Map(
    sets
      .filter(({ passages }) => passages.length >= FEWEST_FOR_FOREIGN)
      .toReversed()
      .map((set) => [set.family, set]),
  );
  if (families.size < 2) return new Map();
  return new Map(
    [...families].map(([family, set]) => {
      const index = buildIndex(set.passages);
      const own = sampled(
        set.questions.filter(({ ids }) => ids.size > 0),
        300,
      );
      const asked = [...own, ...withForeignQuestions(set, sets).questions];
      const scores = asked.map(({ text }) => confidenceOf(rank(index, text)));
      return [
        family,
        aurocOf(
          scores,
          asked.map(({ ids }) => ids.size > 0),
        ) ?? 0,
      ];
    }),
  );
}

/** Ten thousand passages: all that there are, and then their parts of two sentences each. */
function largeFigures(sets: readonly TrainingSet[]): LargeFigures | null {
  const named = sets.flatMap(({ name, passages }) =>
    passages.map((passage): Passage => ({ ...passage, id: `${name} ${passage.id}` })),
  );
  const parts = named.flatMap((passage) => {
    const spans = splitSentences(passage.text);
    return spans.flatMap((span, at): Passage[] => {
      if (at % 2 === 1 || spans.length < 3) return [];
      const text = passage.text.slice(span.start, (spans[at + 1] ?? span).end);
      return [{ ...passage, id: `${passage.id}.${at}`, text, variants: [] }];
    });
  });
  const passages = [...named, ...parts].slice(0, LARGE);
  if (passages.length < LARGE) return null;
  const questions = sampled(
    sets.flatMap((set) => set.questions.map(({ text }) => text)),
    LARGE_ASKED,
  );
  const index = buildIndex(passages);
  const plain = fts5(passages);
  for (const text of questions.slice(0, 100)) retrieve(index, text);
  const spent: number[] = [];
  const cpu: number[] = [];
  const spentFts5: number[] = [];
  // In turns, so that whatever else the machine does hits both alike.
  for (const text of questions) {
    const begun = performance.now();
    const before = process.threadCpuUsage();
    retrieve(index, text);
    const { user, system } = process.threadCpuUsage(before);
    cpu.push((user + system) / 1_000);
    const middle = performance.now();
    spent.push(middle - begun);
    plain.search(text);
    spentFts5.push(performance.now() - middle);
  }
  return {
    passages: passages.length,
    p50Ms: quantile(spent, 0.5),
    p50MsFts5: quantile(spentFts5, 0.5),
    p95CpuMs: quantile(cpu, 0.95),
    indexBytes: serializeIndex(index, { texts: false }).length,
    indexBytesFts5: plain.indexBytes,
  };
}

function say(what: string): void {
  process.stderr.write(`knowledge: ${what}\n`);
}

function secondsSince(begunMs: number): string {
  return ((performance.now() - begunMs) / 1_000).toFixed(1);
}
