/** The lines of what was promised for the classifier, each with its figure and whether it holds. */
export type Shape = { intents: number; trainLines: number };
export type Floor = { least: number } | { most: number };
export type PromisedLine = { what: string; figure: number | null; floor: Floor | null };

/** More examples an intent than this are not few. */
const FEW_EXAMPLES = 15;
/** The accuracy promised on public sets, known by how many intents they have: with ten examples each, and in full. */
const PUBLIC_SETS: Readonly<Record<number, { few: number; full: number }>> = {
  150: { few: 83, full: 93 },
  77: { few: 77.5, full: 91.5 },
  64: { few: 73.5, full: 88.5 },
};
const SMALL_SHOP = { intents: 10, trainLines: 300 };

type Figures = Record<string, unknown>;

/** Lines that say nothing about the set at hand are left out: out of scope where nothing is, speed of training of other sizes. */
export function promisedLines(figures: Figures, { intents, trainLines }: Shape): PromisedLine[] {
  const few = trainLines / intents <= FEW_EXAMPLES;
  const small = intents <= SMALL_SHOP.intents && trainLines <= SMALL_SHOP.trainLines;
  const set = PUBLIC_SETS[intents];
  const gate = (figures['gate98'] ?? {}) as Figures;
  const beside = (figures['besidePeers'] ?? {}) as Figures;
  const line = (what: string, figure: unknown, floor: Floor | null): PromisedLine => ({
    what,
    figure: typeof figure === 'number' ? figure : null,
    floor,
  });
  const accuracy = set === undefined ? null : { least: few ? set.few : set.full };
  const outOfScope = [
    line('out of scope, AUROC', figures['oosAuroc'], few ? null : { least: 95.5 }),
    line('out of scope, recall %', figures['oosRecall'], few ? null : { least: 62 }),
    line('  in scope then right %', figures['inScopeAtThreshold'], few ? null : { least: 92 }),
  ];
  const peers = [
    line('times faster than nlp.js', beside['timesFasterThanNlpJs'], { least: 1.5 }),
    line("times faster than natural's Bayes", beside['timesFasterThanNatural'], { least: 5 }),
    // Promised as the mean of several sets: one set alone holds no such promise.
    line('points over the best peer', beside['pointsOverTheBest'], null),
    line('cost of typos, % of that of nlp.js', beside['typosCostShareOfNlpJs'], { most: 60 }),
  ];
  return [
    line(`accuracy in scope %, ${few ? 'few examples' : 'many examples'}`, figures['accuracy'], accuracy),
    ...(figures['oosAuroc'] === null ? [] : outOfScope),
    line('calibration error (ECE) %', figures['ece'], { most: few ? 6 : 3 }),
    line('98 % gate delivers %', gate['accuracy'], { least: 96.5 }),
    line('  of so many %', gate['coverage'], null),
    line('training, ms', figures['trainMs'], { most: small ? 150 : 15_000 }),
    line('model, KB', kilobytes(figures['modelBytes']), { most: small ? 300 : 2_000 }),
    line('a prediction, median microseconds', figures['microsPerMessage'], { most: 40 }),
    line('a prediction, 99th percentile', figures['p99Micros'], { most: 1_000 }),
    ...(figures['besidePeers'] === undefined ? [] : peers),
  ];
}

function kilobytes(bytes: unknown): number | null {
  return typeof bytes === 'number' ? Math.round(bytes / 1_000) : null;
}

/** null = there is no floor, or nothing to hold to it. */
export function holds({ figure, floor }: PromisedLine): boolean | null {
  if (figure === null || floor === null) return null;
  return 'least' in floor ? figure >= floor.least : figure <= floor.most;
}

export function inWords(lines: readonly PromisedLine[]): string {
  return lines
    .map((line) => {
      const { what, figure, floor } = line;
      const wanted = floor === null ? '' : 'least' in floor ? `>= ${floor.least}` : `<= ${floor.most}`;
      const held = holds(line);
      const verdict = held === null ? '' : held ? 'ok' : 'SHORT';
      return `${what.padEnd(38)}${(figure ?? '-').toString().padStart(9)}  ${wanted.padEnd(9)}${verdict}`.trimEnd();
    })
    .join('\n');
}
