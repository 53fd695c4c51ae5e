/** A training in a process that has never trained, timed: `node cold-training.ts T.jsonl [BYTES]` prints its milliseconds. */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

import { trainIntentModel } from '../../src/understanding/train.ts';
import type { LabelledText } from '../../src/understanding/training-set.ts';
import { readLabelledLines } from './intent-lines.ts';

const SCRIPT = fileURLToPath(import.meta.url);
const MOST_LINES = 1_000;
const MORE_RUNS = 4;

/**
 * Of a small set, which is trained in a tenth of a second, in more processes, one after another: a first training is half
 * compiling, and that takes half as long again whenever the machine has something else to do. Larger sets are not trained again.
 */
export function moreColdTrainings(path: string, lines: number, budget: string | undefined): number[] {
  if (lines > MOST_LINES) return [];
  const args = [SCRIPT, path, ...(budget === undefined ? [] : [budget])];
  return Array.from({ length: MORE_RUNS }, () =>
    Number(execFileSync(process.execPath, args, { encoding: 'utf8' })),
  );
}

export function timedTraining(
  lines: readonly LabelledText[],
  budget: string | undefined,
): { bytes: Uint8Array; ms: number } {
  const options = budget === undefined ? {} : { byteBudget: Number(budget) };
  const startedAtMs = performance.now();
  const bytes = trainIntentModel(lines, options);
  return { bytes, ms: performance.now() - startedAtMs };
}

if (process.argv[1] === SCRIPT) {
  const [path = '', budget] = process.argv.slice(2);
  process.stdout.write(String(timedTraining(readLabelledLines(path), budget).ms));
}
