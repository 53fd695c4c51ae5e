/** Timers of one conversation, in its state: each is fired once, by the row that is taken away, or recorded as expired. */
import type { Kept } from './kept.ts';
import { changeState, stateOf } from './rows.ts';

/**
 * close: the customer has been silent long enough. floor: a person has been silent too long. lookup: is an unknown send known
 * at the provider? relay: try the contact's next channel. tell: a campaign should hear of a final state. file: papers wait
 * to be carried to the store.
 */
export type TimerKind = 'close' | 'floor' | 'lookup' | 'relay' | 'tell' | 'file';

export type Timer = {
  id: string;
  kind: TimerKind;
  dueMs: number;
  expiresMs: number;
  /** An id; never text of a customer. */
  payload: string;
  tries?: number;
};

/** So many at most in one alarm; the next one goes on. */
const AT_ONCE = 50;

/** The same id again moves the timer. */
export function setTimer(kept: Kept, timer: Timer): void {
  const others = stateOf(kept).timers.filter(({ id }) => id !== timer.id);
  const timers = [...others, { ...timer, tries: timer.tries ?? 0 }];
  changeState(kept, { timers: timers.toSorted((a, b) => a.dueMs - b.dueMs) });
}

export function dropTimer(kept: Kept, id: string): void {
  const { timers } = stateOf(kept);
  const others = timers.filter((timer) => timer.id !== id);
  if (others.length < timers.length) changeState(kept, { timers: others });
}

/** The first to come first. */
export function dueTimers(kept: Kept, nowMs: number): Required<Timer>[] {
  return stateOf(kept)
    .timers.filter(({ dueMs }) => dueMs <= nowMs)
    .slice(0, AT_ONCE);
}
