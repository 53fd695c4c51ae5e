/** What every business starts its own labelled set with: the default intents, their examples, and the lines that judge. */
import { HELD_OUT_LINES } from '../flows/examples/held-out.ts';
import { defaultTrainingLines } from '../flows/examples/index.ts';
import { textKey } from './labelled-set.ts';
import type { LabelledText } from './training-set.ts';

export type DefaultSet = { intents: string[]; lines: (LabelledText & { heldOut: boolean })[] };

export function defaultSet(): DefaultSet {
  const training = defaultTrainingLines().map((line) => ({ ...line, heldOut: false }));
  const judging = HELD_OUT_LINES.map((line) => ({ ...line, heldOut: true }));
  const byKey = new Map<string, LabelledText & { heldOut: boolean }>();
  for (const line of [...training, ...judging]) {
    const key = textKey(line.text);
    if (!byKey.has(key)) byKey.set(key, line);
  }
  return { intents: [...new Set(training.map(({ intent }) => intent))], lines: [...byKey.values()] };
}
