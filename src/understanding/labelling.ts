/** Everything that people do to the labelled set of a business. The API and the pages call the same functions. */
import { OPT_OUT, SMALL_TALK, COMPLAINT, TALK_TO_A_PERSON } from '../domain/understanding.ts';
import {
  examplePages,
  INTENT_NAME,
  isHeldOut,
  MAX_OWN_EXAMPLES,
  MAX_OWN_INTENTS,
  NO_INTENT_NAME,
  textKey,
} from './labelled-set.ts';
import type {
  Example,
  ExamplePlace,
  ExampleSource,
  Intent,
  IntentSummary,
  KeyedExample,
  LabelledSet,
} from './labelled-set.ts';
import { redact } from './redact.ts';
import { defaultSet } from './default-set.ts';
import type { LabelledText } from './training-set.ts';

/** Nothing was changed; the sentence is for the person who asked. */
export type Refusal = {
  kind: 'refused';
  why: 'missing' | 'conflict' | 'invalid';
  sentence: string;
  /** Of a list: which of its entries, from 0. */
  entries?: { at: number; message: string }[];
};
export type Done<Value> = { kind: 'done'; value: Value } | Refusal;

export type Added = { added: number; unchanged: number; examples: Example[] };

export type Labelling = {
  /** In order; cheap, and changes nothing. */
  intentNames: () => Promise<string[]>;
  intents: () => Promise<IntentSummary[]>;
  addIntent: (name: string, description: string) => Promise<Done<IntentSummary>>;
  changeIntent: (
    name: string,
    change: { name?: string | undefined; description?: string | undefined },
  ) => Promise<Done<IntentSummary>>;
  removeIntent: (name: string) => Promise<Done<null>>;
  /** `none` = those of no intent. */
  examples: (intent: string, before: ExamplePlace | null, limit: number) => Promise<Done<Example[]>>;
  /** All of them or none. `intent: null` = none of the intents. An import brings its intents along. */
  add: (lines: readonly LabelledText[], by: string, source: ExampleSource) => Promise<Done<Added>>;
  change: (
    id: string,
    change: { intent?: string | null | undefined; heldOut?: boolean | undefined },
  ) => Promise<Done<Example>>;
  remove: (id: string) => Promise<Done<null>>;
  /** What a message of a customer meant: kept without what tells who wrote it, and newer than any other label of that text. */
  correct: (text: string, intent: string | null, by: string) => Promise<Done<Example>>;
  /** By key: those of the texts that have a label, as they would be kept. */
  whichAreLabelled: (texts: readonly string[]) => Promise<(key: string) => boolean>;
  /** The whole set in pages, for the export. */
  all: () => AsyncGenerator<Example[]>;
};

export type LabellingPorts = {
  set: LabelledSet;
  nowMs: () => number;
  /** A short name that is the same for the same text. */
  idOf: (key: string) => Promise<string>;
  /** Something to learn from has come. */
  changed: () => Promise<void>;
};

const PROBLEMS_SHOWN = 20;
/** Every business has them: the house itself acts on them. */
const KEPT_INTENTS = [TALK_TO_A_PERSON, OPT_OUT, SMALL_TALK, COMPLAINT];

export function labelling(ports: LabellingPorts): Labelling {
  const { set, nowMs } = ports;

  const start = async (): Promise<void> => {
    if (await set.isStarted()) return;
    const { intents, lines } = defaultSet();
    const atMs = nowMs();
    const examples = await Promise.all(
      lines.map((line) => keyed(ports, line, 'default', 'Shopbell', atMs, line.heldOut)),
    );
    await set.start(
      intents.map((name) => ({ name, description: '', createdAtMs: atMs })),
      examples,
      atMs,
    );
  };
  const find = async (name: string): Promise<IntentSummary | null> =>
    (await set.intents()).find((intent) => intent.name === name) ?? null;

  return {
    async intentNames() {
      const names = await set.names();
      return names.length > 0 ? names : defaultSet().intents.toSorted();
    },

    async intents() {
      await start();
      return set.intents();
    },

    async addIntent(name, description) {
      await start();
      const refusal = nameRefusal(name) ?? (await roomRefusal(set, [name]));
      if (refusal !== null) return refusal;
      if ((await find(name)) !== null) return conflict(`There is already an intent ${name}.`);
      const intent: Intent = { name, description, createdAtMs: nowMs() };
      await set.addIntents([intent]);
      return done({ ...intent, examples: 0, heldOut: 0 });
    },

    async changeIntent(name, change) {
      await start();
      const known = await find(name);
      if (known === null) return MISSING;
      const next = {
        name: change.name ?? name,
        description: change.description ?? known.description,
      };
      if (next.name !== name) {
        if (KEPT_INTENTS.includes(name)) return conflict(`${name} is an intent that every business has.`);
        const refusal = nameRefusal(next.name);
        if (refusal !== null) return refusal;
        if ((await find(next.name)) !== null) return conflict(`There is already an intent ${next.name}.`);
      }
      await set.changeIntent(name, next);
      await ports.changed();
      return done({ ...known, ...next });
    },

    async removeIntent(name) {
      await start();
      if ((await find(name)) === null) return MISSING;
      if (KEPT_INTENTS.includes(name)) return conflict(`${name} is an intent that every business has.`);
      await set.removeIntent(name);
      await ports.changed();
      return done(null);
    },

    async examples(intent, before, limit) {
      await start();
      if (intent !== NO_INTENT_NAME && (await find(intent)) === null) return MISSING;
      return done(await set.examples(intent === NO_INTENT_NAME ? null : intent, before, limit));
    },

    async add(lines, by, source) {
      await start();
      const counts = new Map((await set.intents()).map((one) => [one.name, one.examples]));
      const unknown = [...new Set(lines.flatMap(({ intent }) => intent ?? []))].filter(
        (name) => !counts.has(name),
      );
      if (source === 'import') {
        const refusal =
          unknown.map(nameRefusal).find((one) => one !== null) ?? (await roomRefusal(set, unknown));
        if (refusal !== null) return refusal;
        for (const name of unknown) counts.set(name, 0);
      }
      const atMs = nowMs();
      const examples = await Promise.all(
        lines.map((line) => {
          const heldOut = isHeldOut(textKey(line.text), counts.get(line.intent ?? '') ?? 0);
          return keyed(ports, line, source, by, atMs, heldOut);
        }),
      );
      const stored = new Map((await set.readAll(examples.map(({ id }) => id))).map((one) => [one.id, one]));
      const problems = problemsOf(examples, stored, counts);
      if (problems.length > 0) {
        const [first] = problems;
        const sentence = `Nothing was saved. ${first?.message ?? ''}`;
        const onlyConflicts = problems.every(({ conflicts }) => conflicts);
        return {
          kind: 'refused',
          why: onlyConflicts ? 'conflict' : 'invalid',
          sentence,
          entries: problems.slice(0, PROBLEMS_SHOWN).map(({ at, message }) => ({ at, message })),
        };
      }
      const fresh = [...new Map(examples.map((one) => [one.id, one])).values()].filter(
        ({ id }) => !stored.has(id),
      );
      const room = MAX_OWN_EXAMPLES - (await set.countExamples());
      if (fresh.length > room) return tooManyExamples();
      if (fresh.length > 0) {
        if (source === 'import')
          await set.addIntents(unknown.map((name) => ({ name, description: '', createdAtMs: atMs })));
        await set.put(fresh);
        await ports.changed();
      }
      return done({
        added: fresh.length,
        unchanged: lines.length - fresh.length,
        examples: examples.map((one) => stored.get(one.id) ?? shown(one)),
      });
    },

    async change(id, change) {
      await start();
      const known = await set.read(id);
      if (known === null) return MISSING;
      const intent = change.intent === undefined ? known.intent : change.intent;
      if (intent !== null && (await find(intent)) === null) return invalid(NO_SUCH_INTENT);
      const next = { intent, heldOut: change.heldOut ?? known.heldOut };
      await set.change(id, next);
      await ports.changed();
      return done({ ...known, ...next });
    },

    async remove(id) {
      await start();
      if ((await set.read(id)) === null) return MISSING;
      await set.remove(id);
      await ports.changed();
      return done(null);
    },

    async correct(text, intent, by) {
      await start();
      const known = intent === null ? null : await find(intent);
      if (intent !== null && known === null) return invalid(NO_SUCH_INTENT);
      const safe = redact(text);
      if (safe === '') return invalid('There is no text to learn from.');
      const key = textKey(safe);
      const example = await keyed(ports, { text: safe, intent }, 'correction', by, nowMs(), false);
      const before = await set.read(example.id);
      const heldOut = before?.heldOut ?? isHeldOut(key, known?.examples ?? 0);
      if (before === null && (await set.countExamples()) >= MAX_OWN_EXAMPLES) return tooManyExamples();
      await set.put([{ ...example, heldOut }]);
      await ports.changed();
      return done({ ...shown(example), heldOut });
    },

    async whichAreLabelled(texts) {
      const keys = [...new Set(texts.map((text) => textKey(redact(text))))];
      const ids = await Promise.all(keys.map((key) => ports.idOf(key)));
      const known = new Set((await set.readAll(ids)).map(({ id }) => id));
      const labelled = new Set(keys.filter((_, at) => known.has(ids[at] ?? '')));
      return (key) => labelled.has(key);
    },

    async *all() {
      await start();
      yield* examplePages(set);
    },
  };
}

async function keyed(
  ports: LabellingPorts,
  { text, intent }: LabelledText,
  source: ExampleSource,
  labelledBy: string,
  labelledAtMs: number,
  heldOut: boolean,
): Promise<KeyedExample> {
  const key = textKey(text);
  return { id: await ports.idOf(key), key, text, intent, source, heldOut, labelledBy, labelledAtMs };
}

function shown(example: KeyedExample): Example {
  const { id, intent, text, source, heldOut, labelledBy, labelledAtMs } = example;
  return { id, intent, text, source, heldOut, labelledBy, labelledAtMs };
}

type ProblemAt = { at: number; message: string; conflicts: boolean };

/** One text with two labels, in the list itself or with what is there, teaches nothing: it is refused. */
function problemsOf(
  examples: readonly KeyedExample[],
  stored: ReadonlyMap<string, Example>,
  intents: ReadonlyMap<string, number>,
): ProblemAt[] {
  const problems: ProblemAt[] = [];
  const labels = new Map<string, string | null>();
  examples.forEach(({ id, intent }, at) => {
    if (intent !== null && !intents.has(intent)) {
      problems.push({ at, message: NO_SUCH_INTENT, conflicts: false });
      return;
    }
    const before = stored.get(id);
    const other = before === undefined ? labels.get(id) : before.intent;
    if (other !== undefined && other !== intent) {
      const message = `This text is already labelled ${other ?? NO_INTENT_NAME}: one message has one label.`;
      problems.push({ at, message, conflicts: true });
    }
    labels.set(id, intent);
  });
  return problems;
}

function nameRefusal(name: string): Refusal | null {
  if (name === NO_INTENT_NAME) return invalid(`${NO_INTENT_NAME} stands for no intent at all.`);
  if (INTENT_NAME.test(name)) return null;
  return invalid('The name of an intent is 2 to 40 small letters, digits and underscores, a letter first.');
}

async function roomRefusal(set: LabelledSet, names: readonly string[]): Promise<Refusal | null> {
  const known = (await set.intents()).length;
  if (known + names.length <= MAX_OWN_INTENTS) return null;
  return conflict(`A business has at most ${MAX_OWN_INTENTS} intents.`);
}

const NO_SUCH_INTENT = 'There is no such intent.';
const MISSING: Refusal = { kind: 'refused', why: 'missing', sentence: 'There is no such thing.' };

function done<Value>(value: Value): { kind: 'done'; value: Value } {
  return { kind: 'done', value };
}

function conflict(sentence: string): Refusal {
  return { kind: 'refused', why: 'conflict', sentence };
}

function invalid(sentence: string): Refusal {
  return { kind: 'refused', why: 'invalid', sentence };
}

function tooManyExamples(): Refusal {
  return conflict(`A business has at most ${MAX_OWN_EXAMPLES} examples.`);
}
