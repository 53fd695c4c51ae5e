/** The beginning and the end of a conversation for the figures: silence closes it, and says honestly what it was. */
import type { ChannelName } from '../domain/channel.ts';
import type { Resolution } from '../domain/event.ts';
import { localMoment } from '../domain/local-time.ts';
import type { Kept } from './kept.ts';
import { changeState, stateOf } from './rows.ts';
import { emit } from './figures.ts';
import { dialogueOf } from './rows.ts';
import type { StateRow } from './rows.ts';

const REOPENED_WITHIN_MS = 7 * 24 * 3_600_000;

/** A message came in: the figures count it, and with the first one after silence a conversation. Call inside a transaction. */
export function countInbound(kept: Kept, before: Readonly<StateRow>, atMs: number): void {
  const { channel, connection_id: connectionId } = stateOf(kept);
  if (before.session_opened_at_ms === null) countOpening(kept, before, channel, atMs);
  emit(kept, atMs, { kind: 'message.received', channel, connectionId });
}

function countOpening(
  kept: Kept,
  before: Readonly<StateRow>,
  channel: ChannelName,
  openedAtMs: number,
): void {
  const { last_resolution: was, last_closed_at_ms: closedAtMs } = before;
  emit(kept, openedAtMs, { kind: 'conversation.opened', channel });
  if (was !== 'confirmed' && was !== 'assumed') return;
  if (closedAtMs === null || openedAtMs - closedAtMs >= REOPENED_WITHIN_MS) return;
  emit(kept, openedAtMs, {
    kind: 'conversation.reopened',
    channel,
    was,
    ...(before.last_closed_day === null
      ? {}
      : { closedDay: before.last_closed_day, intent: before.last_intent }),
  });
}

/**
 * confirmed: the customer said that it helped. assumed: answered, then silence; never counted as confirmed.
 * abandoned: the customer left before an answer. handedOff: a person was asked.
 */
export function closeSession(kept: Kept, nowMs: number, timeZone: string): void {
  const state = stateOf(kept);
  if (state.session_opened_at_ms === null) return;
  const resolution = resolutionOf(state.session_outcome);
  emit(kept, nowMs, {
    kind: 'conversation.closed',
    channel: state.channel,
    resolution,
    intent: dialogueOf(state).lastIntent,
  });
  const dialogue = dialogueOf(state);
  changeState(kept, {
    session_opened_at_ms: null,
    session_outcome: null,
    last_resolution: resolution,
    last_closed_at_ms: nowMs,
    last_closed_day: localMoment(nowMs, timeZone).day,
    last_intent: dialogue.lastIntent,
    // What was being talked about is over; that the customer knows it is AI is not.
    dialogue: {
      ...dialogue,
      flow: null,
      step: null,
      slots: {},
      fallbacks: 0,
      clarified: false,
      offeredTitles: [],
    },
  });
}

function resolutionOf(outcome: string | null): Resolution {
  if (outcome === 'confirmed' || outcome === 'assumed' || outcome === 'handedOff') return outcome;
  return 'abandoned';
}
