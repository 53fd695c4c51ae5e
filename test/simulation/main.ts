/**
 * `npm run -s simulate -- --seeds 1000 [--from 1] [--verbose] [--mutants]`
 * Runs seeds on all cores and prints one JSON object as its last line. A seed that breaks a promise is named, with the command
 * that replays it. `--mutants` plants each known bug in turn and says after how many seeds it was noticed.
 */
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { MUTANTS } from './mutants.ts';
import type { Answer, Task } from './worker.ts';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '100' },
    from: { type: 'string', default: '1' },
    verbose: { type: 'boolean', default: false },
    mutants: { type: 'boolean', default: false },
  },
});

const seeds = wholeNumber('seeds', values.seeds);
const from = wholeNumber('from', values.from);
process.exitCode = values.mutants ? await huntMutants() : await sweep();

async function sweep(): Promise<number> {
  const startedMs = Date.now();
  const total = {
    seeds: 0,
    steps: 0,
    posts: 0,
    faults: 0,
    lost: 0,
    duplicated: 0,
    outOfOrder: 0,
    afterStop: 0,
    unknown: 0,
    stuck: 0,
    talkedOver: 0,
    statusBackwards: 0,
    overLimits: 0,
    figuresWrong: 0,
  };
  const faultsByKind: Record<string, number> = {};
  let broken = 0;
  await onAllCores(
    Array.from({ length: seeds }, (_, i) => ({ seed: from + i, mutant: null })),
    ({ result, broken: isBroken }) => {
      const { details, ...counts } = result.findings;
      total.seeds += 1;
      total.steps += result.steps;
      total.posts += result.posts;
      for (const [kind, times] of Object.entries(result.struck)) {
        total.faults += times;
        faultsByKind[kind] = (faultsByKind[kind] ?? 0) + times;
      }
      for (const [kind, times] of Object.entries(counts)) total[kind as keyof typeof counts] += times;
      if (!isBroken && !values.verbose) return true;
      if (isBroken) broken += 1;
      console.log(
        `seed ${result.seed}: ${result.steps} steps, ${result.posts} posts, faults ${JSON.stringify(result.struck)}`,
      );
      for (const detail of details) console.log(`  ${detail}`);
      if (isBroken) console.log(`  replay: npm run -s simulate -- --from ${result.seed} --seeds 1 --verbose`);
      return true;
    },
  );
  // A run that did no work proves nothing.
  const idle = total.posts < seeds;
  if (idle) console.log('hardly anything was sent: the simulation itself is broken');
  console.log(JSON.stringify({ ...total, faultsByKind, ms: Date.now() - startedMs }));
  return broken > 0 || idle ? 1 : 0;
}

async function huntMutants(): Promise<number> {
  let survived = 0;
  for (const { name } of MUTANTS) {
    let caughtAt: number | null = null;
    let ran = 0;
    await onAllCores(
      Array.from({ length: seeds }, (_, i) => ({ seed: from + i, mutant: name })),
      ({ result, broken }) => {
        ran += 1;
        if (broken && caughtAt === null) {
          caughtAt = ran;
          if (values.verbose) console.log(`  ${result.findings.details[0] ?? ''}`);
        }
        return caughtAt === null;
      },
    );
    if (caughtAt === null) survived += 1;
    console.log(
      `${caughtAt === null ? `NOT CAUGHT in ${ran} seeds` : `caught after ${caughtAt} seeds`}: ${name}`,
    );
  }
  console.log(JSON.stringify({ mutants: MUTANTS.length, caught: MUTANTS.length - survived }));
  return survived > 0 ? 1 : 0;
}

/** Hands out tasks until they are done or `take` says that it has seen enough. */
async function onAllCores(tasks: Task[], take: (answer: Answer) => boolean): Promise<void> {
  let next = 0;
  let enough = false;
  await Promise.all(
    Array.from(
      { length: Math.min(availableParallelism(), tasks.length) },
      () =>
        new Promise<void>((resolve, reject) => {
          const worker = new Worker(`${import.meta.dirname}/worker.ts`);
          const give = (): void => {
            const task = tasks[next];
            next += 1;
            if (task === undefined || enough) void worker.terminate().then(() => resolve(), reject);
            else worker.postMessage(task);
          };
          worker.on('error', reject);
          worker.on('message', (answer: Answer) => {
            if (!enough && !take(answer)) enough = true;
            give();
          });
          give();
        }),
    ),
  );
}

function wholeNumber(option: string, text: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value > 0) return value;
  console.error(`--${option} must be a whole number above 0.`);
  return process.exit(2);
}
