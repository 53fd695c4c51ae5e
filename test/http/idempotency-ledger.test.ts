import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { idempotencyLedger, KEEP_MS, LEASE_MS } from '../../src/http/idempotency-ledger.ts';
import { nodeSql } from '../../src/platform/node-sql.ts';

const ANSWER = { status: 202, body: '{"id":"snd_1"}', contentType: 'application/json' };

function world() {
  const clock = { nowMs: 5_000_000 };
  const ledger = idempotencyLedger(nodeSql(new DatabaseSync(':memory:')), () => clock.nowMs);
  return { clock, ledger };
}

describe('the idempotency ledger', () => {
  it('runs once, then gives the same answer for a day', () => {
    const { clock, ledger } = world();
    expect(ledger.begin('k', 'f')).toEqual({ kind: 'first' });
    expect(ledger.begin('k', 'f')).toEqual({ kind: 'running' });
    ledger.finish('k', 'f', ANSWER);
    expect(ledger.begin('k', 'f')).toEqual({ kind: 'replay', answer: ANSWER });
    clock.nowMs += KEEP_MS - 1;
    expect(ledger.begin('k', 'f')).toEqual({ kind: 'replay', answer: ANSWER });
    clock.nowMs += 1;
    expect(ledger.begin('k', 'f')).toEqual({ kind: 'first' });
  });

  it('refuses another body, running or done, and keeps keys apart', () => {
    const { ledger } = world();
    ledger.begin('k', 'f');
    expect(ledger.begin('k', 'g')).toEqual({ kind: 'mismatch' });
    ledger.finish('k', 'f', ANSWER);
    expect(ledger.begin('k', 'g')).toEqual({ kind: 'mismatch' });
    expect(ledger.begin('K', 'g')).toEqual({ kind: 'first' });
  });

  it('lets the client try again after our failure, with any body', () => {
    const { ledger } = world();
    ledger.begin('k', 'f');
    ledger.release('k', 'f');
    expect(ledger.begin('k', 'g')).toEqual({ kind: 'first' });
  });

  it('never releases an answer that was given', () => {
    const { ledger } = world();
    ledger.begin('k', 'f');
    ledger.finish('k', 'f', ANSWER);
    ledger.release('k', 'f');
    expect(ledger.begin('k', 'f')).toEqual({ kind: 'replay', answer: ANSWER });
  });

  it('takes a call that neither finished nor failed for crashed after its lease', () => {
    const { clock, ledger } = world();
    ledger.begin('k', 'f');
    clock.nowMs += LEASE_MS - 1;
    expect(ledger.begin('k', 'f')).toEqual({ kind: 'running' });
    clock.nowMs += 1;
    expect(ledger.begin('k', 'f')).toEqual({ kind: 'first' });
    ledger.finish('k', 'f', ANSWER);
    // The crashed one comes back from the dead: the answer already given stands.
    ledger.finish('k', 'f', { ...ANSWER, body: 'late' });
    expect(ledger.begin('k', 'f')).toEqual({ kind: 'replay', answer: ANSWER });
  });

  it('cleans what is old and says when to come again', () => {
    const { clock, ledger } = world();
    expect(ledger.clean()).toBeNull();
    ledger.begin('old', 'f');
    clock.nowMs += 1_000;
    ledger.begin('new', 'f');
    expect(ledger.clean()).toBe(5_000_000 + KEEP_MS);
    clock.nowMs = 5_000_000 + KEEP_MS;
    expect(ledger.clean()).toBe(5_001_000 + KEEP_MS);
    clock.nowMs += 1_000;
    expect(ledger.clean()).toBeNull();
  });
});
