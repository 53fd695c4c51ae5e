/** The same recording and reading on real D1, whose SQLite and limits are not Node's. */
import { createExecutionContext, createMessageBatch, getQueueResult } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { consumeEvents } from '../../src/analytics/consume.ts';
import { contributionsOf } from '../../src/analytics/contributions.ts';
import { recordEvents } from '../../src/analytics/record.ts';
import { readStats } from '../../src/analytics/report.ts';
import type { Event } from '../../src/domain/event.ts';
import { silentLog } from '../../src/platform/log.ts';
import { eventLog } from './event-log.ts';

function logOf(seed: number, businessId: string, events: number): Event[] {
  return [...eventLog({ seed, businessIds: [businessId], fromDay: '2026-08-01', days: 20, events })];
}

const countedIn = async (businessId: string): Promise<Map<string, number>> => {
  const { results } = await env.DB.prepare(
    `SELECT r.dim || ' ' || r.day || ' ' || r.key || ' ' || c.key AS name, c.value AS n
       FROM rollups r, json_each(r.counters) c WHERE r.business_id = ?1`,
  )
    .bind(businessId)
    .all<{ name: string; n: number }>();
  return new Map(results.map(({ name, n }) => [name, n]));
};

function foldOf(events: readonly Event[]): Map<string, number> {
  const fold = new Map<string, number>();
  for (const { dim, day, key, counter, n } of events.flatMap(contributionsOf)) {
    const name = `${dim} ${day} ${key} ${counter}`;
    fold.set(name, (fold.get(name) ?? 0) + n);
  }
  return fold;
}

describe('events in D1', () => {
  it('are counted once, however often and in whatever order they come (P9)', async () => {
    const log = logOf(1, 'biz_one', 1500);
    for (let at = 0; at < log.length; at += 100) await recordEvents(env.DB, log.slice(at, at + 100));
    for (let at = log.length; at > 0; at -= 77) {
      await recordEvents(env.DB, log.slice(Math.max(0, at - 150), at).toReversed());
    }
    expect(await countedIn('biz_one')).toEqual(foldOf(log));
  });

  it('come as the largest batch that the queue gives', async () => {
    const log = logOf(2, 'biz_two', 6000);
    const bodies = Array.from({ length: 100 }, (_, index) => ({
      id: `m${index}`,
      timestamp: new Date(0),
      attempts: 1,
      body: log.slice(index * 60, (index + 1) * 60),
    }));
    const batch = createMessageBatch('shopbell-events', bodies);
    await consumeEvents(batch, env.DB, silentLog, () => 0);
    expect((await getQueueResult(batch, createExecutionContext())).explicitAcks).toHaveLength(100);
    expect(await countedIn('biz_two')).toEqual(foldOf(log));
  });

  it('give the figures of their days', async () => {
    const log = logOf(3, 'biz_three', 800);
    await recordEvents(env.DB, log);
    for (const by of ['day', 'channel', 'intent', 'campaign'] as const) {
      const { total } = await readStats(env.DB, 'biz_three', {
        fromDay: '2026-08-01',
        toDay: '2026-08-20',
        by,
      });
      expect(total.messages.in).toBe(log.filter(({ kind }) => kind === 'message.received').length);
      expect(total.firstResponse.medianMs).toBeGreaterThan(1000);
    }
  });

  it('move the conversation forward only', async () => {
    const frame = { businessId: 'biz_four', conversationId: 'cnv_four', day: '2026-08-01' };
    const out: Event = {
      ...frame,
      id: 'evt_four_1',
      atMs: 1,
      kind: 'consent.optedOut',
      channel: 'sms',
      source: 'keyword',
    };
    const back: Event = {
      ...frame,
      id: 'evt_four_2',
      atMs: 2,
      kind: 'consent.optedIn',
      channel: 'sms',
      source: 'keyword',
    };
    await recordEvents(env.DB, [back]);
    await recordEvents(env.DB, [out]);
    const row = await env.DB.prepare("SELECT opted_out FROM conversations WHERE id = 'cnv_four'").first();
    expect(row).toEqual({ opted_out: 0 });
  });
});
