/** Who may speak: the bot or a person. A person always wins, at once. Call all of these inside a transaction. */
import type { BusinessProfile } from '../domain/business.ts';
import type { Kept } from './kept.ts';
import { changeState, stateOf } from './rows.ts';
import { emit } from './figures.ts';
import { dropTimer, setTimer } from './timers.ts';

/** Puts the conversation into the inbox. The bot keeps quiet from now on: the floor waits for a person. */
export function needPerson(kept: Kept, nowMs: number, reason: string, intent: string | null): void {
  const state = stateOf(kept);
  touchInbox(kept);
  if (state.needs_person_since_ms !== null) return;
  changeState(kept, {
    needs_person_since_ms: nowMs,
    needs_person_reason: reason,
    session_outcome: 'handedOff',
  });
  emit(kept, nowMs, { kind: 'handoff.requested', channel: state.channel, reason, intent });
}

/** Gives the floor to a person; `memberId` null = to whoever comes first. An answer of the bot that has not left is dropped at its claim. */
export function giveFloor(
  kept: Kept,
  nowMs: number,
  memberId: string | null,
  business: BusinessProfile | null,
): void {
  const state = stateOf(kept);
  if (state.floor === 'bot')
    emit(kept, nowMs, { kind: 'floor.changed', channel: state.channel, holder: 'person' });
  changeState(kept, {
    floor: 'person',
    member_id: memberId,
    floor_since_ms: nowMs,
    epoch: state.epoch + 1,
    session_outcome: 'handedOff',
  });
  extendFloor(kept, nowMs, business);
  touchInbox(kept);
}

/** A person who speaks keeps the floor; one who says nothing for too long gives it back to the bot. */
export function extendFloor(kept: Kept, nowMs: number, business: BusinessProfile | null): void {
  const holdMs = business?.personHoldsFloorMs ?? 4 * 3_600_000;
  setTimer(kept, {
    id: 'floor',
    kind: 'floor',
    dueMs: nowMs + holdMs,
    expiresMs: Number.MAX_SAFE_INTEGER,
    payload: '',
  });
}

/** True when the floor changed hands. Nobody is needed any more, and the bot starts with a clean dialogue. */
export function returnFloor(kept: Kept, nowMs: number): boolean {
  const state = stateOf(kept);
  dropTimer(kept, 'floor');
  if (state.floor === 'bot' && state.needs_person_since_ms === null) return false;
  changeState(kept, {
    floor: 'bot',
    member_id: null,
    epoch: state.epoch + 1,
    needs_person_since_ms: null,
    needs_person_reason: null,
  });
  emit(kept, nowMs, { kind: 'floor.changed', channel: state.channel, holder: 'bot' });
  touchInbox(kept);
  return true;
}

/** The inbox will be told; the version lets it ignore what comes late. */
export function touchInbox(kept: Kept): void {
  changeState(kept, { inbox_version: stateOf(kept).inbox_version + 1 });
}
