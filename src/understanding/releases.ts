/** Versions of a business's classifier: what is kept of each, which one answers whom, and where that is kept (a port). */
import type { Trial, Verdict } from './canary.ts';
import { canaryVerdict } from './canary.ts';

export type VersionState =
  /** Worse on the regression set than the one that served: never goes live. */
  | 'refused'
  /** Good enough, waiting: a person has pinned another. */
  | 'ready'
  /** Answers a share of the conversations. */
  | 'canary'
  | 'serving'
  | 'retired'
  /** Made people correct or take over more often. */
  | 'rolledBack';

/** How often a line of the one was taken for the other, by examples that were held out of training. */
export type ConfusionCell = { truth: string | null; guess: string | null; lines: number };

export type Gate = { lines: number; rightBefore: number; rightAfter: number; broken: string[] };

export type ModelVersion = {
  version: string;
  number: number;
  state: VersionState;
  examples: number;
  intents: number;
  bytes: number;
  trainMs: number;
  /** Messages of the business's own history that it labelled by itself. */
  selfLabelled: number;
  gate: Gate | null;
  confusion: ConfusionCell[];
  /** Why it is in its state, as a sentence. */
  reason: string;
  createdAtMs: number;
};

export type Canary = { version: string; share: number; sinceMs: number };

/** The row that every isolate looks at. */
export type ReleaseState = {
  serving: string;
  canary: Canary | null;
  /** A person has chosen: nothing goes live by itself. */
  pinned: boolean;
  labelsVersion: number;
  trainedLabelsVersion: number;
  /** The owner lets it learn from messages that nobody has labelled. */
  selfTraining: boolean;
};

/** Of one business. */
export type Releases = {
  read: () => Promise<ReleaseState | null>;
  /** Newest first; without bytes. */
  versions: () => Promise<ModelVersion[]>;
  add: (version: ModelVersion, bytes: Uint8Array) => Promise<void>;
  bytes: (version: string) => Promise<Uint8Array | null>;
  /** In one transaction. A new canary begins with empty counts. */
  change: (
    now: Pick<ReleaseState, 'serving' | 'canary' | 'pinned'>,
    states: readonly { version: string; state: VersionState; reason: string }[],
    nowMs: number,
  ) => Promise<void>;
  trained: (labelsVersion: number) => Promise<void>;
  setSelfTraining: (on: boolean) => Promise<void>;
  /** Conversations since the canary began, by the version that answered them. */
  trials: () => Promise<ReadonlyMap<string, Trial>>;
  /** Forgets the bytes of all but these. */
  forgetBytes: (except: readonly string[]) => Promise<void>;
};

export const NO_TRIAL: Trial = { conversations: 0, wrong: 0 };
export const DEFAULT_SHARE = 0.2;
/** A canary that is still undecided then has done no harm that anybody could see. */
const LONGEST_CANARY_MS = 14 * 86_400_000;

export type CanaryView = { verdict: Verdict; serving: Trial; next: Trial; sentence: string };

/** What the conversations so far say of the canary. */
export function judgeCanary(
  state: { serving: string; canary: Canary },
  trials: ReadonlyMap<string, Trial>,
  nowMs: number,
): CanaryView {
  const serving = trials.get(state.serving) ?? NO_TRIAL;
  const next = trials.get(state.canary.version) ?? NO_TRIAL;
  const seen = canaryVerdict(serving, next);
  const isOld = nowMs - state.canary.sinceMs > LONGEST_CANARY_MS;
  const verdict = seen === 'wait' && isOld ? 'promote' : seen;
  const counts = `${next.wrong} of ${next.conversations} conversations were corrected or handed over, ${serving.wrong} of ${serving.conversations} under ${state.serving}`;
  const sentence =
    verdict === 'roll back'
      ? `Rolled back: ${counts}.`
      : verdict === 'promote'
        ? `${seen === 'wait' ? 'No harm in two weeks' : 'No worse'}: ${counts}.`
        : `So far ${counts}.`;
  return { verdict, serving, next, sentence };
}
