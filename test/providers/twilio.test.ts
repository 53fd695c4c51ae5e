/** The simulated Twilio by itself: its own checks, its list and its bounds. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startProviders } from './server.ts';
import type { Providers } from './server.ts';
import { segmentsOf } from './sms-segments.ts';
import { DEMO_ACCOUNT_SID, DEMO_AUTH_TOKEN } from './twilio.ts';

const SHOP = '+15550100001';
const VALID = { To: '+15550100042', From: SHOP, Body: 'Hello' };
let providers: Providers;
beforeAll(async () => {
  const hooks = { twilio: { [SHOP]: 'http://127.0.0.1:9/hooks/con_bell1' } };
  providers = await startProviders({ port: 0, hooks, twilio: { maxMessages: 20 } });
});
afterAll(() => providers.close());

const api = (query = '') =>
  `${providers.url}/twilio/2010-04-01/Accounts/${DEMO_ACCOUNT_SID}/Messages.json${query}`;
const authorization = `Basic ${btoa(`${DEMO_ACCOUNT_SID}:${DEMO_AUTH_TOKEN}`)}`;
const post = (form: [string, string][], headers: Record<string, string> = {}) =>
  fetch(api(), { method: 'POST', headers: { authorization, ...headers }, body: new URLSearchParams(form) });
const list = async (query: string) => {
  const page: { messages: { body: string }[]; next_page_uri: string | null } = await (
    await fetch(api(query), { headers: { authorization } })
  ).json();
  return page;
};

describe('sending', () => {
  it('answers like the Messages resource', async () => {
    const response = await post(Object.entries(VALID));
    expect(response.status).toBe(201);
    expect(await response.json()).toMatchObject({
      account_sid: DEMO_ACCOUNT_SID,
      body: 'Hello',
      direction: 'outbound-api',
      error_code: null,
      num_segments: '1',
      sid: expect.stringMatching(/^SM[0-9a-f]{32}$/),
      status: 'queued',
    });
  });

  it.each([
    [{ To: '' }, 21604],
    [{ From: '' }, 21603],
    [{ To: '12' }, 21211],
    [{ From: '', MessagingServiceSid: 'MG1' }, 21701],
    [{ From: '+15550100009' }, 21606],
    [{ To: SHOP }, 21266],
    [{ Body: '' }, 21602],
    [{ Body: 'x'.repeat(1_601) }, 21617],
    [{ MediaUrl: 'ftp://a' }, 21620],
    [{ StatusCallback: 'https://a_b.example/' }, 21609],
    [{ ValidityPeriod: '0' }, 20001],
    [{ ValidityPeriod: '36001' }, 20001],
  ])('%j is refused with %i', async (change, code) => {
    const response = await post(Object.entries({ ...VALID, ...change }));
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ code, status: 400 });
  });

  it('refuses eleven media, JSON, a wrong token and a body without end', async () => {
    const media = Array.from({ length: 11 }, (): [string, string] => ['MediaUrl', 'https://a.example/b']);
    expect(await (await post([...Object.entries(VALID), ...media])).json()).toMatchObject({ code: 21623 });
    const json = await post(Object.entries(VALID), { 'content-type': 'application/json' });
    expect(await json.json()).toMatchObject({ code: 21604 });
    const stranger = await post(Object.entries(VALID), { authorization: 'Basic x' });
    expect([stranger.status, await stranger.json()]).toMatchObject([401, { code: 20003 }]);
    expect((await post([['Body', 'x'.repeat(300_000)]])).status).toBe(413);
  });
});

describe('listing', () => {
  it('gives the newest first, by recipient and page, and forgets the oldest', async () => {
    for (let at = 0; at < 25; at++) await post(Object.entries({ ...VALID, Body: `no. ${at}` }));
    const first = await list('?To=%2B15550100042&PageSize=15');
    expect(first.messages.map((message) => message.body)[0]).toBe('no. 24');
    expect(first.messages).toHaveLength(15);
    expect(first.next_page_uri).toContain('Page=1');
    const second = await list('?To=%2B15550100042&PageSize=15&Page=1');
    expect(second.messages.map((message) => message.body).at(-1)).toBe('no. 5');
    expect(second.messages).toHaveLength(5);
    expect(second.next_page_uri).toBeNull();
    expect((await list('?To=%2B15550100077')).messages).toEqual([]);
    expect((await list('?From=%2B15550100001')).messages).toHaveLength(20);
  });

  it('by DateSent knows only what was sent', async () => {
    await fetch(`${providers.url}/twilio/faults`, { method: 'PUT', body: '{"callbackGapMs":60000}' });
    await fetch(`${providers.url}/twilio/messages`, { method: 'DELETE' });
    await post(Object.entries(VALID));
    const today = new Date().toISOString().slice(0, 10);
    expect((await list('')).messages).toHaveLength(1);
    expect((await list(`?DateSent=${today}`)).messages).toHaveLength(0);
    await fetch(`${providers.url}/twilio/faults`, { method: 'PUT', body: '{"callbackGapMs":0}' });
    await post(Object.entries(VALID));
    await expect.poll(async () => (await list(`?DateSent=${today}`)).messages.length).toBe(1);
    expect((await list('?DateSent%3E=2026-01-01')).messages).toHaveLength(1);
    expect((await list('?DateSent%3C=2026-01-01')).messages).toHaveLength(0);
  });
});

describe('segments', () => {
  it.each([
    ['', 1],
    ['x'.repeat(160), 1],
    ['x'.repeat(161), 2],
    ['x'.repeat(306), 2],
    ['x'.repeat(307), 3],
    ['€'.repeat(80), 1],
    ['€'.repeat(81), 2],
    ['я'.repeat(70), 1],
    ['я'.repeat(71), 2],
    ['\u{1F514}'.repeat(35), 1],
    ['\u{1F514}'.repeat(36), 2],
  ])('%s -> %i', (text, segments) => {
    expect(segmentsOf(text)).toBe(segments);
  });
});
