/** One outbound message to one address, from wish to final state. */
import type { Address } from './address.ts';
import type { ChannelName, QuickReply } from './channel.ts';
import type { Evidence } from './evidence.ts';
import type { CampaignId, ConnectionId, SendId } from './ids.ts';
import type { StageStep } from './understanding.ts';

/**
 * What may be done when a send ends `unknown`, and which rules the gate applies.
 * `reply` answers an inbound message; `transactional` was asked for by the API (order shipped);
 * `must-arrive` (one-time codes, safety) may be posted once more after a recorded unknown;
 * `marketing` needs consent, keeps quiet hours and caps, and is never posted twice.
 */
export type SendClass = 'reply' | 'transactional' | 'must-arrive' | 'marketing';

export type Author = 'bot' | 'person' | 'api' | 'campaign' | 'system';

export type SendState =
  | 'pending' // in the outbox, or waiting for a retry
  | 'claimed' // a delivery holds the lease; nothing was posted yet
  | 'posting' // the provider is being called: from here on a crash means `unknown`
  | 'sent' // the provider took it
  | 'failed' // final: it never will be
  | 'denied' // final: the gate said no
  | 'cancelled' // final: overtaken (STOP, a person took the floor, API cancel)
  | 'expired' // final: too late to be of use
  | 'unknown'; // the provider may have it; settled by callback or lookup

export const FINAL_STATES: readonly SendState[] = ['sent', 'failed', 'denied', 'cancelled', 'expired'];

/** Why the send says what it says: kept with it and shown in the console and the API. */
export type Reasons = {
  intent: string | null;
  confidence: number | null;
  flow: string | null;
  flowVersion: number | null;
  modelVersion: string | null;
  /** The stages of understanding that were asked, and what came of each. Left out: nothing was understood. */
  stages?: StageStep[];
  evidence: Evidence[];
  /** Where the sources are shown as they were, `/a/{receiptId}`; null or missing = the answer rests on none that may be shown. */
  receiptId?: string | null;
  note: string | null;
};

export type SendRequest = {
  sendId: SendId;
  class: SendClass;
  author: Author;
  channel: ChannelName;
  connectionId: ConnectionId;
  to: Address;
  text: string;
  quickReplies: QuickReply[];
  mediaUrls: string[];
  campaignId: CampaignId | null;
  /** Marketing purpose that consent is asked for, e.g. `offers`. */
  purpose: string;
  notBeforeMs: number;
  expiresAtMs: number;
  reasons: Reasons | null;
  /** Tried in order when this one is exhausted; then a person is told. */
  fallbacks: FallbackRoute[];
};

export type FallbackRoute = { channel: ChannelName; connectionId: ConnectionId; to: Address };

/** How long whoever posts a send is waited for: at least three times the longest call that it covers. */
export const LEASE_MS = 60_000;

/** Waits between tries of a send that certainly was not sent. Then: exhausted. */
export const RETRY_SCHEDULE_MS: readonly number[] = [5_000, 30_000, 120_000, 600_000, 3_600_000, 14_400_000];

/** The longest that a provider which is only busy is left alone between tries. */
const BUSY_MOST_MS = 600_000;

/**
 * When to try again after attempt number `attempt` (1 = the first), or null when the schedule is exhausted.
 * A provider that says when (`providerWaitMs`, honoured between 1 s and 1 h) is busy, not failing: no number of tries exhausts
 * that, only the message's own expiry. Jitter is +-20 % of the scheduled wait.
 * @param random in [0, 1)
 */
export function retryWaitMs(attempt: number, providerWaitMs: number | null, random: number): number | null {
  const scheduledMs = RETRY_SCHEDULE_MS[attempt - 1];
  const jitter = 0.8 + 0.4 * random;
  if (providerWaitMs === null) return scheduledMs === undefined ? null : Math.round(scheduledMs * jitter);
  const patientMs = Math.round(Math.min(scheduledMs ?? BUSY_MOST_MS, BUSY_MOST_MS) * jitter);
  return Math.max(Math.min(Math.max(providerWaitMs, 1_000), 3_600_000), patientMs);
}

const RANK = { accepted: 1, sent: 2, failed: 3, delivered: 4, read: 5 } as const;

/** The provider's lifecycle only moves forward: delivered beats a late `failed`, nothing beats `read`. */
export function movesForward(from: keyof typeof RANK | null, to: keyof typeof RANK): boolean {
  return from === null || RANK[to] > RANK[from];
}
