/**
 * The governor of one connection: token bucket and breaker. Built on itty-durable, whose arguments travel as JSON in a
 * header: small numbers only, never text of a message. Its state may be lost; it then starts with a full bucket.
 */
import { createDurable, proxyDurable } from 'itty-durable';
import type { SendOutcome } from '../domain/channel.ts';
import type { ConnectionId } from '../domain/ids.ts';
import type { Connection } from '../store/connections.ts';
import { FULL, pause, report, takeTokens } from './token-bucket.ts';
import type { Bucket, Grant, Report } from './token-bucket.ts';

export class Governor extends createDurable({}) {
  bucket: Bucket = FULL;

  /** Synchronous on purpose: calls of itty-durable interleave at every await. */
  take(ratePerSecond: number, burst: number, wanted: number): Grant & { failures: number } {
    const taken = takeTokens(this.bucket, ratePerSecond, burst, wanted, Date.now());
    this.bucket = taken.bucket;
    return { ...taken.grant, failures: taken.bucket.failures };
  }

  report(what: Report, waitMs: number): { failures: number } {
    this.bucket = report(this.bucket, what, waitMs, Date.now());
    return { failures: this.bucket.failures };
  }

  pause(waitMs: number): { failures: number } {
    this.bucket = pause(this.bucket, waitMs, Date.now());
    return { failures: this.bucket.failures };
  }
}

type Stub = {
  take: (ratePerSecond: number, burst: number, wanted: number) => Promise<Grant & { failures: number }>;
  report: (what: Report, waitMs: number) => Promise<unknown>;
  pause: (waitMs: number) => Promise<unknown>;
};

/** Tokens that this isolate holds: already taken from the bucket, given back to nobody, gone after `LEASE_MS`. */
type Lease = { tokens: number; endsAtMs: number; failing: boolean; recent: number; recentSinceMs: number };

const LEASE_MS = 100;
/** What is asked at once at the most: a tenth of a second's worth. */
const SHARE = 10;

export type GovernorClient = {
  take: (connection: Connection) => Promise<{ kind: 'go' } | { kind: 'wait'; waitMs: number }>;
  report: (connection: Connection, outcome: SendOutcome) => Promise<void>;
  /** Seconds to wait, or 0: a bucket of its own for failed logins and the like. */
  throttle: (bucket: string, perHour: number, burst: number) => Promise<number>;
};

/** One per isolate: it remembers the tokens it holds and how many were asked lately. */
export function governorClient(namespace: DurableObjectNamespace, nowMs: () => number): GovernorClient {
  const objects: { get: (name: string) => Stub } = proxyDurable(namespace, { name: 'governor', parse: true });
  const leases = new Map<ConnectionId, Lease>();

  const leaseOf = (id: ConnectionId): Lease => {
    const known = leases.get(id);
    if (known !== undefined) return known;
    if (leases.size > 5_000) leases.clear();
    const fresh = { tokens: 0, endsAtMs: 0, failing: false, recent: 0, recentSinceMs: nowMs() };
    leases.set(id, fresh);
    return fresh;
  };

  return {
    async take(connection) {
      const lease = leaseOf(connection.id);
      const now = nowMs();
      if (now - lease.recentSinceMs > LEASE_MS) Object.assign(lease, { recent: 0, recentSinceMs: now });
      lease.recent += 1;
      if (lease.tokens > 0 && now < lease.endsAtMs) {
        lease.tokens -= 1;
        return { kind: 'go' };
      }
      const rate = connection.ratePerSecond;
      const wanted = Math.max(1, Math.min(lease.recent, Math.floor(rate / SHARE)));
      const grant = await objects.get(connection.id).take(rate, Math.max(1, Math.ceil(rate / 2)), wanted);
      lease.failing = grant.failures > 0;
      if (grant.granted === 0) return { kind: 'wait', waitMs: grant.waitMs };
      Object.assign(lease, { tokens: lease.tokens + grant.granted - 1, endsAtMs: nowMs() + LEASE_MS });
      return { kind: 'go' };
    },
    async report(connection, outcome) {
      const lease = leaseOf(connection.id);
      const stub = objects.get(connection.id);
      switch (outcome.kind) {
        case 'sent':
        case 'never':
          // The provider answers: worth a call only while the breaker counts.
          if (!lease.failing) return;
          lease.failing = false;
          await stub.report('ok', 0);
          return;
        case 'later':
          if (outcome.scope === 'conversation') return;
          lease.tokens = 0;
          await stub.pause(Math.min(Math.max(outcome.waitMs, 1_000), 3_600_000));
          return;
        case 'held':
          Object.assign(lease, { tokens: 0, failing: true });
          await stub.report('refused', 0);
          return;
        case 'unknown':
          lease.failing = true;
          await stub.report('failed', 0);
          return;
      }
    },
    async throttle(bucket, perHour, burst) {
      const grant = await objects.get(bucket).take(perHour / 3_600, burst, 1);
      return grant.granted > 0 ? 0 : Math.max(1, Math.ceil(grant.waitMs / 1_000));
    },
  };
}
