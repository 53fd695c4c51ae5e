import { describe, expect, test } from 'vitest';
import { makeId } from '../../src/domain/ids.ts';
import {
  aConversation,
  HOUR_MS,
  MARKETING,
  never,
  sendIdOf,
  settled,
  WHO,
  wishOf,
} from './a-conversation.ts';

const CAMPAIGN = makeId('cmp', 'spring1');
const OFFER = { ...MARKETING, campaignId: CAMPAIGN };

async function willing() {
  const c = aConversation();
  await c.allow();
  return c;
}

describe('the first try of a campaign’s send', () => {
  test('is one post; its figures leave with what the provider says about it', async () => {
    const c = await willing();
    const tookMs = c.nowMs;
    const result = await c.core().sendNow(WHO, wishOf(c.nowMs, 'offer', OFFER), c.nowMs + 500);
    expect(result).toEqual({ kind: 'done', state: 'sent', reason: null, campaignId: CAMPAIGN, segments: 1 });
    expect(await c.read(sendIdOf('offer'))).toMatchObject({
      state: 'sent',
      attempts: [{ number: 1, startedAtMs: tookMs, endedAtMs: tookMs, outcome: 'sent' }],
    });
    expect([c.published, c.jobs]).toEqual([[], []]);
    await c.pass(10_000);
    expect(c.published.map((event) => event.kind)).toEqual(['send.settled', 'cost.incurred']);
    expect(c.posts).toHaveLength(1);
  });

  test('asks the governor itself when the token it was given has grown old', async () => {
    const c = await willing();
    let taken = 0;
    c.outside.take = async () => {
      taken += 1;
      return { kind: 'go' };
    };
    await c.core().sendNow(WHO, wishOf(c.nowMs, 'one', OFFER), c.nowMs + 1);
    expect(taken).toBe(0);
    await c.core().sendNow(WHO, wishOf(c.nowMs, 'two', OFFER), c.nowMs);
    expect([taken, c.posts.length]).toEqual([1, 2]);
  });

  test('obeys a STOP that was only just acknowledged', async () => {
    const c = await willing();
    await c.say('STOP');
    const result = await c.core().sendNow(WHO, wishOf(c.nowMs, 'offer', OFFER), c.nowMs + 500);
    expect(result).toMatchObject({ kind: 'done', state: 'denied', reason: 'suppression' });
    expect(c.posts).toEqual([]);
  });

  test('asked for twice at once is one post, and the second caller is told that it is under way', async () => {
    const c = await willing();
    const core = c.core();
    const wish = wishOf(c.nowMs, 'offer', OFFER);
    const results = await Promise.all([1, 2].map(() => core.sendNow(WHO, wish, c.nowMs + 500)));
    expect(results).toContainEqual({ kind: 'busy' });
    expect(c.posts).toHaveLength(1);
  });

  test('that nobody lived to hear of becomes unknown, and is never made again', async () => {
    const c = await willing();
    c.outside.beforePost = never;
    void c.core().sendNow(WHO, wishOf(c.nowMs, 'offer', OFFER), c.nowMs + 500);
    await settled();
    expect(await c.read(sendIdOf('offer'))).toMatchObject({
      state: 'posting',
      attempts: [{ number: 1, endedAtMs: null, outcome: null }],
    });
    c.crash();
    c.outside.beforePost = async () => {};
    await c.pass(HOUR_MS);
    expect(await c.read(sendIdOf('offer'))).toMatchObject({
      state: 'unknown',
      attempts: [{ number: 1, endedAtMs: null, outcome: null }],
    });
    const again = await c.core().sendNow(WHO, wishOf(c.nowMs, 'offer', OFFER), c.nowMs + 500);
    expect(again).toMatchObject({ kind: 'done', state: 'unknown' });
    expect(c.posts).toHaveLength(1);
  });

  test('that the provider puts off waits in the outbox and leaves from there', async () => {
    const c = await willing();
    c.outcomes.push({ kind: 'later', waitMs: 30_000, scope: 'conversation', reason: '20429' });
    const result = await c.core().sendNow(WHO, wishOf(c.nowMs, 'offer', OFFER), c.nowMs + 500);
    expect(result).toMatchObject({ kind: 'done', state: 'pending', reason: '20429' });
    await c.pass(5 * 60_000);
    expect(await c.read(sendIdOf('offer'))).toMatchObject({ state: 'sent', attempts: [{}, {}] });
  });
});
