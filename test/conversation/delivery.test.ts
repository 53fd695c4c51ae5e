import { describe, expect, test } from 'vitest';
import { RETRY_SCHEDULE_MS } from '../../src/domain/send.ts';
import { makeId } from '../../src/domain/ids.ts';
import { aConversation, ANN, CHAT, DAY_MS, HOUR_MS, sendIdOf, SMS, WHO, wishOf } from './a-conversation.ts';

const LATER = { kind: 'later', waitMs: 0, scope: 'conversation', reason: '30001' } as const;
const UNKNOWN = { kind: 'unknown', reason: 'timeout' } as const;
const LEASE_MS = 60_000;

describe('a send', () => {
  test('that the provider takes is sent, with its attempt, its parts and what they cost', async () => {
    const c = aConversation();
    c.outcomes = [{ kind: 'sent', providerMessageId: 'SM7', segments: 2 }];
    const id = await c.send('one', { text: 'x'.repeat(200) });
    await c.pass(1_000);
    expect(await c.read(id)).toMatchObject({
      state: 'sent',
      providerMessageId: 'SM7',
      segments: 2,
      costMicroUsd: 16_600,
      attempts: [{ number: 1, outcome: 'sent', reason: null }],
    });
  });

  test('asked for twice under one id is one send', async () => {
    const c = aConversation();
    await c.send('one');
    expect(await c.core().request(WHO, wishOf(c.nowMs, 'one'))).toMatchObject({ kind: 'exists' });
    await c.pass(DAY_MS);
    expect(await c.core().request(WHO, wishOf(c.nowMs, 'one'))).toMatchObject({
      kind: 'exists',
      send: { state: 'sent' },
    });
    await c.pass(DAY_MS);
    expect(c.posts).toHaveLength(1);
  });

  test('whose job comes twice is posted once, at the same time or later', async () => {
    const c = aConversation();
    c.delivering = false;
    const id = await c.send('one');
    const results = await Promise.all([c.core().deliver(id), c.core().deliver(id)]);
    expect(results.map((result) => result.kind).toSorted()).toEqual(['busy', 'done']);
    expect(await c.core().deliver(id)).toMatchObject({ kind: 'done', state: 'sent' });
    expect(c.posts).toHaveLength(1);
  });

  test('whose job the queue has lost is released again', async () => {
    const c = aConversation();
    c.delivering = false;
    await c.send('one');
    c.jobs.length = 0;
    c.delivering = true;
    await c.pass(LEASE_MS - 1_000);
    expect(c.posts).toEqual([]);
    await c.pass(2_000);
    expect(c.posts).toHaveLength(1);
  });

  test('is posted after the one before it is settled: nothing overtakes', async () => {
    const c = aConversation();
    c.outcomes = [LATER];
    await c.send('first');
    await c.send('second');
    const third = await c.send('third');
    await c.pass(1_000);
    expect(await c.core().deliver(third)).toMatchObject({ state: 'pending' });
    expect(c.texts()).toEqual(['Message first']);
    await c.pass(10_000);
    expect(c.texts()).toEqual(['Message first', 'Message first', 'Message second', 'Message third']);
  });

  test('of a campaign that has to wait delays no reply', async () => {
    const c = aConversation();
    await c.allow();
    c.outcomes = [{ ...LATER, waitMs: HOUR_MS }];
    await c.send('offer', { class: 'marketing', author: 'campaign', purpose: 'offers' });
    await c.pass(1_000);
    await c.send('shipped');
    await c.pass(1_000);
    expect(c.texts()).toEqual(['Message offer', 'Message shipped']);
    expect((await c.read(sendIdOf('offer'))).state).toBe('pending');
  });

  test('that waits for its hour leaves then, and can be taken back until then', async () => {
    const c = aConversation();
    const kept = await c.send('kept', { notBeforeMs: c.nowMs + HOUR_MS });
    const taken = await c.send('taken', { notBeforeMs: c.nowMs + HOUR_MS });
    expect(await c.core().cancel(taken)).toMatchObject({ state: 'cancelled' });
    await c.pass(HOUR_MS - 1_000);
    expect(c.posts).toEqual([]);
    await c.pass(2_000);
    expect(c.texts()).toEqual(['Message kept']);
    expect(await c.core().cancel(kept)).toMatchObject({ state: 'sent' });
  });

  test('that nobody could send in time expires, and is not sent late', async () => {
    const c = aConversation();
    c.outside.take = async () => ({ kind: 'wait', waitMs: 60_000 });
    const id = await c.send('one', { expiresAtMs: c.nowMs + HOUR_MS });
    await c.pass(2 * HOUR_MS);
    expect(await c.read(id)).toMatchObject({ state: 'expired' });
    expect(c.posts).toEqual([]);
  });

  test('waits for the connection to have room', async () => {
    const c = aConversation();
    let asked = 0;
    c.outside.take = async () => (++asked === 1 ? { kind: 'wait', waitMs: 5_000 } : { kind: 'go' });
    const id = await c.send('one');
    await c.pass(4_900);
    expect(await c.read(id)).toMatchObject({ state: 'pending', stateReason: 'rate', attempts: [] });
    await c.pass(200);
    expect(await c.read(id)).toMatchObject({ state: 'sent' });
  });
});

describe('the provider’s callbacks', () => {
  test('may be faster than its own answer: the send is settled once', async () => {
    const c = aConversation();
    c.outside.beforePost = async ({ sendId }) => {
      expect(await c.callback(sendId, 'delivered')).toBe(true);
    };
    const id = await c.send('one');
    await c.pass(5_000);
    expect(await c.read(id)).toMatchObject({
      state: 'sent',
      delivery: 'delivered',
      providerMessageId: 'SM1',
    });
    expect(c.eventsOf('send.settled')).toHaveLength(1);
    expect(c.posts).toHaveLength(1);
  });

  test.each([UNKNOWN, LATER, { kind: 'never', reason: 'bug', optOut: false } as const])(
    'win over an answer that says $kind',
    async (outcome) => {
      const c = aConversation();
      c.outcomes = [outcome];
      c.outside.beforePost = async ({ sendId }) => void (await c.callback(sendId, 'sent'));
      const id = await c.send('one');
      await c.pass(DAY_MS);
      expect(await c.read(id)).toMatchObject({ state: 'sent', delivery: 'sent' });
      expect(c.posts).toHaveLength(1);
    },
  );

  test('only ever move a delivery forward', async () => {
    const c = aConversation();
    const id = await c.send('one');
    await c.pass(1_000);
    const seen: unknown[] = [];
    for (const status of [
      'sent',
      'accepted',
      'failed',
      'sent',
      'delivered',
      'failed',
      'read',
      'delivered',
    ] as const) {
      await c.callback(id, status);
      seen.push((await c.read(id)).delivery);
    }
    expect(seen).toEqual(['sent', 'sent', 'failed', 'failed', 'delivered', 'delivered', 'read', 'read']);
  });

  test('count once in the figures, however often they come', async () => {
    const c = aConversation();
    const id = await c.send('one');
    await c.pass(1_000);
    for (let time = 0; time < 3; time += 1) await c.callback(id, 'delivered');
    await c.pass(10_000);
    expect(c.eventsOf('send.delivered')).toHaveLength(1);
  });

  test('of another message, or for a send that is not here, change nothing', async () => {
    const c = aConversation();
    expect(await c.callback(sendIdOf('none'), 'delivered')).toBe(false);
    const id = await c.send('one', { notBeforeMs: c.nowMs + HOUR_MS });
    expect(await c.callback(id, 'delivered')).toBe(false);
    expect((await c.read(id)).state).toBe('pending');
    await c.pass(2 * HOUR_MS);
    expect(await c.callback(id, 'read', { providerMessageId: 'SM999' })).toBe(false);
    expect((await c.read(id)).delivery).toBeNull();
    expect(await c.callback(sendIdOf('none'), 'delivered')).toBe(false);
  });

  test('that say the customer has opted out are obeyed', async () => {
    const c = aConversation();
    const id = await c.send('one');
    const waiting = await c.send('two', { notBeforeMs: c.nowMs + DAY_MS });
    await c.pass(1_000);
    await c.callback(id, 'failed', { failure: 'opted-out', providerCode: '21610' });
    expect((await c.thread()).optedOut).toBe(true);
    expect((await c.read(waiting)).state).toBe('cancelled');
  });
});

describe('a provider that does not take it', () => {
  test('is tried again on schedule, and then the send has failed', async () => {
    const c = aConversation();
    c.outcomes = Array.from({ length: 10 }, () => LATER);
    const id = await c.send('one');
    await c.pass(2 * DAY_MS);
    const waits = c.posts.slice(1).map((post, at) => post.atMs - (c.posts[at]?.atMs ?? 0));
    expect(waits).toEqual([...RETRY_SCHEDULE_MS]);
    expect(await c.read(id)).toMatchObject({ state: 'failed', stateReason: 'exhausted:30001' });
    expect((await c.read(id)).attempts).toHaveLength(RETRY_SCHEDULE_MS.length + 1);
  });

  test('and says how long it wants to be left alone is left alone for so long', async () => {
    const c = aConversation();
    c.outcomes = [{ ...LATER, waitMs: 90_000 }];
    await c.send('one');
    await c.pass(HOUR_MS);
    expect((c.posts[1]?.atMs ?? 0) - (c.posts[0]?.atMs ?? 0)).toBeGreaterThanOrEqual(90_000);
  });

  test('and has refused an answer for good: a person is asked', async () => {
    const c = aConversation();
    c.outcomes = [{ kind: 'never', reason: '30006', optOut: false }];
    await c.say('Can I return it?');
    await c.pass(10_000);
    expect((await c.thread()).needsPerson).toMatchObject({ reason: 'undelivered' });
    expect(c.inbox.at(-1)?.item).toMatchObject({ reason: 'undelivered' });
  });

  test('because the customer has opted out there: that is an opt-out here', async () => {
    const c = aConversation();
    c.outcomes = [{ kind: 'never', reason: '21610', optOut: true }];
    const id = await c.send('one');
    await c.pass(5_000);
    expect(await c.read(id)).toMatchObject({ state: 'failed', stateReason: '21610' });
    expect((await c.thread()).optedOut).toBe(true);
    expect(c.eventsOf('consent.optedOut')).toMatchObject([{ source: 'provider' }]);
  });

  test('because the connection is broken holds the send, without using up its tries', async () => {
    const c = aConversation();
    c.outcomes = Array.from({ length: 20 }, () => ({ kind: 'held', reason: 'credentials' }) as const);
    const id = await c.send('one');
    await c.pass(15 * 60_000);
    expect(await c.read(id)).toMatchObject({ state: 'pending', stateReason: 'credentials' });
    expect(c.posts.length).toBeGreaterThan(RETRY_SCHEDULE_MS.length + 1);
    await c.pass(HOUR_MS);
    expect((await c.read(id)).state).toBe('sent');
  });
});

describe('the next channel', () => {
  const EMAIL = { kind: 'email', value: 'ann@example.com' } as const;
  const route = { ...CHAT, to: EMAIL };
  const NEVER = { kind: 'never', reason: '30006', optOut: false } as const;

  test('is tried when the first has failed for good, with the same text, once', async () => {
    const c = aConversation();
    c.outcomes = [NEVER];
    await c.send('one', { fallbacks: [route, { ...SMS, to: ANN }] });
    await c.pass(DAY_MS);
    expect(c.relays).toMatchObject([
      { to: EMAIL, wish: { ...CHAT, text: 'Message one', fallbacks: [{ to: ANN }] } },
    ]);
    expect((await c.thread()).needsPerson).toBeNull();
  });

  test('is tried until it can be reached', async () => {
    const c = aConversation();
    c.outcomes = [NEVER];
    let calls = 0;
    c.outside.relay = async () => {
      calls += 1;
      if (calls < 4) throw new Error('down');
    };
    await c.send('one', { fallbacks: [route] });
    await c.pass(HOUR_MS);
    expect(c.relays).toHaveLength(1);
  });

  test('is tried when the provider reports the failure later', async () => {
    const c = aConversation();
    const id = await c.send('one', { fallbacks: [route] });
    await c.pass(1_000);
    await c.callback(id, 'failed', { failure: 'permanent', providerCode: '30003' });
    await c.pass(1_000);
    expect(c.relays).toHaveLength(1);
    expect(await c.read(id)).toMatchObject({ state: 'sent', delivery: 'failed', stateReason: '30003' });
  });

  test('is not tried for a campaign: one that failed has failed', async () => {
    const c = aConversation();
    await c.allow();
    c.outcomes = [NEVER];
    await c.send('one', { class: 'marketing', purpose: 'offers', fallbacks: [route] });
    await c.pass(DAY_MS);
    expect(c.relays).toEqual([]);
  });
});

describe('figures of a send', () => {
  test('a campaign hears of what was settled without its own job', async () => {
    const c = aConversation();
    await c.allow();
    const campaignId = makeId('cmp', 'spring');
    const id = await c.send('one', {
      class: 'marketing',
      purpose: 'offers',
      campaignId,
      notBeforeMs: c.nowMs + HOUR_MS,
    });
    await c.say('STOP');
    c.delivering = false;
    await c.pass(30_000);
    expect(c.jobs.filter((job) => job.lane === 'campaigns')).toEqual([{ lane: 'campaigns', sendId: id }]);
    expect(await c.core().deliver(id)).toMatchObject({ kind: 'done', state: 'cancelled', campaignId });
  });
});
