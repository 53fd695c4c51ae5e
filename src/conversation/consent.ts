/** The consent ledger of one contact. STOP wins; what it forbids is checked again by the gate when a send is claimed. */
import type { SendId } from '../domain/ids.ts';
import type { Sql } from '../platform/sql.ts';
import type { ConsentChange, ConsentResult } from './api.ts';
import { changeState, stateOf } from './held.ts';
import { emit } from './figures.ts';
import { cancelOpenSends } from './outbox.ts';

type Source = ConsentChange['source'];

/** Call inside a transaction. */
export function applyConsent(sql: Sql, nowMs: number, change: ConsentChange): ConsentResult {
  const state = stateOf(sql);
  switch (change.kind) {
    case 'optOut': {
      if (state.opted_out === 1) return { kind: 'unchanged' };
      changeState(sql, { opted_out: 1, epoch: state.epoch + 1 });
      record(sql, nowMs, change);
      cancelOpenSends(sql, nowMs, 'opted_out');
      emit(sql, nowMs, {
        kind: 'consent.optedOut',
        channel: change.channel,
        source: figureSource(change.source),
      });
      return { kind: 'changed' };
    }
    case 'optIn': {
      if (state.opted_out === 0) return { kind: 'unchanged' };
      // Only the customer takes a STOP back: an import or an API call over it has no effect.
      if (change.source === 'import' || change.source === 'api')
        return { kind: 'refused', reason: 'opted_out' };
      changeState(sql, { opted_out: 0, epoch: state.epoch + 1 });
      record(sql, nowMs, change);
      emit(sql, nowMs, {
        kind: 'consent.optedIn',
        channel: change.channel,
        source: figureSource(change.source),
      });
      return { kind: 'changed' };
    }
    case 'grant':
      if (state.opted_out === 1) return { kind: 'refused', reason: 'opted_out' };
      if (consentFor(sql, change.purpose) !== null) return { kind: 'unchanged' };
      record(sql, nowMs, change);
      return { kind: 'changed' };
    case 'revoke':
      if (consentFor(sql, change.purpose) === null) return { kind: 'unchanged' };
      record(sql, nowMs, change);
      return { kind: 'changed' };
  }
}

/** The ledger entry that allows this purpose now, or null. */
export function consentFor(sql: Sql, purpose: string): string | null {
  const [last] = sql.all<{ seq: number; kind: string }>(
    `SELECT seq, kind FROM consents WHERE purpose = ? AND kind IN ('grant', 'revoke') ORDER BY seq DESC LIMIT 1`,
    purpose,
  );
  return last !== undefined && last.kind === 'grant' ? String(last.seq) : null;
}

/** The provider knows of an opt-out that we did not: its refusal is the proof. */
export function optedOutAtProvider(sql: Sql, nowMs: number, sendId: SendId): void {
  const { channel } = stateOf(sql);
  applyConsent(sql, nowMs, { kind: 'optOut', purpose: '', channel, source: 'provider', evidence: sendId });
}

function record(sql: Sql, nowMs: number, change: ConsentChange): void {
  sql.run(
    'INSERT INTO consents (kind, purpose, channel, source, evidence, at_ms) VALUES (?, ?, ?, ?, ?, ?)',
    change.kind,
    change.purpose,
    change.channel,
    change.source,
    change.evidence,
    nowMs,
  );
}

function figureSource(source: Source): Exclude<Source, 'import'> {
  return source === 'import' ? 'api' : source;
}
