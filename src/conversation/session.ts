/** The beginning and the end of a conversation for the figures: silence closes it, and says honestly what it was. */
import type { ChannelName } from '../domain/channel.ts';
import type { Resolution } from '../domain/event.ts';
import { localMoment } from '../domain/local-time.ts';
import type { Sql } from '../platform/sql.ts';
import { changeState, stateOf } from './held.ts';
import { emit } from './figures.ts';
import { dialogueOf } from './rows.ts';
import type { StateRow } from './rows.ts';

const REOPENED_WITHIN_MS = 7 * 24 * 3_600_000;

/** A message came in: the figures count it, and with the first one after silence a conversation. Call inside a transaction. */
export function countInbound(sql: Sql, before: Readonly<StateRow>, atMs: number): void {
  const { channel, connection_id: connectionId } = stateOf(sql);
  if (before.session_opened_at_ms === null) countOpening(sql, before, channel, atMs);
  emit(sql, atMs, { kind: 'message.received', channel, connectionId });
}

function countOpening(sql: Sql, before: Readonly<StateRow>, channel: ChannelName, openedAtMs: number): void {
  const { last_resolution: was, last_closed_at_ms: closedAtMs } = before;
  emit(sql, openedAtMs, { kind: 'conversation.opened', channel });
  if (was !== 'confirmed' && was !== 'assumed') return;
  if (closedAtMs === null || openedAtMs - closedAtMs >= REOPENED_WITHIN_MS) return;
  emit(sql, openedAtMs, {
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
export function closeSession(sql: Sql, nowMs: number, timeZone: string): void {
  const state = stateOf(sql);
  if (state.session_opened_at_ms === null) return;
  const resolution = resolutionOf(state.session_outcome);
  emit(sql, nowMs, {
    kind: 'conversation.closed',
    channel: state.channel,
    resolution,
    intent: dialogueOf(state).lastIntent,
  });
  const dialogue = dialogueOf(state);
  changeState(sql, {
    session_opened_at_ms: null,
    session_outcome: null,
    last_resolution: resolution,
    last_closed_at_ms: nowMs,
    last_closed_day: localMoment(nowMs, timeZone).day,
    last_intent: dialogue.lastIntent,
    // What was being talked about is over; that the customer knows it is AI is not.
    dialogue: JSON.stringify({
      ...dialogue,
      flow: null,
      step: null,
      slots: {},
      fallbacks: 0,
      clarified: false,
      offeredTitles: [],
    }),
  });
}

function resolutionOf(outcome: string | null): Resolution {
  if (outcome === 'confirmed' || outcome === 'assumed' || outcome === 'handedOff') return outcome;
  return 'abandoned';
}
