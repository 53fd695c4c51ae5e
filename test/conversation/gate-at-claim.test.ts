import { describe, expect, test } from 'vitest';
import {
  aConversation,
  CHAT,
  DAY_MS,
  HOUR_MS,
  MARKETING,
  sendIdOf,
  SMS,
  WHO,
  wishOf,
} from './a-conversation.ts';

/** 21 to 8 in the recipient's own zone; the tests begin at 11 in New York. */
const QUIET = { fromMinute: 1_260, toMinute: 480 };

describe('when a send is claimed', () => {
  test('consent that was taken back meanwhile denies it', async () => {
    const c = aConversation();
    await c.allow();
    c.delivering = false;
    const id = await c.send('offer', MARKETING);
    const change = {
      kind: 'revoke',
      purpose: 'offers',
      channel: 'sms',
      source: 'person',
      evidence: 'mbr',
    } as const;
    expect(await c.core().changeConsent(WHO, change)).toEqual({ kind: 'changed' });
    c.delivering = true;
    await c.pass(DAY_MS);
    expect(await c.read(id)).toMatchObject({ state: 'denied', stateReason: 'consent' });
    expect(c.posts).toEqual([]);
    expect(c.eventsOf('send.settled')).toMatchObject([{ outcome: 'denied', reason: 'consent' }]);
  });

  test('its authority is written down', async () => {
    const c = aConversation();
    await c.allow();
    const id = await c.send('offer', MARKETING);
    await c.pass(1_000);
    expect((await c.read(id)).authorisedBy).toMatch(/^consent \d+, gate 1$/);
  });

  test('marketing waits for the end of the quiet hours', async () => {
    const c = aConversation({ quietHours: QUIET });
    await c.allow();
    await c.pass(11 * HOUR_MS);
    const id = await c.send('offer', MARKETING);
    await c.pass(1_000);
    expect(await c.read(id)).toMatchObject({ state: 'pending', stateReason: 'deferred' });
    await c.pass(10 * HOUR_MS - 10_000);
    expect(c.posts).toEqual([]);
    await c.pass(20_000);
    expect(c.posts).toHaveLength(1);
    expect(new Date(c.posts[0]?.atMs ?? 0).toISOString()).toBe('2026-11-19T13:00:00.000Z');
  });

  test('an answer does not wait for the morning', async () => {
    const c = aConversation({ quietHours: QUIET });
    await c.pass(11 * HOUR_MS);
    await c.say('Can I return it?');
    await c.pass(5_000);
    expect(c.posts).toHaveLength(1);
  });

  test('the frequency cap defers the one too many until it is free again', async () => {
    const c = aConversation({ frequencyCap: { max: 2, windowMs: DAY_MS } });
    await c.allow();
    const expiresAtMs = c.nowMs + 5 * DAY_MS;
    for (const name of ['one', 'two', 'three']) await c.send(name, { ...MARKETING, expiresAtMs });
    await c.pass(DAY_MS - 60_000);
    expect(c.texts()).toEqual(['Message one', 'Message two']);
    await c.pass(120_000);
    expect(c.texts()).toEqual(['Message one', 'Message two', 'Message three']);
  });

  test('the cap counts no answers, and stops none', async () => {
    const c = aConversation({ frequencyCap: { max: 1, windowMs: DAY_MS } });
    await c.allow();
    for (const name of ['one', 'two', 'three']) await c.send(name);
    await c.send('offer', MARKETING);
    await c.pass(10_000);
    expect(c.posts).toHaveLength(4);
  });

  test('what would only be allowed after it has expired is refused at once', async () => {
    const c = aConversation({ quietHours: QUIET });
    await c.allow();
    await c.pass(11 * HOUR_MS);
    await expect(c.send('offer', { ...MARKETING, expiresAtMs: c.nowMs + HOUR_MS })).rejects.toThrow(
      '"reason":"expiry"',
    );
  });

  test('a connection that was deleted meanwhile denies it', async () => {
    const c = aConversation();
    const id = await c.send('one', { notBeforeMs: c.nowMs + HOUR_MS });
    c.channels.delete(SMS.connectionId);
    await c.pass(2 * HOUR_MS);
    expect(await c.read(id)).toMatchObject({ state: 'denied', stateReason: 'connection' });
  });

  test('a business that was suspended or deleted meanwhile sends nothing', async () => {
    for (const business of [null, { ...aConversation().business!, state: 'suspended' as const }]) {
      const c = aConversation();
      const id = await c.send('one', { notBeforeMs: c.nowMs + HOUR_MS });
      c.business = business;
      await c.pass(2 * HOUR_MS);
      expect(await c.read(id)).toMatchObject({ state: 'denied', stateReason: 'business' });
    }
  });

  test('a budget that is used up refuses the request, and denies what was waiting', async () => {
    const c = aConversation({ monthlyBudgetMicroUsd: 20_000 });
    const id = await c.send('one', { notBeforeMs: c.nowMs + HOUR_MS });
    c.outside.reserve = async () => false;
    expect(await c.core().request(WHO, wishOf(c.nowMs, 'two'))).toEqual({ kind: 'overBudget' });
    await c.pass(2 * HOUR_MS);
    expect(await c.read(id)).toMatchObject({ state: 'denied', stateReason: 'budget' });
    expect(c.posts).toEqual([]);
  });
});

describe('a wish', () => {
  test('that the gate denies is refused, and leaves nothing behind', async () => {
    const c = aConversation();
    expect(await c.core().request(WHO, wishOf(c.nowMs, 'offer', MARKETING))).toMatchObject({
      kind: 'refused',
      verdict: { kind: 'deny', reason: 'consent' },
    });
    expect(await c.core().readSend(sendIdOf('offer'))).toBeNull();
    expect(c.alarms).toEqual([]);
  });

  test('is explained without being made', async () => {
    const c = aConversation();
    expect(await c.core().explain(WHO, wishOf(c.nowMs, 'one'))).toMatchObject({ kind: 'allow' });
    expect(await c.core().explain(WHO, wishOf(c.nowMs, 'offer', MARKETING))).toMatchObject({
      kind: 'deny',
      reason: 'consent',
    });
    const unknown = { ...wishOf(c.nowMs, 'one'), ...CHAT };
    c.channels.delete(CHAT.connectionId);
    expect(await c.core().explain(WHO, unknown)).toBeNull();
    await c.pass(DAY_MS);
    expect(c.posts).toEqual([]);
    expect(await c.core().thread(0, 10)).toBeNull();
  });
});
