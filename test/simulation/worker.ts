/** One core of the simulation: takes a seed, gives what became of it. */
import { parentPort } from 'node:worker_threads';
import { MUTANTS, NO_MUTANT } from './mutants.ts';
import { isBroken, runSeed } from './run.ts';
import type { RunResult } from './run.ts';

export type Task = { seed: number; mutant: string | null };
export type Answer = { result: RunResult; broken: boolean };

parentPort?.on('message', (task: Task) => {
  const mutant = MUTANTS.find(({ name }) => name === task.mutant) ?? NO_MUTANT;
  void runSeed(task.seed, mutant).then((result) => {
    parentPort?.postMessage({ result, broken: isBroken(result) } satisfies Answer);
  });
});
