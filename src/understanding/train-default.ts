/** `npm run train:intents`: trains the model of a business without examples of its own and writes it as a module. */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { defaultTrainingLines } from '../flows/examples/index.ts';
import { trainIntentModel } from './train.ts';

export const DEFAULT_MODEL_BYTE_BUDGET = 200_000;

export function trainDefaultModel(): Uint8Array<ArrayBuffer> {
  return trainIntentModel(defaultTrainingLines(), { byteBudget: DEFAULT_MODEL_BYTE_BUDGET });
}

export function moduleText(bytes: Uint8Array): string {
  const base64 = Buffer.from(bytes).toString('base64');
  const lines = base64.match(/.{1,108}/g) ?? [];
  return [
    '// Written by `npm run train:intents` from the examples in src/flows/examples. Do not edit.',
    '/** The intent model of a business that has no examples of its own, in base64. */',
    `export const DEFAULT_MODEL_BASE64 = \`\n${lines.join('\n')}\n\`;`,
    '',
  ].join('\n');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const bytes = trainDefaultModel();
  writeFileSync(fileURLToPath(import.meta.resolve('./default-model.ts')), moduleText(bytes));
  process.stdout.write(`default-model.ts: a model of ${bytes.length} bytes\n`);
}
