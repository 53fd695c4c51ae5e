/**
 * The embedded classifier on labelled lines `{"text","intent"}`, `intent: null` = out of scope.
 * `--train T.jsonl --test E.jsonl [--valid V.jsonl] [--budget BYTES] [--peers]`; files may be CSV with a header, too. What was
 * promised is printed line by line with its floor, then all figures as JSON. A small set is trained in five cold processes, and the
 * median is given.
 */
import { parseArgs } from 'node:util';

import { classifyIntent, loadIntentModel } from '../../src/understanding/classify.ts';
import { tuneIntentModel } from '../../src/understanding/tune.ts';
import type { LabelledText } from '../../src/understanding/training-set.ts';
import { moreColdTrainings, timedTraining } from './cold-training.ts';
import { judge } from './intent-figures.ts';
import { inWords, promisedLines } from './intent-floors.ts';
import { readLabelledLines } from './intent-lines.ts';
import { timePredictions } from './intent-timing.ts';
import { median } from './load.ts';
import { besidePeers } from './peers/beside-peers.ts';
import { runPeers } from './peers/run-peers.ts';

const USAGE =
  'intents needs --train T.jsonl and --test E.jsonl; it may have --valid V.jsonl, --budget BYTES and --peers. ' +
  'Lines are {"text","intent"}, intent null = out of scope; .csv and .tsv files have a header with text and intent.';

export async function run(args: string[]): Promise<Record<string, unknown>> {
  const { values } = parseArgs({
    args,
    options: {
      train: { type: 'string' },
      test: { type: 'string' },
      valid: { type: 'string' },
      budget: { type: 'string' },
      peers: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help || values.train === undefined || values.test === undefined) throw new Error(USAGE);
  const train = readLabelledLines(values.train);
  const test = readLabelledLines(values.test);
  const valid = values.valid === undefined ? null : readLabelledLines(values.valid);

  const trained = timedTraining(train, values.budget);
  const bytes = valid === null ? trained.bytes : tuneIntentModel(trained.bytes, valid);
  const loadedAtMs = performance.now();
  const model = loadIntentModel(bytes);
  const loadMs = performance.now() - loadedAtMs;

  const answers = test.map((line) => ({ truth: line.intent, ...classifyIntent(model, line.text) }));
  const gate98 = model.head.gates.find(([target]) => target === 0.98)?.[1] ?? 1;
  const timing = timePredictions((text) => classifyIntent(model, text), test);
  const trainRunsMs = [trained.ms, ...moreColdTrainings(values.train, train.length, values.budget)].map(
    rounded,
  );
  const ours = {
    ...judge(answers, gate98),
    trainMs: median(trainRunsMs),
    trainRunsMs,
    ...timing,
    modelBytes: bytes.length,
    loadMs: rounded(loadMs),
    intents: model.head.intents.length,
    trainLines: train.length,
    testLines: test.length,
  };
  const figures = values.peers ? { ...ours, ...(await withPeers(values.train, test)) } : ours;
  process.stdout.write(`${inWords(promisedLines(figures, ours))}\n`);
  return figures;
}

async function withPeers(train: string, test: readonly LabelledText[]): Promise<Record<string, unknown>> {
  const peers = await runPeers(train, test);
  return { peers, besidePeers: besidePeers(peers) };
}

function rounded(ms: number): number {
  return Math.round(ms * 10) / 10;
}
