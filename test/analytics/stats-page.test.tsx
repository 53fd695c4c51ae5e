import { readFileSync } from 'node:fs';
import { Hono } from 'hono';
import { describe, expect, it } from 'vitest';
import { recordEvents } from '../../src/analytics/record.ts';
import { readStats } from '../../src/analytics/report.ts';
import { consoleStatsRoutes } from '../../src/console/stats/routes.tsx';
import { moneyInWords, shareInWords, waitInWords } from '../../src/console/stats/figures-in-words.ts';
import type { ConsoleEnv } from '../../src/console/session.ts';
import { pageHeaders } from '../../src/console/page-headers.ts';
import type { Event, EventBody } from '../../src/domain/event.ts';
import { makeId } from '../../src/domain/ids.ts';
import type { Scope } from '../../src/http/context.ts';
import { Problem, problemResponse } from '../../src/http/problem.ts';
import { BUSINESS, fakeParts } from '../console/fake-parts.ts';
import { nodeD1 } from './node-d1.ts';

const DAY = '2026-11-20';

function eventsOf(bodies: readonly EventBody[]): Event[] {
  return bodies.map((body, index) => ({
    id: `evt_page_${index + 1}`,
    businessId: BUSINESS,
    conversationId: 'cnv_page',
    atMs: index,
    day: DAY,
    ...body,
  }));
}

function times(count: number, body: EventBody): EventBody[] {
  return Array.from({ length: count }, () => body);
}

const closed = (
  resolution: 'confirmed' | 'assumed' | 'abandoned' | 'handedOff',
  intent: string,
): EventBody => ({
  kind: 'conversation.closed',
  channel: 'sms',
  resolution,
  intent,
});

const HUNDRED: EventBody[] = [
  ...times(100, { kind: 'conversation.opened', channel: 'sms' }),
  ...times(50, closed('confirmed', 'order_status')),
  ...times(32, closed('assumed', 'returns')),
  ...times(6, closed('abandoned', 'returns')),
  ...times(12, closed('handedOff', 'complaint')),
  ...times(100, { kind: 'response.first', channel: 'sms', waitMs: 4000, by: 'bot' }),
  ...times(2, { kind: 'consent.optedOut', channel: 'sms', source: 'keyword' }),
  { kind: 'cost.incurred', channel: 'sms', cost: 'carrier', microUsd: 1_700_000 },
  { kind: 'cost.incurred', channel: 'sms', cost: 'model', microUsd: 230_000 },
];

async function page(
  bodies: readonly EventBody[],
  path = '/console/stats',
  scopes: readonly Scope[] = ['stats:read'],
): Promise<Response> {
  const { d1 } = nodeD1();
  await recordEvents(d1, eventsOf(bodies));
  const app = new Hono<ConsoleEnv>();
  app.use(pageHeaders, async (c, next) => {
    c.set('requestId', 'req_test');
    c.set('parts', fakeParts({ readStats: (businessId, query) => readStats(d1, businessId, query) }));
    c.set('actor', { businessId: BUSINESS, keyId: makeId('key', 'test'), label: 'test', scopes });
    await next();
  });
  app.route('/', consoleStatsRoutes());
  app.onError((error, c) => {
    if (!(error instanceof Problem)) throw error;
    return problemResponse(c, error, 'req_test');
  });
  return app.request(path);
}

const textOf = (html: string): string => html.replace(/<[^>]+>/g, '').replace(/\s+/g, ' ');

describe('the stats page', () => {
  it('says first what an owner wants to know', async () => {
    const text = textOf(await (await page(HUNDRED)).text());
    expect(text).toContain('Shopbell answered 82 of 100 conversations; 50 customers said that it helped.');
    expect(text).toContain('12 went to you; 6 left without an answer.');
    expect(text).toMatch(/The median first answer took 4 s/);
    expect(text).toContain('It cost $1.93, of which $1.70 went to the carriers: $0.02 a conversation.');
    expect(text).toContain('2 customers asked for no more messages.');
    expect(text.indexOf('Shopbell answered')).toBeLessThan(text.indexOf('How conversations ended'));
  });

  it('tells the four kinds of ending apart and what they mean', async () => {
    const html = await (await page(HUNDRED)).text();
    expect(html).toContain(
      'aria-label="How conversations ended: Answered, confirmed 50, Answered, assumed 32, Left without an answer 6, Came back 0, Went to you 12"',
    );
    expect(textOf(html)).toContain('silence is never counted as confirmed');
  });

  it('has a table behind every picture and a name on it', async () => {
    const html = await (await page(HUNDRED)).text();
    const pictures = html.split('<section class="card">').slice(1);
    expect(pictures.length).toBeGreaterThanOrEqual(3);
    for (const picture of pictures) expect(picture).toContain('<details');
    const drawn = html.match(/<svg[^>]*>/g) ?? [];
    expect(drawn.every((svg) => /role="img" aria-label="[^"]+"|aria-hidden="true"/.test(svg))).toBe(true);
    expect(html).not.toContain('NaN');
  });

  it('loads nothing from elsewhere, and has no inline script or style', async () => {
    const response = await page(HUNDRED);
    const html = await response.text();
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(html).not.toMatch(/\sstyle=|<style|\son\w+=|javascript:/i);
    const links = [...html.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, link]) => link ?? '');
    expect(links.every((link) => /^(\/[^/]|#)/.test(link))).toBe(true);
    expect(links).toContain('/stats.css');
  });

  it('names a colour in the stylesheet for every part that it draws', async () => {
    const css = String(readFileSync(`${import.meta.dirname}/../../src/console/assets/stats.css`));
    const html = await (
      await page([
        ...HUNDRED,
        ...(['sent', 'failed', 'denied', 'cancelled'] as const).map((outcome): EventBody => ({
          kind: 'send.settled',
          channel: 'sms',
          class: 'reply',
          outcome,
          reason: null,
          campaignId: null,
          segments: 1,
        })),
        { kind: 'cost.incurred', channel: 'sms', cost: 'infrastructure', microUsd: 12 },
      ])
    ).text();
    const tones = new Set([...html.matchAll(/class="(tone-\w+)"/g)].map(([, tone]) => tone ?? ''));
    expect(tones.size).toBeGreaterThanOrEqual(12);
    for (const tone of tones) expect(css).toContain(`.${tone}`);
  });

  it.each([
    '<script>alert(1)</script>',
    '"><img src=x onerror=alert(1)>',
    '</title><svg onload=alert(1)>',
    "'-alert(1)-'",
    '<style>*{display:none}</style>',
  ])('shows a label %s as text only', async (label) => {
    const html = await (await page([...HUNDRED, closed('confirmed', label)])).text();
    expect(html).not.toContain(label.includes('<') ? label.slice(label.indexOf('<')) : `"${label}"`);
    expect(html.match(/<script/g)).toHaveLength(1);
    expect(html).not.toMatch(/<img src=x|<svg onload|<style/);
  });

  it('says so when nothing happened, and when nothing has ended yet', async () => {
    expect(textOf(await (await page([])).text())).toContain('No customer wrote and nothing was sent');
    const begun = await page([{ kind: 'conversation.opened', channel: 'webchat' }]);
    expect(textOf(await begun.text())).toContain('1 conversation began; none has ended yet.');
    const asked: EventBody = { kind: 'handoff.requested', channel: 'webchat', reason: 'asked', intent: null };
    expect(
      textOf(await (await page([{ kind: 'conversation.opened', channel: 'webchat' }, asked])).text()),
    ).toContain('none has ended yet, 1 time a person was asked for.');
  });

  it('offers three periods, and takes any other for the usual one', async () => {
    const current = async (path: string): Promise<string | undefined> =>
      /<a href="([^"]*)" aria-current="true"/.exec(await (await page(HUNDRED, path)).text())?.[1];
    expect(await current('/console/stats?days=90')).toBe('/console/stats?days=90');
    expect(await current('/console/stats?days=1e9')).toBe('/console/stats?days=30');
    expect(textOf(await (await page(HUNDRED, '/console/stats?days=7')).text())).toContain('Nov 17 to Nov 23');
  });

  it('gives its sheet, and both only to those who may see figures', async () => {
    const sheet = await page(HUNDRED, '/console/stats.csv?days=7');
    expect(sheet.headers.get('content-disposition')).toContain('attachment');
    expect((await sheet.text()).split('\r\n')).toHaveLength(9);
    for (const path of ['/console/stats', '/console/stats.csv']) {
      expect((await page(HUNDRED, path, ['conversations:write'])).status).toBe(403);
    }
  });
});

describe('numbers in words', () => {
  it('says money as one says it', () => {
    expect([0, 12, 1234, 9_999, 10_000, 1_930_000, 1_234_567_890].map(moneyInWords)).toEqual([
      '$0',
      '$0.000012',
      '$0.0012',
      '$0.01',
      '$0.01',
      '$1.93',
      '$1,234.57',
    ]);
  });

  it('says waits and shares as one says them', () => {
    expect([0, 999, 4_100, 89_000, 125_000, 3_600_000, 7_500_000, 200_000_000].map(waitInWords)).toEqual([
      'less than a second',
      'less than a second',
      '4 s',
      '89 s',
      '2 min',
      '60 min',
      '2 h 5 min',
      '2 days',
    ]);
    expect([shareInWords(1, 3), shareInWords(1, 1000), shareInWords(0, 5), shareInWords(0, 0)]).toEqual([
      '33 %',
      '< 1 %',
      '0 %',
      '–',
    ]);
  });
});
