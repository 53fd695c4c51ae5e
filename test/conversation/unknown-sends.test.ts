import { describe, expect, test } from 'vitest';
import { LOOKUP_AFTER_MS } from '../../src/conversation/settle.ts';
import { aConversation, DAY_MS, HOUR_MS, later, never, settled } from './a-conversation.ts';
import type { Conversation } from './a-conversation.ts';

const LATER = { kind: 'later', waitMs: 0, scope: 'conversation', reason: '30001' } as const;
const UNKNOWN = { kind: 'unknown', reason: 'timeout' } as const;
const LEASE_MS = 60_000;

describe('a crash', () => {
  test('between claim and post costs a lease, and the send is posted once', async () => {
    const c = aConversation();
    c.outside.take = never;
    c.delivering = false;
    const id = await c.send('one');
    void c.core().deliver(id);
    await settled();
    expect((await c.read(id)).state).toBe('claimed');
    c.crash();
    c.outside.take = async () => ({ kind: 'go' });
    c.delivering = true;
    await c.pass(LEASE_MS - 1_000);
    expect(c.posts).toEqual([]);
    await c.pass(5_000);
    expect(c.posts).toHaveLength(1);
    expect((await c.read(id)).state).toBe('sent');
  });

  test('during the post makes it unknown: it is looked up, and never posted blindly again', async () => {
    const c = aConversation();
    const id = await crashedPost(c);
    await c.pass(LEASE_MS + 1_000);
    expect(await c.read(id)).toMatchObject({ state: 'unknown', stateReason: 'interrupted' });
    await c.pass(DAY_MS);
    expect(c.posts).toHaveLength(1);
    expect(c.lookups).toHaveLength(LOOKUP_AFTER_MS.length);
    expect(await c.read(id)).toMatchObject({ state: 'unknown', stateReason: 'unsettled' });
    expect(c.eventsOf('send.settled')).toMatchObject([{ outcome: 'unknown' }]);
  });

  test('during the post of an answer asks a person in the end: the customer may have heard nothing', async () => {
    const c = aConversation();
    c.outcomes = [UNKNOWN];
    await c.say('Can I return it?');
    await c.pass(DAY_MS);
    expect(c.posts).toHaveLength(1);
    expect((await c.thread()).needsPerson).toMatchObject({ reason: 'undelivered' });
  });

  test('that was none, only slow: who comes back after the lease has ended does not post', async () => {
    const c = aConversation();
    c.delivering = false;
    const gates = [later(), later()];
    let asked = 0;
    c.outside.take = async () => {
      const gate = gates[asked];
      asked += 1;
      await gate?.waited;
      return { kind: 'go' };
    };
    const id = await c.send('one');
    const slow = c.core().deliver(id);
    await settled();
    await c.pass(LEASE_MS + 1_000);
    const next = c.core().deliver(id);
    await settled();
    expect(asked).toBe(2);
    gates[0]?.now();
    await slow;
    expect(c.posts).toEqual([]);
    gates[1]?.now();
    await next;
    expect(await c.read(id)).toMatchObject({ state: 'sent', attempts: [{ outcome: 'sent' }] });
    expect(c.posts).toHaveLength(1);
  });

  test('that was none, only slow: an outcome of an older try does not undo the newer one', async () => {
    const c = aConversation();
    c.delivering = false;
    const gates = [later(), later()];
    c.outcomes = [LATER, { kind: 'sent', providerMessageId: 'SM2', segments: null }];
    c.outside.beforePost = async () => gates[c.posts.length - 1]?.waited;
    const id = await c.send('code', { class: 'must-arrive' });
    const slow = c.core().deliver(id);
    await settled();
    await c.pass(LEASE_MS + HOUR_MS);
    expect((await c.read(id)).state).toBe('pending');
    const next = c.core().deliver(id);
    await settled();
    expect(c.posts).toHaveLength(2);
    gates[0]?.now();
    await slow;
    expect((await c.read(id)).state).toBe('posting');
    gates[1]?.now();
    await next;
    expect(await c.read(id)).toMatchObject({ state: 'sent', providerMessageId: 'SM2' });
    expect(c.posts).toHaveLength(2);
  });
});

describe('an unknown send', () => {
  test('that the provider finds is sent, with its number there', async () => {
    const c = aConversation();
    c.outcomes = [UNKNOWN];
    c.found = [{ kind: 'absent' }, { kind: 'found', providerMessageId: 'SM42', status: 'delivered' }];
    const id = await c.send('one');
    await c.pass(HOUR_MS);
    expect(await c.read(id)).toMatchObject({
      state: 'sent',
      providerMessageId: 'SM42',
      delivery: 'delivered',
    });
    expect(c.lookups).toHaveLength(2);
    expect(c.posts).toHaveLength(1);
  });

  test('is looked up after 15 s, 1 min, 5 min and 30 min, counted from the post', async () => {
    const c = aConversation();
    c.outcomes = [UNKNOWN];
    const startMs = c.nowMs;
    await c.send('one');
    await c.pass(DAY_MS);
    expect(c.lookups.map((atMs) => atMs - startMs)).toEqual([...LOOKUP_AFTER_MS]);
  });

  test('that must arrive is posted once more, and only once', async () => {
    const c = aConversation();
    c.outcomes = [UNKNOWN, UNKNOWN];
    const id = await c.send('code', { class: 'must-arrive' });
    await c.pass(DAY_MS);
    expect(c.posts).toHaveLength(2);
    expect((c.posts[1]?.atMs ?? 0) - (c.posts[0]?.atMs ?? 0)).toBeGreaterThanOrEqual(
      LOOKUP_AFTER_MS.at(-1) ?? 0,
    );
    expect(await c.read(id)).toMatchObject({
      state: 'unknown',
      attempts: [{ outcome: 'unknown' }, { outcome: 'unknown' }],
    });
  });

  test.each(['reply', 'transactional', 'marketing'] as const)(
    'of class %s is never posted a second time',
    async (kind) => {
      const c = aConversation();
      await c.allow();
      c.outcomes = [UNKNOWN];
      await c.send('one', { class: kind, purpose: 'offers' });
      await c.pass(2 * DAY_MS);
      expect(c.posts).toHaveLength(1);
    },
  );

  test('does not hold up the one after it', async () => {
    const c = aConversation();
    c.outcomes = [UNKNOWN];
    await c.send('first');
    await c.send('second');
    await c.pass(5_000);
    expect(c.texts()).toEqual(['Message first', 'Message second']);
  });

  test('that a callback names is sent, and no look-up follows', async () => {
    const c = aConversation();
    c.outcomes = [UNKNOWN];
    const id = await c.send('one');
    await c.pass(1_000);
    expect(await c.callback(id, 'delivered', { providerMessageId: 'SM9' })).toBe(true);
    await c.pass(DAY_MS);
    expect(await c.read(id)).toMatchObject({
      state: 'sent',
      delivery: 'delivered',
      providerMessageId: 'SM9',
    });
    expect(c.lookups).toEqual([]);
  });
});

/** A send whose instance died while the provider was being called. */
async function crashedPost(c: Conversation) {
  c.outside.beforePost = never;
  c.delivering = false;
  const id = await c.send('one');
  void c.core().deliver(id);
  await settled();
  expect((await c.read(id)).state).toBe('posting');
  c.crash();
  c.outside.beforePost = async () => {};
  c.delivering = true;
  return id;
}
