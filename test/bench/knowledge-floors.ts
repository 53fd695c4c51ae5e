/** What the embedded retrieval has to reach, beside what it reached: pure, one line for each promise. */
import type { SetFigures } from './knowledge-set.ts';

export type Floor = {
  what: string;
  measured: number;
  /** At least; at most where `most` says so. */
  floor: number;
  most: boolean;
  /** The same figure of other engines, where they have one. */
  peers: Record<string, number>;
};

export type Measured = {
  sets: ReadonlyMap<string, SetFigures>;
  /** By set: a third of the titles, or half of the articles, taken out. */
  holed: ReadonlyMap<string, SetFigures>;
  /** By set: asked what the other sets are asked. */
  foreignAurocs: ReadonlyMap<string, number>;
  large: LargeFigures | null;
};

export type LargeFigures = {
  passages: number;
  p50Ms: number;
  p50MsFts5: number;
  p95CpuMs: number;
  indexBytes: number;
  indexBytesFts5: number;
};

const HITS: readonly [set: string, floor: number][] = [
  ['squad', 86],
  ['stackfaq', 77],
  ['stackfaq_4', 93],
  ['covidq', 41],
  ['banking5', 68],
];
const CORRECT: readonly [set: string, floor: number][] = [
  ['stackfaq_third', 58],
  ['squad', 45],
];
const MOST_TYPO_COST = 4;
const GAIN_OVER_FTS5 = 2.5;
const ANSWERS_QUOTED = 87;
const FOREIGN_AUROC = 91;
const MOST_P95_MS = 25;
const MOST_SIZE = 0.7;

/** Those that the data allows to measure. */
export function floorsOf({ sets, holed, foreignAurocs, large }: Measured): Floor[] {
  const floors: Floor[] = [];
  const least = (what: string, measured: number | null | undefined, floor: number, peers = {}) => {
    if (measured !== null && measured !== undefined)
      floors.push({ what, measured: rounded(measured), floor, most: false, peers });
  };
  const most = (what: string, measured: number, floor: number, peers = {}) =>
    floors.push({ what, measured: rounded(measured), floor: rounded(floor), most: true, peers });

  for (const [name, floor] of HITS)
    least(`${name}: hit@1`, sets.get(name)?.hitAt1, floor, peersOf(sets.get(name), 'hitAt1'));
  for (const [name, figures] of sets)
    least(
      `${name}: nDCG@10, no worse than FTS5`,
      figures.ndcgAt10,
      figures.ndcgAt10Fts5,
      peersOf(figures, 'ndcgAt10'),
    );
  const families = Map.groupBy(sets, ([name]) => name.split(/[_\d]/)[0] ?? name);
  const gains = [...families.values()].map((own) =>
    mean(own.map(([, { ndcgAt10, ndcgAt10Fts5 }]) => ndcgAt10 - ndcgAt10Fts5)),
  );
  least('all families: mean nDCG@10 over FTS5', mean(gains), GAIN_OVER_FTS5);
  for (const [name, { hitAt1, hitAt1Typos, hitAt1Fts5, hitAt1TyposFts5 }] of sets)
    if (HITS.some(([known]) => known === name) && hitAt1Typos !== undefined)
      most(`${name}: hit@1 lost to one typo`, hitAt1 - hitAt1Typos, MOST_TYPO_COST, {
        fts5: rounded(hitAt1Fts5 - (hitAt1TyposFts5 ?? 0)),
      });
  for (const [name, floor] of CORRECT)
    least(
      `${name}: correct answers kept at 90 % precision`,
      (holed.get(name) ?? sets.get(name))?.correctAt90Precision,
      floor,
    );
  least('squad: two sentences hold the answer', sets.get('squad')?.answerInTwoSentences, ANSWERS_QUOTED);
  if (foreignAurocs.size > 0)
    least('all families: AUROC of foreign questions', mean([...foreignAurocs.values()]), FOREIGN_AUROC);
  if (large !== null) {
    const size = `${large.passages} passages`;
    most(`${size}: p50 ms, FTS5 with all words`, large.p50Ms, large.p50MsFts5);
    most(`${size}: p95 ms of CPU`, large.p95CpuMs, MOST_P95_MS);
    most(`${size}: index, part of FTS5's`, large.indexBytes / large.indexBytesFts5, MOST_SIZE);
  }
  return floors;
}

export const isMet = ({ measured, floor, most }: Floor): boolean =>
  most ? measured <= floor : measured >= floor;

export function lineOf(floor: Floor): string {
  const { what, measured, most, peers } = floor;
  const beside = Object.entries(peers).map(([name, figure]) => `${name} ${figure.toFixed(2)}`);
  const bound = `${most ? '<=' : '>='} ${floor.floor.toFixed(2)}`;
  return `${isMet(floor) ? 'ok   ' : 'short'} ${what.padEnd(52)} ${measured.toFixed(2).padStart(8)}  ${bound.padEnd(10)} ${beside.join('  ')}`.trimEnd();
}

function peersOf(figures: SetFigures | undefined, name: 'hitAt1' | 'ndcgAt10'): Record<string, number> {
  return Object.fromEntries((figures?.peers ?? []).map((peer) => [peer.engine, peer[name]]));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, one) => sum + one, 0) / Math.max(1, values.length);
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
