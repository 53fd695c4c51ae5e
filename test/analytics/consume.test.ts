import { describe, expect, it } from 'vitest';
import { consumeEvents } from '../../src/analytics/consume.ts';
import { silentLog } from '../../src/platform/log.ts';
import { eventLog } from './event-log.ts';
import { nodeD1 } from './node-d1.ts';

const LOG = [...eventLog({ seed: 1, businessIds: ['biz_bike'], fromDay: '2026-08-01', days: 3, events: 40 })];

type Fate = 'waiting' | 'acked' | `retry ${number}`;

function batchOf(bodies: readonly unknown[], attempts = 1): { batch: MessageBatch<unknown>; fates: Fate[] } {
  const fates: Fate[] = bodies.map(() => 'waiting');
  const messages = bodies.map((body, index) => ({
    id: `m${index}`,
    timestamp: new Date(0),
    body,
    attempts,
    ack: () => {
      fates[index] = 'acked';
    },
    retry: (options?: QueueRetryOptions) => {
      fates[index] = `retry ${options?.delaySeconds ?? 0}`;
    },
  }));
  const batch = {
    queue: 'shopbell-events',
    messages,
    metadata: { metrics: { backlogCount: 0, backlogBytes: 0 } },
    ackAll: () => {},
    retryAll: () => {},
  };
  return { batch, fates };
}

describe('the events queue', () => {
  it('records messages of one event and of several, and acknowledges them', async () => {
    const { d1, sqlite } = nodeD1();
    const { batch, fates } = batchOf([LOG.slice(0, 30), LOG[30], LOG.slice(31)]);
    await consumeEvents(batch, d1, silentLog, () => 0);
    expect(fates).toEqual(['acked', 'acked', 'acked']);
    expect(sqlite.prepare('SELECT count(*) AS n FROM events').get()?.n).toBe(LOG.length);
  });

  it('sets a message aside that holds anything but events, and records every event all the same', async () => {
    const { d1, sqlite } = nodeD1();
    const bad = [null, 'x', { ...LOG[0], kind: 'nothing.known' }, { ...LOG[0], atMs: -1 }, [LOG[1], 7]];
    const { batch, fates } = batchOf([...bad, LOG.slice(2)]);
    await consumeEvents(batch, d1, silentLog, () => 0);
    expect(fates).toEqual([...bad.map(() => 'retry 300'), 'acked']);
    expect(sqlite.prepare('SELECT count(*) AS n FROM events').get()?.n).toBe(LOG.length - 1);
  });

  it('retries later and later when D1 fails, and then counts everything once', async () => {
    const { d1, sqlite, failNext } = nodeD1();
    failNext(1);
    const failed = batchOf([LOG], 3);
    await consumeEvents(failed.batch, d1, silentLog, () => 0.999);
    expect(failed.fates).toEqual(['retry 8']);
    const again = batchOf([LOG], 4);
    await consumeEvents(again.batch, d1, silentLog, () => 0.999);
    expect(again.fates).toEqual(['acked']);
    expect(sqlite.prepare("SELECT sum(counters ->> 'in') AS n FROM rollups WHERE dim = 'all'").get()?.n).toBe(
      LOG.filter((event) => event.kind === 'message.received').length,
    );
  });
});
