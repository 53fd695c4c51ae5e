/** The end of a conversation: silence closes it, and says honestly what it was. Call inside a transaction. */
import type { Resolution } from '../domain/event.ts';
import { localMoment } from '../domain/local-time.ts';
import type { Sql } from '../platform/sql.ts';
import { emit } from './figures.ts';
import { dialogueOf, stateOf } from './rows.ts';

/**
 * confirmed: the customer said that it helped. assumed: answered, then silence; never counted as confirmed.
 * abandoned: the customer left before an answer. handedOff: a person was asked.
 */
export function closeSession(sql: Sql, nowMs: number, timeZone: string): void {
  const state = stateOf(sql);
  if (state.session_opened_at_ms === null) return;
  const resolution = resolutionOf(state.session_outcome);
  emit(sql, state, nowMs, {
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
