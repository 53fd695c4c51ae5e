import { classifyIntent } from './classify.ts';
import type { IntentModel } from './classify.ts';
import type { LabelledText } from './training-set.ts';

export type GateResult = {
  passes: boolean;
  rightBefore: number;
  rightAfter: number;
  lines: number;
  /** Lines that were right and are no longer. */
  broken: string[];
  sentence: string;
};

const MAX_BROKEN_SHOWN = 20;

/** May the new version go live? Not when it is right on fewer lines of the regression set than the one that serves. */
export function passesRegression(
  serving: IntentModel,
  next: IntentModel,
  lines: readonly LabelledText[],
): GateResult {
  let rightBefore = 0;
  let rightAfter = 0;
  const broken: string[] = [];
  for (const line of lines) {
    const before = classifyIntent(serving, line.text).intent === line.intent;
    const after = classifyIntent(next, line.text).intent === line.intent;
    if (before) rightBefore += 1;
    if (after) rightAfter += 1;
    if (before && !after && broken.length < MAX_BROKEN_SHOWN) broken.push(line.text);
  }
  const passes = rightAfter >= rightBefore;
  const sentence = `The new version is right on ${rightAfter} of ${lines.length} lines, the serving one on ${rightBefore}.`;
  return { passes, rightBefore, rightAfter, lines: lines.length, broken, sentence };
}
