import { describe, expect, test } from 'vitest';
import { makeId } from '../../src/domain/ids.ts';
import {
  aConversation,
  DAY_MS,
  HOUR_MS,
  MARKETING,
  never,
  sendIdOf,
  settled,
  WHO,
  wishOf,
} from '../conversation/a-conversation.ts';

const CAMPAIGN = makeId('cmp', 'spring1');
const OFFER = { campaignId: CAMPAIGN };
const ELSEWHERE = { kind: 'elsewhere', waitsFor: null };

async function willing(changes: Parameters<typeof aConversation>[0] = {}) {
  const c = aConversation(changes);
  await c.allow();
  return c;
}

async function inTheNight() {
  const c = await willing({ quietHours: { fromMinute: 21 * 60, toMinute: 8 * 60 } });
  await c.pass(11 * HOUR_MS);
  return c;
}

describe('the first try of a campaign’s send', () => {
  test('is one post; its figures leave with what the provider says about it', async () => {
    const c = await willing();
    const tookMs = c.nowMs;
    expect(await c.offer('offer', OFFER)).toEqual({ kind: 'done', state: 'sent', reason: null, segments: 1 });
    await c.pass(2_000);
    expect(await c.outreach().delivery(callbackOf('offer', 'delivered'))).toBe(true);
    expect([c.published, c.jobs]).toEqual([[], []]);
    await c.pass(10_000);
    expect(c.published.map((event) => event.kind)).toEqual([
      'send.settled',
      'cost.incurred',
      'send.delivered',
    ]);
    expect(c.published[0]).toMatchObject({ businessId: WHO.businessId, conversationId: WHO.conversationId });
    expect(new Set(c.published.map((event) => event.id)).size).toBe(3);
    expect(await c.read(sendIdOf('offer'))).toMatchObject({
      state: 'sent',
      delivery: 'delivered',
      authorisedBy: 'consent 1, gate 1',
      attempts: [{ number: 1, startedAtMs: tookMs, endedAtMs: tookMs, outcome: 'sent' }],
    });
    await c.pass(HOUR_MS);
    expect([c.published.length, c.posts.length]).toEqual([3, 1]);
  });

  test('asked for again is what it was', async () => {
    const c = await willing();
    for (let time = 0; time < 3; time += 1)
      expect(await c.offer('offer')).toMatchObject({ kind: 'done', state: 'sent' });
    expect(c.posts).toHaveLength(1);
  });

  test('twice at once is one post, and the second caller is told that it is under way', async () => {
    const c = await willing();
    const tries = await Promise.all([c.offer('offer'), c.offer('offer')]);
    expect(tries).toContainEqual({ kind: 'busy' });
    const wanted = { who: WHO, wish: wishOf(c.nowMs, 'other', MARKETING) };
    expect(await c.outreach().post([wanted, wanted], c.nowMs + 500)).toHaveLength(2);
    expect(c.posts).toHaveLength(2);
  });

  test.each([
    ['whoever has not said yes', async () => aConversation(), {}, 500, null],
    ['another purpose than the one that was allowed', willing, { purpose: 'news' }, 500, null],
    ['a token that has grown old', willing, {}, 0, null],
    ['what is for later', willing, { notBeforeMs: Number.MAX_SAFE_INTEGER }, 500, null],
    ['the night', inTheNight, {}, 500, 'quietHours'],
  ])('is left to the conversation for %s, and stays there', async (_, start, more, tokenMs, waitsFor) => {
    const c = await start();
    expect(await c.offer('offer', more, tokenMs)).toEqual({ kind: 'elsewhere', waitsFor });
    await c.allow();
    expect(await c.offer('offer')).toEqual(ELSEWHERE);
    expect(c.posts).toEqual([]);
  });

  test('reserves money before it posts, and gives back what it did not use', async () => {
    const c = await willing({ monthlyBudgetMicroUsd: 1_000_000 });
    let reserved = 0;
    c.outside.reserve = async () => {
      reserved += 1;
      return reserved > 1;
    };
    expect(await c.offer('one')).toEqual(ELSEWHERE);
    expect(await c.offer('two')).toMatchObject({ kind: 'done', state: 'sent' });
    expect([reserved, c.posts.length]).toEqual([2, 1]);
  });
});

describe('a STOP', () => {
  test('is known before it is acknowledged, and a START takes it back', async () => {
    const c = await willing();
    await c.say('STOP');
    expect(await c.offer('one')).toEqual(ELSEWHERE);
    await c.pass(10_000);
    await c.say('START');
    await c.pass(10_000);
    expect(await c.offer('two')).toMatchObject({ kind: 'done', state: 'sent' });
  });

  test('that cannot be told is not acknowledged; told when it comes again', async () => {
    const c = await willing();
    c.outside.beforeOutreach = async () => {
      throw new Error('away');
    };
    const stop = { providerMessageId: 'SMstop', text: 'please stop texting me' };
    await expect(c.receive(stop)).rejects.toThrow('away');
    c.outside.beforeOutreach = async () => {};
    expect(await c.receive(stop)).toEqual({ stored: 0, duplicates: 1 });
    expect(await c.offer('one')).toEqual(ELSEWHERE);
  });

  test('of somebody who never allowed anything asks nobody', async () => {
    const c = aConversation();
    c.outside.beforeOutreach = async () => {
      throw new Error('nobody should ask');
    };
    await c.say('STOP');
    await c.pass(10_000);
    expect(c.texts()).toHaveLength(1);
  });

  test('an older word of the ledger changes nothing', async () => {
    const c = await willing();
    await c.outreach().permit({ conversationId: WHO.conversationId, version: 7, granted: {} });
    await c.outreach().permit({ conversationId: WHO.conversationId, version: 6, granted: { offers: 6 } });
    expect(await c.offer('one')).toEqual(ELSEWHERE);
  });
});

describe('what did not simply leave', () => {
  test('waits in its conversation when the provider puts it off, and leaves from there', async () => {
    const c = await willing();
    c.outcomes.push({ kind: 'later', waitMs: 30_000, scope: 'conversation', reason: '20429' });
    expect(await c.offer('offer')).toMatchObject({ kind: 'done', state: 'pending', reason: '20429' });
    await c.pass(5 * 60_000);
    expect(await c.read(sendIdOf('offer'))).toMatchObject({ state: 'sent', attempts: [{}, {}] });
    expect(c.eventsOf('send.settled')).toHaveLength(1);
  });

  test('that nobody lived to hear of becomes unknown there, and is never made again', async () => {
    const c = await willing();
    c.outside.beforePost = never;
    void c.offer('offer', OFFER);
    await settled();
    c.crash();
    c.outside.beforePost = async () => {};
    expect(await c.offer('offer', OFFER)).toEqual({ kind: 'busy' });
    await c.pass(HOUR_MS);
    expect(await c.read(sendIdOf('offer'))).toMatchObject({
      state: 'unknown',
      attempts: [{ number: 1, outcome: 'unknown' }],
    });
    expect(await c.offer('offer', OFFER)).toEqual(ELSEWHERE);
    expect([c.posts.length, c.lookups.length]).toEqual([1, 4]);
  });

  test('is offered to its conversation until that takes it', async () => {
    const c = await willing();
    let away = 3;
    c.outside.beforeAdopt = async () => {
      away -= 1;
      if (away >= 0) throw new Error('away');
    };
    c.outcomes.push({ kind: 'never', reason: '21211', optOut: false });
    expect(await c.offer('offer')).toEqual({ kind: 'busy' });
    await expect(c.outreach().delivery(callbackOf('offer', 'delivered'))).rejects.toThrow('changing hands');
    await c.pass(HOUR_MS);
    expect(await c.read(sendIdOf('offer'))).toMatchObject({ state: 'failed', stateReason: '21211' });
  });

  test('tells its conversation when the provider says that the customer has opted out', async () => {
    const c = await willing();
    await c.offer('offer');
    const failed = { ...callbackOf('offer', 'failed'), failure: 'opted-out' as const, providerCode: '21610' };
    expect(await c.outreach().delivery(failed)).toBe(true);
    await c.pass(60_000);
    expect((await c.thread()).optedOut).toBe(true);
    expect(await c.read(sendIdOf('offer'))).toMatchObject({ state: 'sent', delivery: 'failed' });
    expect(await c.offer('another')).toEqual(ELSEWHERE);
  });
});

describe('a conversation that is looked at', () => {
  test('has the offer in its thread, before what was answered to it', async () => {
    const c = await willing();
    await c.offer('offer');
    await c.say('Can I return it?');
    await c.pass(5_000);
    const { entries } = await c.thread();
    expect(entries.map(({ author }) => author)).toEqual(['campaign', 'customer', 'bot']);
    expect(entries[0]?.send).toMatchObject({ state: 'sent' });
    // From now on callbacks are the conversation's.
    expect(await c.outreach().delivery(callbackOf('offer', 'delivered'))).toBe(false);
    expect(await c.callback(sendIdOf('offer'), 'delivered')).toBe(true);
    expect((await c.read(sendIdOf('offer'))).delivery).toBe('delivered');
  });

  test('is shown without it when the outreach is away, and with it later', async () => {
    const c = await willing();
    await c.offer('offer');
    c.outside.beforeOutreach = async () => {
      throw new Error('away');
    };
    expect((await c.thread()).entries).toEqual([]);
    c.outside.beforeOutreach = async () => {};
    expect((await c.thread()).entries).toHaveLength(1);
  });

  test('misses nothing that is heard while it takes the send over', async () => {
    const c = await willing();
    await c.offer('offer');
    const [posted] = await c.outreach().sentTo(WHO.conversationId);
    await c.outreach().delivery(callbackOf('offer', 'delivered'));
    await c.outreach().forget([{ sendId: sendIdOf('offer'), delivery: posted?.delivery ?? null }]);
    expect((await c.read(sendIdOf('offer'))).delivery).toBe('delivered');
  });
});

describe('the frequency cap', () => {
  test('counts what campaigns post and what leaves from the conversation, together', async () => {
    const c = await willing({ frequencyCap: { max: 2, windowMs: DAY_MS } });
    await c.offer('one');
    await c.send('two', MARKETING);
    await c.pass(10_000);
    expect(c.texts()).toEqual(['Message one', 'Message two']);
    expect(await c.offer('three')).toEqual({ kind: 'elsewhere', waitsFor: 'frequencyCap' });
    await c.send('four', { ...MARKETING, expiresAtMs: c.nowMs + 5 * DAY_MS });
    await c.pass(DAY_MS - 60_000);
    expect(c.posts).toHaveLength(2);
    await c.pass(HOUR_MS);
    expect(c.texts().at(-1)).toBe('Message four');
  });

  test('does not count what the provider refused', async () => {
    const c = await willing({ frequencyCap: { max: 1, windowMs: DAY_MS } });
    c.outcomes.push({ kind: 'never', reason: '21211', optOut: false });
    await c.offer('one');
    c.outcomes.push({ kind: 'never', reason: '21211', optOut: false });
    await c.send('two', MARKETING);
    await c.pass(10_000);
    expect(await c.offer('three')).toMatchObject({ kind: 'done', state: 'sent' });
  });

  test('is not guessed when nobody can be asked: the offer waits', async () => {
    const c = await willing({ frequencyCap: { max: 1, windowMs: DAY_MS } });
    const id = await c.send('one', { ...MARKETING, notBeforeMs: c.nowMs + 1_000 });
    c.outside.beforeOutreach = async () => {
      throw new Error('away');
    };
    await c.pass(500);
    await expect(c.core().deliver(id)).rejects.toThrow('away');
    expect(c.posts).toEqual([]);
  });
});

function callbackOf(name: string, status: 'delivered' | 'failed') {
  return {
    kind: 'delivery',
    providerMessageId: 'SM1',
    sendId: sendIdOf(name),
    status,
    providerCode: null,
    failure: null,
    priceMicroUsd: null,
  } as const;
}
