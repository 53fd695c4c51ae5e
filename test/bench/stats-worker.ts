/** What the stats bench runs in workerd: the real recording and the real route, in front of them only a way to make events. */
import { recordEvents } from '../../src/analytics/record.ts';
import { readStats } from '../../src/analytics/report.ts';
import type { Event } from '../../src/domain/event.ts';
import { makeId } from '../../src/domain/ids.ts';
import { statsRoutes } from '../../src/http/api/stats.ts';
import { newApi } from '../../src/http/new-api.ts';
import { fakeParts } from '../console/fake-parts.ts';
import { eventLog } from '../analytics/event-log.ts';

/** A queue batch holds up to 100 messages of up to 60 events. */
const EVENTS_A_BATCH = 4_000;
const BUSINESS = makeId('biz', 'bluebird');

const app = newApi();

app.post('/load', async (c) => {
  const { seed, fromDay, days, events } = await c.req.json<{
    seed: number;
    fromDay: string;
    days: number;
    events: number;
  }>();
  let batch: Event[] = [];
  for (const event of eventLog({ seed, businessIds: [BUSINESS], fromDay, days, events })) {
    batch.push(event);
    if (batch.length < EVENTS_A_BATCH) continue;
    await recordEvents(c.env.DB, batch);
    batch = [];
  }
  await recordEvents(c.env.DB, batch);
  const stored = await c.env.DB.prepare('SELECT count(*) AS n FROM rollups').first<{ n: number }>();
  return c.json({ rollups: stored?.n ?? 0 });
});

app.use('/v1/*', async (c, next) => {
  c.set('requestId', 'req_bench');
  c.set('parts', fakeParts({ readStats: (businessId, query) => readStats(c.env.DB, businessId, query) }));
  c.set('actor', {
    businessId: BUSINESS,
    keyId: makeId('key', 'bench'),
    label: 'bench',
    scopes: ['stats:read'],
  });
  await next();
});
app.route('/', statsRoutes());

export default { fetch: app.fetch };
