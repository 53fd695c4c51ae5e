/**
 * `npm run train:meanings`: writes word-meaning-table.ts. A teacher (see meaning-teacher.ts) reads own-written messages of many
 * trades, patterns filled with common words, and WordNet's explanations and examples; every word gets a short vector such that
 * sums of vectors point where the teacher points. About half an hour, and the registry is needed once. Neither product nor
 * tests run this.
 */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { hashWord } from './features.ts';
import { fitMeanings } from './fit-meanings.ts';
import { chooseStems, coverage, glossSentences, patternSentences } from './meaning-sentences.ts';
import type { WordCount } from './meaning-sentences.ts';
import {
  installTeachers,
  readSentences,
  TEACHER_DIMENSIONS,
  wordCounts,
  wordKinds,
  wordNetTexts,
} from './meaning-teacher.ts';
import { encodeMeanings, meaningLines } from './meaning-format.ts';
import { tradeSentences } from './meaning-trades.ts';
import { tokenise } from './normalise.ts';
import { stem } from './stem.ts';

const STEMS_TAUGHT = 16_000;
const STEMS_KEPT = 14_000;
const DIMENSIONS = 64;
const COVERED_OF_EXAMPLES = 0.85;
const COVERED_OF_EXPLANATIONS = 0.97;
const MOST_EXPLANATION_CHARS = 90;
/** The teacher's time grows with length: all the short sentences, and of the others so many of eighteen. */
const SHORT_SENTENCES = 57_600;
const LONG_OF_EIGHTEEN = 4;

function say(what: string): void {
  process.stderr.write(`train:meanings: ${what}\n`);
}

async function main(): Promise<void> {
  await installTeachers(say);
  const stems = chooseStems(wordCounts(), STEMS_TAUGHT);
  const sentences = [...new Set([...chooseSentences(stems), ...tradeSentences()])];
  say(`${stems.size} stems in ${sentences.length} sentences`);
  const taught = await readSentences(sentences, say);
  const placeOf = new Map([...stems.keys()].map((one, place) => [one, place]));
  const { vectors, heldOut } = fitMeanings({
    sentences: sentences.map((one) =>
      Int32Array.from(tokenise(one).flatMap((token) => placeOf.get(stem(token)) ?? [])),
    ),
    taught,
    taughtWidth: TEACHER_DIMENSIONS,
    words: stems.size,
    dimensions: DIMENSIONS,
  });
  say(`mean cosine with the teacher on sentences held out: ${heldOut.toFixed(3)}`);
  const kept = [...stems.keys()].slice(0, STEMS_KEPT).map((one, place) => ({
    hash: hashWord(one),
    vector: vectors.subarray(place * DIMENSIONS, (place + 1) * DIMENSIONS),
  }));
  const bytes = encodeMeanings(kept, DIMENSIONS);
  writeFileSync(fileURLToPath(import.meta.resolve('./word-meaning-table.ts')), moduleText(bytes));
  say(`word-meaning-table.ts: ${kept.length} stems, ${bytes.length} bytes`);
}

/** The short ones first. */
function chooseSentences(stems: ReadonlyMap<string, WordCount>): string[] {
  const examples: string[] = [];
  const explanations: string[] = [];
  for (const text of wordNetTexts()) {
    const found = glossSentences(text);
    examples.push(...found.examples.filter((one) => coverage(one, stems) >= COVERED_OF_EXAMPLES));
    explanations.push(
      ...found.explanations.filter(
        (one) => one.length < MOST_EXPLANATION_CHARS && coverage(one, stems) >= COVERED_OF_EXPLANATIONS,
      ),
    );
  }
  const all = [...new Set([...patternSentences(stems, wordKinds()), ...examples, ...explanations])];
  all.sort((a, b) => a.length - b.length);
  return [
    ...all.slice(0, SHORT_SENTENCES),
    ...all.slice(SHORT_SENTENCES).filter((_, at) => at % 18 < LONG_OF_EIGHTEEN),
  ];
}

function moduleText(bytes: Uint8Array): string {
  const lines = meaningLines(Buffer.from(bytes).toString('base64'));
  return [
    '// Written by `npm run train:meanings`. Do not edit. Derived from Universal Sentence Encoder Lite and WordNet: see LICENSE.',
    `export const WORD_MEANINGS = \`\n${lines}\n\`;`,
    '',
  ].join('\n');
}

await main();
