/** The consent ledger of one contact. STOP wins; what it forbids is checked again by the gate when a send is claimed. */
import type { SendId } from '../domain/ids.ts';
import type { Kept } from './kept.ts';
import type { ConsentChange, ConsentResult } from './api.ts';
import { changeState, stateOf } from './rows.ts';
import { emit } from './figures.ts';
import { cancelOpenSends } from './outbox.ts';

type Source = ConsentChange['source'];

/** Call inside a transaction. */
export function applyConsent(kept: Kept, nowMs: number, change: ConsentChange): ConsentResult {
  const state = stateOf(kept);
  switch (change.kind) {
    case 'optOut': {
      if (state.opted_out) return { kind: 'unchanged' };
      changeState(kept, { opted_out: true, epoch: state.epoch + 1 });
      record(kept, nowMs, change);
      cancelOpenSends(kept, nowMs, 'opted_out');
      emit(kept, nowMs, {
        kind: 'consent.optedOut',
        channel: change.channel,
        source: figureSource(change.source),
      });
      return { kind: 'changed' };
    }
    case 'optIn': {
      if (!state.opted_out) return { kind: 'unchanged' };
      // Only the customer takes a STOP back: an import or an API call over it has no effect.
      if (change.source === 'import' || change.source === 'api')
        return { kind: 'refused', reason: 'opted_out' };
      changeState(kept, { opted_out: false, epoch: state.epoch + 1 });
      record(kept, nowMs, change);
      emit(kept, nowMs, {
        kind: 'consent.optedIn',
        channel: change.channel,
        source: figureSource(change.source),
      });
      return { kind: 'changed' };
    }
    case 'grant':
      if (state.opted_out) return { kind: 'refused', reason: 'opted_out' };
      if (consentFor(kept, change.purpose) !== null) return { kind: 'unchanged' };
      record(kept, nowMs, change);
      return { kind: 'changed' };
    case 'revoke':
      if (consentFor(kept, change.purpose) === null) return { kind: 'unchanged' };
      record(kept, nowMs, change);
      return { kind: 'changed' };
  }
}

/** The ledger entry that allows this purpose now, or null. */
export function consentFor(kept: Kept, purpose: string): string | null {
  const { granted } = stateOf(kept);
  return Object.hasOwn(granted, purpose) ? String(granted[purpose]) : null;
}

/** The provider knows of an opt-out that we did not: its refusal is the proof. */
export function optedOutAtProvider(kept: Kept, nowMs: number, sendId: SendId): void {
  const { channel } = stateOf(kept);
  applyConsent(kept, nowMs, { kind: 'optOut', purpose: '', channel, source: 'provider', evidence: sendId });
}

function record(kept: Kept, nowMs: number, change: ConsentChange): void {
  const { consents, granted, permit_told: told } = stateOf(kept);
  const number = consents + 1;
  kept.put('consent', number, { ...change, atMs: nowMs });
  const { [change.purpose]: _before, ...others } = granted;
  changeState(kept, {
    consents: number,
    permit_told: change.kind === 'grant' ? (told ?? 0) : told,
    granted:
      change.kind === 'grant'
        ? { ...granted, [change.purpose]: number }
        : change.kind === 'revoke'
          ? others
          : granted,
  });
}

function figureSource(source: Source): Exclude<Source, 'import'> {
  return source === 'import' ? 'api' : source;
}
