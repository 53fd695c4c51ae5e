import { describe, expect, it } from 'vitest';
import { recordEvents } from '../../src/analytics/record.ts';
import { readStats } from '../../src/analytics/report.ts';
import { makeId } from '../../src/domain/ids.ts';
import { statsRoutes } from '../../src/http/api/stats.ts';
import type { Api, Scope } from '../../src/http/context.ts';
import { onError } from '../../src/http/errors.ts';
import { newApi } from '../../src/http/new-api.ts';
import { BUSINESS, fakeParts } from '../console/fake-parts.ts';
import { eventLog } from './event-log.ts';
import { nodeD1 } from './node-d1.ts';

/** The clock of the fake parts stands at 23 November 2026, 7 in the morning in New York. */
async function api(scopes: readonly Scope[] = ['stats:read']): Promise<Api> {
  const { d1 } = nodeD1();
  const log = eventLog({
    seed: 2,
    businessIds: [BUSINESS],
    fromDay: '2026-10-01',
    days: 60,
    events: 500,
  });
  await recordEvents(d1, [...log]);
  const app = newApi();
  app.use(async (c, next) => {
    c.set('requestId', 'req_test');
    c.set('parts', fakeParts({ readStats: (businessId, query) => readStats(d1, businessId, query) }));
    c.set('actor', { businessId: BUSINESS, keyId: makeId('key', 'test'), label: 'test', scopes });
    await next();
  });
  app.route('/', statsRoutes());
  app.onError(onError);
  return app;
}

const get = async (path: string, accept = '*/*'): Promise<Response> =>
  (await api()).request(path, { headers: { accept } });

describe('GET /v1/stats', () => {
  it('answers the last thirty days in the zone of the business, with the meaning of its words', async () => {
    const response = await get('/v1/stats');
    expect(response.status).toBe(200);
    const body = await response.json();
    expect(body).toMatchObject({
      from: '2026-10-25',
      to: '2026-11-23',
      by: 'day',
      timeZone: 'America/New_York',
    });
    expect(body).toHaveProperty('groups.length', 30);
    expect(body).toHaveProperty('definitions.assumed', expect.stringContaining('silence is never counted'));
  });

  it('is a sheet when asked for one, by header or by name', async () => {
    const byHeader = await get('/v1/stats?from=2026-10-01&to=2026-10-31&by=channel', 'text/csv');
    const byName = await get('/v1/stats.csv?from=2026-10-01&to=2026-10-31&by=channel');
    for (const response of [byHeader, byName]) {
      expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8');
      expect(response.headers.get('content-disposition')).toBe(
        'attachment; filename="shopbell-channel-2026-10-01-2026-10-31.csv"',
      );
      expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    }
    expect(await byHeader.text()).toBe(await byName.text());
  });

  it.each([
    ['by=(case when 1 then day end)', 'by'],
    ['by=day&by=channel', 'by'],
    ["from=2026-01-01' OR 1=1", 'from'],
    ['from=2026-02-30', 'from'],
    ['to=9999-12-31', 'to'],
    ['from=2026-11-02&to=2026-11-01', 'from'],
    ['from=2024-01-01&to=2026-11-01', 'from'],
    ['sort=day', 'sort'],
    ['businessId=biz_other', 'businessId'],
  ])('refuses %s and names the field', async (query, path) => {
    for (const route of ['/v1/stats', '/v1/stats.csv']) {
      const response = await get(`${route}?${query}`);
      expect(response.status).toBe(422);
      expect(response.headers.get('content-type')).toBe('application/problem+json');
      expect(await response.json()).toMatchObject({ code: 'validation_failed', errors: [{ path }] });
    }
  });

  it('needs the scope', async () => {
    const response = await (await api(['messages:read'])).request('/v1/stats');
    expect(response.status).toBe(403);
  });
});
