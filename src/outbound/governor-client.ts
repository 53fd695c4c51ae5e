/** How an isolate takes tokens: single ones out of small leases, a page of a campaign all of its own at once. */
import type { SendOutcome } from '../domain/channel.ts';
import type { ConnectionId } from '../domain/ids.ts';
import type { Connection } from '../store/connections.ts';
import type { Grant, Report } from './token-bucket.ts';

export type GovernorStub = {
  take: (ratePerSecond: number, burst: number, wanted: number) => Promise<Grant & { failures: number }>;
  report: (what: Report, waitMs: number) => Promise<unknown>;
  pause: (waitMs: number) => Promise<unknown>;
};

/** Tokens that this isolate holds: already taken from the bucket, given back to nobody, gone after `LEASE_MS`. */
type Lease = {
  tokens: number;
  endsAtMs: number;
  failing: boolean;
  recent: number;
  recentSinceMs: number;
  /** Tokens that calls on their way have asked for: who comes meanwhile does not ask for them again. */
  asked: number;
};

const LEASE_MS = 100;
/** What is asked at once at the most: a tenth of a second's worth. */
const SHARE = 10;
/** How long a page may take to begin its posts; then each send asks for itself. */
export const PAGE_LEASE_MS = 500;

type Limited = Pick<Connection, 'id' | 'ratePerSecond'>;

export type GovernorClient = {
  take: (connection: Limited) => Promise<{ kind: 'go' } | { kind: 'wait'; waitMs: number }>;
  /** Up to `wanted` tokens in one call, for posts that begin until `untilMs`. */
  lease: (
    connection: Limited,
    wanted: number,
  ) => Promise<{ granted: number; untilMs: number; waitMs: number }>;
  report: (connection: Limited, outcome: SendOutcome) => Promise<void>;
  /** Seconds to wait, or 0: a bucket of its own for failed logins and the like. */
  throttle: (bucket: string, perHour: number, burst: number) => Promise<number>;
};

export const burstOf = (ratePerSecond: number): number => Math.max(1, Math.ceil(ratePerSecond / 2));

/** One per isolate: it remembers the tokens it holds and how many were asked lately. */
export function governorClient(stubOf: (name: string) => GovernorStub, nowMs: () => number): GovernorClient {
  const leases = new Map<ConnectionId, Lease>();

  const leaseOf = (id: ConnectionId): Lease => {
    const known = leases.get(id);
    if (known !== undefined) return known;
    if (leases.size > 5_000) leases.clear();
    const fresh = { tokens: 0, endsAtMs: 0, failing: false, recent: 0, recentSinceMs: nowMs(), asked: 0 };
    leases.set(id, fresh);
    return fresh;
  };

  const useHeld = (lease: Lease): boolean => {
    if (lease.tokens === 0 || nowMs() >= lease.endsAtMs) return false;
    lease.tokens -= 1;
    return true;
  };

  return {
    async take({ id, ratePerSecond }) {
      const lease = leaseOf(id);
      const now = nowMs();
      if (now - lease.recentSinceMs > LEASE_MS) Object.assign(lease, { recent: 0, recentSinceMs: now });
      lease.recent += 1;
      if (useHeld(lease)) return { kind: 'go' };
      const share = Math.floor(ratePerSecond / SHARE);
      const wanted = Math.max(1, Math.min(lease.recent, share) - lease.asked);
      lease.asked += wanted;
      try {
        const grant = await stubOf(id).take(ratePerSecond, burstOf(ratePerSecond), wanted);
        lease.failing = grant.failures > 0;
        // Another call may have brought more than its own meanwhile.
        if (grant.granted === 0)
          return useHeld(lease) ? { kind: 'go' } : { kind: 'wait', waitMs: grant.waitMs };
        const held = nowMs() < lease.endsAtMs ? lease.tokens : 0;
        Object.assign(lease, { tokens: held + grant.granted - 1, endsAtMs: nowMs() + LEASE_MS });
        return { kind: 'go' };
      } finally {
        lease.asked -= wanted;
      }
    },
    async lease({ id, ratePerSecond }, wanted) {
      const burst = burstOf(ratePerSecond);
      const grant = await stubOf(id).take(ratePerSecond, burst, Math.min(wanted, burst));
      leaseOf(id).failing = grant.failures > 0;
      return { granted: grant.granted, untilMs: nowMs() + PAGE_LEASE_MS, waitMs: grant.waitMs };
    },
    async report({ id }, outcome) {
      const lease = leaseOf(id);
      const stub = stubOf(id);
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
      const grant = await stubOf(bucket).take(perHour / 3_600, burst, 1);
      return grant.granted > 0 ? 0 : Math.max(1, Math.ceil(grant.waitMs / 1_000));
    },
  };
}
