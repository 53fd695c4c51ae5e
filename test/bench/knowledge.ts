import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { readTrainingSet } from '../../src/knowledge/training-sets.ts';
import { measureFolder } from './knowledge-folder.ts';
import { measureSet } from './knowledge-set.ts';

/**
 * How well a knowledge answers its questions, beside plain FTS5 in the same run; `--peers` adds other engines, `--typos` asks
 * everything again with one slip. `--folder F` measures every pair NAME.passages.jsonl and NAME.questions.jsonl in it so, and
 * holds the figures against the floors.
 */
export async function run(args: string[]): Promise<Record<string, unknown>> {
  const { values } = parseArgs({
    args,
    options: {
      passages: { type: 'string' },
      questions: { type: 'string' },
      folder: { type: 'string' },
      peers: { type: 'boolean', default: false },
      typos: { type: 'boolean', default: false },
    },
  });
  const { passages: passagesPath, questions: questionsPath, folder, peers } = values;
  if (folder !== undefined) return measureFolder(folder, peers);
  if (passagesPath === undefined || questionsPath === undefined)
    throw new Error('give --passages P.jsonl and --questions Q.jsonl, or --folder F');
  for (const path of [passagesPath, questionsPath])
    if (!existsSync(path)) throw new Error(`no such file: ${path}`);
  const set = readTrainingSet(passagesPath, questionsPath);
  if (set.passages.length === 0 || set.questions.length === 0)
    throw new Error('passages and questions must not be empty');
  return measureSet(set, { peers, typos: values.typos });
}
