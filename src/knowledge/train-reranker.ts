import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { learn, lessonsOf } from './learn-weights.ts';
import { readTrainingSet } from './training-sets.ts';

/**
 * Learns the weights offline: `npm run train:reranker -- --folder F [--out weights.ts]`. F holds pairs NAME.passages.jsonl and
 * NAME.questions.jsonl in the form of `npm run bench -- knowledge`. It stays outside the project: nothing of its text is written.
 */
const { values } = parseArgs({
  options: {
    folder: { type: 'string' },
    out: { type: 'string', default: new URL('weights.ts', import.meta.url).pathname },
  },
});
if (values.folder === undefined) {
  process.stderr.write('Give --folder F with pairs of NAME.passages.jsonl and NAME.questions.jsonl.\n');
  process.exit(2);
}
const folder = values.folder;
const END = '.passages.jsonl';
const sets = readdirSync(folder)
  .filter((file) => file.endsWith(END))
  .sort()
  .map((file) => join(folder, file.slice(0, -END.length)))
  .map((path) => readTrainingSet(`${path}${END}`, `${path}.questions.jsonl`));
const learned = learn(lessonsOf(sets));
const families = [...new Set(sets.map((set) => set.family))];
const constants = Object.entries({
  SENTENCE_WEIGHTS: learned.sentence,
  RERANK_WEIGHTS: learned.rerank,
  CHOICE_WEIGHTS: learned.choice,
  CONFIDENCE_WEIGHTS: learned.confidence,
}).map(([name, weights]) => `export const ${name}: readonly number[] = [\n  ${weights.join(', ')},\n];\n`);
writeFileSync(
  values.out,
  `/**\n * Learned by \`npm run train:reranker\`; do not edit. Figures only, no text. Learned on: ${families.join(', ')}.\n */\n${constants.join('\n')}`,
);
process.stdout.write(`${JSON.stringify({ sets: sets.length, families, out: values.out })}\n`);
