/** What the house may ask of a business's trainer. */
import type { CanaryView, ModelVersion, ReleaseState } from './releases.ts';

export type TrainingPhase = 'idle' | 'waiting' | 'training' | 'judging';

export type TrainerStatus = {
  /** Null = the business has not begun to teach: the default model answers. */
  release: ReleaseState | null;
  canary: CanaryView | null;
  versions: ModelVersion[];
  training: { phase: TrainingPhase; dueAtMs: number | null; problem: string | null };
};

export type ReleaseResult = { kind: 'done' } | { kind: 'missing' } | { kind: 'refused'; sentence: string };

export interface TrainerApi {
  /** There is something new to learn from. Many wishes become one training, soon. */
  request(): Promise<void>;
  /** The sweep looks after what was forgotten. */
  wake(): Promise<void>;
  /** The same, now; while a version is tried, right after that. */
  trainNow(): Promise<ReleaseResult>;
  status(): Promise<TrainerStatus>;
  startCanary(version: string, share: number): Promise<ReleaseResult>;
  /** This version answers everybody, and nothing else goes live by itself. */
  pin(version: string): Promise<ReleaseResult>;
  unpin(): Promise<ReleaseResult>;
  /** Ends the canary: the serving version answers everybody again. */
  rollBack(): Promise<ReleaseResult>;
  setSelfTraining(on: boolean): Promise<void>;
}
