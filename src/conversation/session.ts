/** The beginning and the end of a conversation for the figures: silence closes it, and says honestly what it was. */
import type { Resolution } from '../domain/event.ts';
import { localMoment } from '../domain/local-time.ts';
import type { Sql } from '../platform/sql.ts';
import { emit } from './figures.ts';
import { dialogueOf, stateOf } from './rows.ts';
import type { StateRow } from './rows.ts';

const REOPENED_WITHIN_MS = 7 * 24 * 3_600_000;

/** Figures of what came in since the last time; the intake itself only stores. Call inside a transaction. */
export function countInbound(sql: Sql): void {
  const state = stateOf(sql);
  if (state.session_counted === 0 && state.session_opened_at_ms !== null) {
    sql.run('UPDATE state SET session_counted = 1 WHERE id = 1');
    countOpening(sql, state, state.session_opened_at_ms);
  }
  const fresh = sql.all<{ seq: number; at_ms: number }>(
    `SELECT seq, at_ms FROM messages WHERE direction = 'in' AND counted = 0 ORDER BY seq`,
  );
  const last = fresh.at(-1);
  if (last === undefined) return;
  const { channel, connection_id: connectionId } = state;
  for (const message of fresh) emit(sql, message.at_ms, { kind: 'message.received', channel, connectionId });
  sql.run(`UPDATE messages SET counted = 1 WHERE direction = 'in' AND counted = 0 AND seq <= ?`, last.seq);
}

function countOpening(sql: Sql, state: StateRow, openedAtMs: number): void {
  const { channel, last_resolution: was, last_closed_at_ms: closedAtMs } = state;
  emit(sql, openedAtMs, { kind: 'conversation.opened', channel });
  if (was !== 'confirmed' && was !== 'assumed') return;
  if (closedAtMs === null || openedAtMs - closedAtMs >= REOPENED_WITHIN_MS) return;
  emit(sql, openedAtMs, {
    kind: 'conversation.reopened',
    channel,
    was,
    ...(state.last_closed_day === null
      ? {}
      : { closedDay: state.last_closed_day, intent: state.last_intent }),
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
  sql.run(
    `UPDATE state SET session_opened_at_ms = NULL, session_outcome = NULL, last_resolution = ?, last_closed_at_ms = ?,
       last_closed_day = ?, last_intent = ?, dialogue = ? WHERE id = 1`,
    resolution,
    nowMs,
    localMoment(nowMs, timeZone).day,
    dialogueOf(state).lastIntent,
    // What was being talked about is over; that the customer knows it is AI is not.
    JSON.stringify({
      ...dialogue,
      flow: null,
      step: null,
      slots: {},
      fallbacks: 0,
      clarified: false,
      offeredTitles: [],
    }),
  );
}

function resolutionOf(outcome: string | null): Resolution {
  if (outcome === 'confirmed' || outcome === 'assumed' || outcome === 'handedOff') return outcome;
  return 'abandoned';
}
