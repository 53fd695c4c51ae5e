/**
 * One peer, one data set, one process: `peer-process.ts NAME TRAIN TEST TYPOS PEERS_FOLDER` prints one JSON line. A process of
 * its own because nlp.js shares a container between trainings, and a slow peer can then be stopped.
 */
import { createRequire } from 'node:module';
import { join } from 'node:path';

import { classifyIntent, loadIntentModel } from '../../../src/understanding/classify.ts';
import { trainIntentModel } from '../../../src/understanding/train.ts';
import type { LabelledText } from '../../../src/understanding/training-set.ts';
import { percent } from '../intent-figures.ts';
import { readLabelledLines } from '../intent-lines.ts';

/** `said`: what it answers, nothing when it refuses. `best`: its best guess, refused or not. */
type Said = { said: string; best: string };
type Answering = (text: string) => Said | Promise<Said>;
type Peer = (lines: readonly Labelled[], load: (name: string) => unknown) => Promise<Answering>;
type Labelled = { text: string; intent: string };

const MOST_TIMED = 400;
/** Each text so often: a machine is not equally quiet all the time. */
const ROUNDS = 5;

const PEERS: Record<string, Peer> = {
  async ours(lines) {
    const model = loadIntentModel(trainIntentModel(lines));
    return (text) => {
      const best = classifyIntent(model, text).ranked[0]?.intent ?? '';
      return { said: best, best };
    };
  },
  async 'nlp.js'(lines, load) {
    const { NlpManager } = load('node-nlp') as {
      NlpManager: new (options: object) => {
        addDocument(language: string, text: string, intent: string): void;
        train(): Promise<void>;
        process(
          language: string,
          text: string,
        ): Promise<{ intent?: string; classifications?: { intent: string }[] }>;
      };
    };
    const manager = new NlpManager({
      languages: ['en'],
      forceNER: false,
      nlu: { log: false },
      autoSave: false,
    });
    for (const line of lines) manager.addDocument('en', line.text, line.intent);
    await manager.train();
    return async (text) => {
      const answer = await manager.process('en', text);
      const best = answer.classifications?.find((one) => one.intent !== 'None')?.intent ?? '';
      return { said: answer.intent ?? '', best };
    };
  },
  async natural(lines, load) {
    const { BayesClassifier } = load('natural') as {
      BayesClassifier: new () => {
        addDocument(text: string, intent: string): void;
        train(): void;
        classify(text: string): string;
      };
    };
    const classifier = new BayesClassifier();
    for (const line of lines) classifier.addDocument(line.text, line.intent);
    classifier.train();
    return (text) => {
      const said = classifier.classify(text);
      return { said, best: said };
    };
  },
  async wink(lines, load) {
    const make = load('wink-naive-bayes-text-classifier') as () => {
      definePrepTasks(tasks: unknown[]): void;
      defineConfig(config: object): void;
      learn(text: string, intent: string): boolean;
      consolidate(): boolean;
      predict(text: string): string;
    };
    const { string, tokens } = load('wink-nlp-utils') as {
      string: { [name: string]: unknown };
      tokens: { [name: string]: unknown };
    };
    const classifier = make();
    classifier.definePrepTasks([string['lowerCase'], string['tokenize0'], tokens['stem']]);
    classifier.defineConfig({ considerOnlyPresence: true, smoothingFactor: 0.5 });
    for (const line of lines) classifier.learn(line.text, line.intent);
    classifier.consolidate();
    return (text) => {
      const said = classifier.predict(text);
      return { said, best: said };
    };
  },
};

async function main(): Promise<void> {
  const [name = '', trainPath = '', testPath = '', typosPath = '', folder = ''] = process.argv.slice(2);
  const peer = PEERS[name];
  if (peer === undefined) throw new Error(`There is no peer called "${name}".`);
  const load = createRequire(join(folder, 'package.json'));
  const train = inScope(trainPath);
  const startedAtMs = performance.now();
  const answer = await peer(train, load);
  const trainMs = Math.round(performance.now() - startedAtMs);
  const test = inScope(testPath);
  const { said: accuracy, best: accuracyOfBestGuess } = await accuracyOf(answer, test);
  const micros: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const line of test.slice(0, MOST_TIMED)) {
      const askedAtMs = performance.now();
      const pending = answer(line.text);
      // Who answers at once is not made to wait for a promise.
      if (pending instanceof Promise) await pending;
      micros.push((performance.now() - askedAtMs) * 1_000);
    }
  }
  micros.sort((a, b) => a - b);
  const microsPerMessage = Math.round((micros[Math.floor(micros.length / 2)] ?? 0) * 10) / 10;
  const { said: accuracyWithTypos } = await accuracyOf(answer, inScope(typosPath));
  const figures = { accuracy, accuracyOfBestGuess, accuracyWithTypos, trainMs, microsPerMessage };
  process.stdout.write(`${JSON.stringify(figures)}\n`);
}

function inScope(path: string): Labelled[] {
  return readLabelledLines(path).flatMap((line: LabelledText) =>
    line.intent === null ? [] : [{ text: line.text, intent: line.intent }],
  );
}

async function accuracyOf(
  answer: Answering,
  lines: readonly Labelled[],
): Promise<{ said: number; best: number }> {
  let said = 0;
  let best = 0;
  for (const line of lines) {
    const one = await answer(line.text);
    if (one.said === line.intent) said += 1;
    if (one.best === line.intent) best += 1;
  }
  return { said: percent(said, lines.length), best: percent(best, lines.length) };
}

await main();
