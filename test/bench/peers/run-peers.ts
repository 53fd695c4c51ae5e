/** Other classifiers for JavaScript on the same lines, each in a process of its own. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

import type { LabelledText } from '../../../src/understanding/training-set.ts';
import { installPeers } from './install-peers.ts';
import { withTypos } from './typos.ts';

const run = promisify(execFile);
const PACKAGES = [
  'node-nlp@4.27.0',
  'natural@8.1.1',
  'wink-naive-bayes-text-classifier@2.2.1',
  'wink-nlp-utils@2.1.0',
];
const NAMES = ['ours', 'nlp.js', 'natural', 'wink'];
/** A peer that takes longer is stopped and said to have failed. */
const PEER_TIMEOUT_MS = 240_000;
const MOST_TESTED = 600;

export type PeerFigures = Record<string, Record<string, unknown>>;

/** 600 lines in scope, asked of every peer and of ours, as they are and with typos; each is timed on the same texts, warm. */
export async function runPeers(trainPath: string, test: readonly LabelledText[]): Promise<PeerFigures> {
  const inside = sample(test.filter((line) => line.intent !== null));
  const slipped = inside.map((line, at) => ({ ...line, text: withTypos(line.text, at + 1) }));
  const figures: PeerFigures = {};
  const peers = dirname(installPeers('peers', PACKAGES));
  const folder = mkdtempSync(join(tmpdir(), 'shopbell-peers-'));
  try {
    const testPath = join(folder, 'test.jsonl');
    const typosPath = join(folder, 'typos.jsonl');
    writeFileSync(testPath, inside.map((line) => JSON.stringify(line)).join('\n'));
    writeFileSync(typosPath, slipped.map((line) => JSON.stringify(line)).join('\n'));
    for (const name of NAMES) {
      say(`running ${name}, ${PEER_TIMEOUT_MS / 1_000} s at most`);
      figures[name] = await runPeer(name, [trainPath, testPath, typosPath, peers]);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
  return figures;
}

async function runPeer(name: string, paths: string[]): Promise<Record<string, unknown>> {
  const script = join(import.meta.dirname, 'peer-process.ts');
  try {
    const { stdout } = await run(process.execPath, [script, name, ...paths], {
      timeout: PEER_TIMEOUT_MS,
      killSignal: 'SIGKILL',
      maxBuffer: 20_000_000,
    });
    const figures: Record<string, unknown> = JSON.parse(stdout.trim().split('\n').at(-1) ?? '{}');
    return figures;
  } catch {
    return { failed: `${name} did not finish: it stopped with an error or took too long.` };
  }
}

function say(what: string): void {
  process.stderr.write(`peers: ${what}\n`);
}

/** Evenly spread, so that files sorted by intent are sampled fairly. */
function sample(lines: readonly LabelledText[]): LabelledText[] {
  if (lines.length <= MOST_TESTED) return [...lines];
  return Array.from(
    { length: MOST_TESTED },
    (_, at) => lines[Math.floor((at * lines.length) / MOST_TESTED)],
  ).filter((line) => line !== undefined);
}
