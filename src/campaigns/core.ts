/**
 * One campaign: a frozen audience walked by a cursor. The same code runs in the Campaign object and in the simulator.
 * A page is recorded as offered and the cursor moves in one transaction; only then does its job enter the queue. A crash in
 * between loses a job, never a recipient: a page that is not reported is offered again, and its send ids stay the same.
 */
import type { Address } from '../domain/address.ts';
import type { BusinessId, CampaignId, ConversationId } from '../domain/ids.ts';
import type { CampaignPageJob } from '../outbound/jobs.ts';
import { errorName, type Log } from '../platform/log.ts';
import type { Sql } from '../platform/sql.ts';
import { MAX_PAGE_RECIPIENTS, type CampaignApi, type PageRecipient, type TransitionResult } from './api.ts';
import {
  addToAudience,
  campaignSendId,
  openRecipients,
  sampleRecipients,
  settle,
  type AudienceRow,
} from './audience.ts';
import { failsTooOften } from './pace.ts';
import { makePagesDue, progressOf, release, takeBack } from './release.ts';
import { insertCampaign, readCampaign, type CampaignRow } from './tables.ts';

export type CampaignPorts = {
  sql: Sql;
  nowMs: () => number;
  /** Replaces the alarm that is set. Called in the same step as the write it belongs to, with no await between. */
  setAlarm: (atMs: number) => void | Promise<void>;
  enqueue: (job: CampaignPageJob) => Promise<void>;
  conversationIdFor: (businessId: BusinessId, address: Address) => Promise<ConversationId>;
  /** Asked once, by `create`; kept in the campaign's own database from then on. */
  identity: () => { businessId: BusinessId; campaignId: CampaignId };
  log: Log;
};

export type CampaignCore = CampaignApi & { alarm(): Promise<void> };

/** The tables must exist. Holds nothing in memory: any call may be the first after a crash. */
export function campaignCore(ports: CampaignPorts): CampaignCore {
  const { sql, nowMs, log } = ports;

  /** Releases what is due. `change` runs first, in the same transaction. */
  async function advance(change: (row: CampaignRow) => void): Promise<void> {
    const plan = sql.transaction(() => {
      const row = readCampaign(sql);
      if (row === null) return null;
      change(row);
      return release(sql, row, nowMs());
    });
    if (plan === null) return;
    if (plan.wakeAtMs !== null) await ports.setAlarm(plan.wakeAtMs);
    const results = await Promise.allSettled(plan.jobs.map((job) => ports.enqueue(job)));
    const refused = plan.jobs.filter((_, at) => results[at]?.status === 'rejected');
    if (refused.length === 0) return;
    log.error('campaign.enqueue_failed', { pages: refused.length });
    sql.transaction(() => refused.forEach((job) => takeBack(sql, job, nowMs())));
    await ports.setAlarm(nowMs() + 5_000);
  }

  async function transition(
    allowed: (row: CampaignRow) => 'state' | 'no_recipients' | 'expired' | null,
    change: (row: CampaignRow) => void,
  ): Promise<TransitionResult> {
    const row = readCampaign(sql);
    if (row === null) return { kind: 'missing' };
    const reason = allowed(row);
    if (reason !== null) return { kind: 'conflict', reason, progress: progressOf(sql, row) };
    await advance(change);
    return { kind: 'changed', progress: progressOf(sql, readCampaign(sql) ?? row) };
  }

  async function named(row: CampaignRow, recipients: readonly AudienceRow[]): Promise<PageRecipient[]> {
    return Promise.all(
      recipients.map(async (recipient) => {
        const conversationId = await ports.conversationIdFor(row.businessId, recipient.address);
        const sendId = campaignSendId(row.campaignId, conversationId, recipient.seq);
        return { ...recipient, conversationId, sendId };
      }),
    );
  }

  return {
    async create(spec) {
      const { businessId, campaignId } = ports.identity();
      insertCampaign(sql, businessId, campaignId, spec);
    },

    async addRecipients(recipients) {
      const row = readCampaign(sql);
      if (row === null) return { kind: 'refused', reason: 'missing' };
      if (row.state !== 'draft') return { kind: 'refused', reason: 'frozen' };
      return addToAudience(sql, recipients);
    },

    start: () =>
      transition(
        (row) => {
          if (row.state !== 'draft') return 'state';
          if (row.total === 0) return 'no_recipients';
          return nowMs() >= row.spec.expiresAtMs ? 'expired' : null;
        },
        (row) => {
          row.state = 'scheduled';
        },
      ),

    pause: (reason = 'asked') =>
      transition(
        (row) => (row.state === 'running' || row.state === 'scheduled' ? null : 'state'),
        (row) => {
          row.state = 'paused';
          row.stateReason = reason;
        },
      ),

    resume: () =>
      transition(
        (row) => (row.state === 'paused' ? null : 'state'),
        (row) => {
          row.state = row.startedAtMs === null ? 'scheduled' : 'running';
          row.stateReason = null;
          row.recent = '';
          makePagesDue(sql);
        },
      ),

    cancel: () =>
      transition(
        (row) => (row.state === 'cancelled' || row.state === 'done' ? 'state' : null),
        (row) => {
          row.state = 'cancelled';
          row.stateReason = 'asked';
          row.finishedAtMs = nowMs();
          sql.run('DELETE FROM pages');
        },
      ),

    async progress() {
      const row = readCampaign(sql);
      return row === null ? null : progressOf(sql, row);
    },

    async read() {
      return readCampaign(sql)?.spec ?? null;
    },

    async sample(limit) {
      const row = readCampaign(sql);
      return row === null ? [] : named(row, sampleRecipients(sql, row.total, limit));
    },

    async page(fromSeq, toSeq) {
      const row = readCampaign(sql);
      if (row === null || row.state !== 'running' || nowMs() >= row.spec.expiresAtMs) return null;
      const lastSeq = Math.min(toSeq, fromSeq + MAX_PAGE_RECIPIENTS - 1, row.cursorSeq);
      return { spec: row.spec, recipients: await named(row, openRecipients(sql, fromSeq, lastSeq)) };
    },

    report: (outcomes) =>
      advance((row) => {
        settle(sql, row, outcomes);
        if (row.state === 'running' && failsTooOften(row.recent, row.spec.stopAtFailureShare)) {
          row.state = 'paused';
          row.stateReason = 'failures';
          log.error('campaign.paused_itself', { campaignId: row.campaignId });
        }
      }),

    async permission() {
      const row = readCampaign(sql);
      if (row === null || row.state === 'cancelled' || row.stateReason === 'expired') return 'cancel';
      return row.state === 'running' || row.state === 'done' ? 'send' : 'hold';
    },

    async alarm() {
      try {
        await advance((row) => {
          row.alarmFailures = 0;
        });
      } catch (error) {
        const failures = (readCampaign(sql)?.alarmFailures ?? 0) + 1;
        log.error('campaign.alarm_failed', { error: errorName(error), failures });
        sql.run('UPDATE campaign SET alarm_failures = ?', failures);
        await ports.setAlarm(nowMs() + Math.min(1_000 * 2 ** failures, 300_000));
      }
    },
  };
}
