/** What a business has labelled: the shapes, the rules that hold for one label, and where it is kept (a port). */
import type { LabelledText } from './training-set.ts';
import { foldText } from './normalise.ts';

export type Intent = { name: string; description: string; createdAtMs: number };
export type IntentSummary = Intent & { examples: number; heldOut: number };

/** Where a label came from. Those of `owner` and `correction` act at once; all are trained on. */
export type ExampleSource = 'default' | 'owner' | 'import' | 'correction';

export type Example = LabelledText & {
  /** Derived from how the text reads: the same text is the same example. */
  id: string;
  source: ExampleSource;
  /** Part of the regression set: never trained on, so that it can judge. */
  heldOut: boolean;
  labelledBy: string;
  labelledAtMs: number;
};

export type KeyedExample = Example & { key: string };
export type ExamplePlace = { labelledAtMs: number; id: string };

/** Of one business. Every change is one transaction, and moves the version that the isolates look at. */
export type LabelledSet = {
  isStarted: () => Promise<boolean>;
  /** What is there already stays. */
  start: (intents: readonly Intent[], examples: readonly KeyedExample[], nowMs: number) => Promise<void>;
  names: () => Promise<string[]>;
  intents: () => Promise<IntentSummary[]>;
  /** Those that are not there yet. */
  addIntents: (intents: readonly Intent[]) => Promise<void>;
  changeIntent: (name: string, change: { name: string; description: string }) => Promise<void>;
  /** With its examples. */
  removeIntent: (name: string) => Promise<void>;
  countExamples: () => Promise<number>;
  /** Newest first. `undefined` = of all intents. */
  examples: (
    intent: string | null | undefined,
    before: ExamplePlace | null,
    limit: number,
  ) => Promise<Example[]>;
  read: (id: string) => Promise<Example | null>;
  readAll: (ids: readonly string[]) => Promise<Example[]>;
  /** Those that are new; one with a known id gets the new label. */
  put: (examples: readonly KeyedExample[]) => Promise<void>;
  change: (id: string, change: { intent: string | null; heldOut: boolean }) => Promise<void>;
  remove: (id: string) => Promise<void>;
  /** What acts before training: the newest labels of people, newest first. */
  newestOfPeople: (limit: number) => Promise<LabelledText[]>;
};

export const MAX_OWN_EXAMPLES = 20_000;
export const MAX_OWN_INTENTS = 400;
export const MAX_EXAMPLE_CHARS = 500;

/** As the name of an intent of its own: short, and no path, formula or markup. */
export const INTENT_NAME = /^[a-z][a-z0-9_]{1,39}$/;
/** Stands in paths and figures for "none of the intents". */
export const NO_INTENT_NAME = 'none';

/** Capitals, accents, punctuation and spaces make no other message of it. */
export function textKey(text: string): string {
  const key = foldText(text)
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
  return key === '' ? text.trim().slice(0, MAX_EXAMPLE_CHARS) : key;
}

const PAGE = 500;

/** The whole set, newest first. */
export async function* examplePages(set: LabelledSet): AsyncGenerator<Example[]> {
  let before: ExamplePlace | null = null;
  for (;;) {
    const page: Example[] = await set.examples(undefined, before, PAGE);
    if (page.length > 0) yield page;
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE) return;
    before = last;
  }
}

const HELD_OUT_OF = 8;
const HELD_OUT_FROM_EXAMPLES = 8;

/** Every eighth label of an intent that has some judges instead of teaching. Decided once, by the key, and kept. */
export function isHeldOut(key: string, examplesOfIntent: number): boolean {
  if (examplesOfIntent < HELD_OUT_FROM_EXAMPLES) return false;
  let hash = 0x811c9dc5;
  for (const letter of key) hash = Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 0x01000193);
  return (hash >>> 8) % HELD_OUT_OF === 0;
}
