import { describe, expect, test } from 'vitest';
import { NOTHING, passage, understood } from '../flows/a-turn.ts';
import { aConversation, DAY_MS, downFor, HOUR_MS } from './a-conversation.ts';
import type { Conversation } from './a-conversation.ts';
import { keptRows } from '../simulation/kept-rows.ts';

const SETTLED_MS = 10_000;

async function ask(c: Conversation, text: string): Promise<void> {
  await c.say(text);
  await c.pass(SETTLED_MS);
}

async function silence(c: Conversation): Promise<unknown[]> {
  await c.pass(2 * DAY_MS);
  return c.eventsOf('conversation.closed').map((event) => event.resolution);
}

describe('silence closes a conversation, and says what it was', () => {
  test('assumed: answered, and nothing more was heard', async () => {
    const c = aConversation();
    await ask(c, 'Can I return it?');
    await c.pass(DAY_MS - 60_000);
    expect(c.eventsOf('conversation.closed')).toEqual([]);
    expect(await silence(c)).toEqual(['assumed']);
    expect(c.eventsOf('conversation.closed')).toMatchObject([{ intent: 'returns' }]);
  });

  test('confirmed: the customer said that it helped', async () => {
    const c = aConversation();
    await ask(c, 'Can I return it?');
    c.outside.understand = async () => understood('small_talk', 0.95);
    c.outside.retrieve = async () => NOTHING;
    await ask(c, 'thanks, that helped');
    expect(await silence(c)).toEqual(['confirmed']);
  });

  test('abandoned: asked back, and never heard again', async () => {
    const c = aConversation();
    c.outside.retrieve = async () => ({
      confidence: 0.4,
      verdict: 'clarify',
      evidence: [passage('Returns', 'a'), passage('Exchanges', 'b')],
    });
    c.outside.understand = async () => understood(null, 0.2);
    await ask(c, 'hmm the thing');
    expect(c.posts).toHaveLength(1);
    expect(await silence(c)).toEqual(['abandoned']);
  });

  test('handed off: once a person was asked, it is never the bot’s success', async () => {
    const c = aConversation();
    await ask(c, 'Can I return it?');
    c.outside.understand = async () => understood('talk_to_person', 0.99);
    await ask(c, 'Let me talk to a person');
    expect((await c.thread()).needsPerson).not.toBeNull();
    expect(await silence(c)).toEqual(['handedOff']);
  });

  test('each message puts the end off', async () => {
    const c = aConversation();
    await ask(c, 'Can I return it?');
    await c.pass(DAY_MS - HOUR_MS);
    await ask(c, 'And a helmet?');
    await c.pass(DAY_MS - HOUR_MS);
    expect(c.eventsOf('conversation.closed')).toEqual([]);
    expect(await silence(c)).toEqual(['assumed']);
  });

  test('a question within a week reopens it, one after a week is a new one', async () => {
    for (const [days, reopened] of [
      [3, 1],
      [9, 0],
    ] as const) {
      const c = aConversation();
      await ask(c, 'Can I return it?');
      await silence(c);
      await c.pass((days - 2) * DAY_MS);
      await ask(c, 'It did not work');
      expect(c.eventsOf('conversation.opened')).toHaveLength(2);
      expect(c.eventsOf('conversation.reopened')).toHaveLength(reopened);
    }
  });
});

describe('figures', () => {
  test('tell a whole turn, each event once and under its own number', async () => {
    const c = aConversation();
    await ask(c, 'Can I return it?');
    await ask(c, 'And a helmet?');
    const ids = c.published.map((event) => event.id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(c.eventsOf('message.received')).toHaveLength(2);
    expect(c.eventsOf('conversation.opened')).toHaveLength(1);
    expect(c.eventsOf('turn.decided')).toHaveLength(2);
    expect(c.eventsOf('send.settled')).toMatchObject([{ outcome: 'sent' }, { outcome: 'sent' }]);
    expect(c.eventsOf('response.first')).toMatchObject([{ by: 'bot' }]);
    expect(c.eventsOf('cost.incurred').some((event) => event.cost === 'carrier')).toBe(true);
    expect(keptRows(c.sql, 'event')).toEqual([]);
  });

  test('hold no word of the customer', async () => {
    const c = aConversation();
    await ask(c, 'Can I return the unmistakable kettle?');
    await ask(c, 'STOP');
    expect(c.published.length).toBeGreaterThan(5);
    expect(JSON.stringify(c.published)).not.toMatch(/kettle|2025550142/);
  });

  test('that could not be published are published later, and forgotten only then', async () => {
    const c = aConversation();
    c.outside.publish = downFor(5);
    await c.say('Can I return it?');
    await c.pass(5_000);
    expect(c.published).toEqual([]);
    const waiting = keptRows(c.sql, 'event').flat().length;
    expect(waiting).toBeGreaterThan(3);
    // The customer does not notice.
    expect(c.posts).toHaveLength(1);
    await c.pass(10 * 60_000);
    expect(c.published.length).toBeGreaterThanOrEqual(waiting);
    expect(new Set(c.published.map((event) => event.id)).size).toBe(c.published.length);
    expect(keptRows(c.sql, 'event')).toEqual([]);
  });

  test('published right before a crash come again under the same numbers', async () => {
    const c = aConversation();
    c.broken.statement = /DELETE FROM kept/;
    await c.say('Can I return it?');
    await c.pass(5_000);
    const before = c.published.map((event) => event.id);
    expect(before.length).toBeGreaterThan(0);
    c.broken.statement = null;
    c.crash();
    await c.pass(10 * 60_000);
    const after = c.published.slice(before.length).map((event) => event.id);
    expect(after.filter((id) => before.includes(id)).length).toBeGreaterThan(0);
    expect(new Set(c.published.map((event) => event.id)).size).toBeGreaterThanOrEqual(new Set(before).size);
    expect(keptRows(c.sql, 'event')).toEqual([]);
  });
});

describe('the alarm', () => {
  test('rests when nothing is due', async () => {
    const c = aConversation();
    await ask(c, 'Can I return it?');
    await silence(c);
    const before = c.alarms.length;
    await c.pass(30 * DAY_MS);
    expect(c.alarms.length).toBe(before);
  });

  test('is armed again after every failure, ever later, and at most five minutes apart', async () => {
    const c = aConversation();
    c.outside.publish = async () => {
      throw new Error('the queue is away');
    };
    await c.say('Can I return it?');
    const rings: number[] = [];
    for (let ring = 0; ring < 16 && c.alarmMs !== null; ring += 1) {
      c.nowMs = Math.max(c.nowMs, c.alarmMs);
      rings.push(c.nowMs);
      c.alarmMs = null;
      await c.core().alarm();
      await c.drain();
    }
    const waits = rings.slice(1).map((atMs, at) => atMs - (rings[at] ?? 0));
    expect(rings).toHaveLength(16);
    expect(waits.slice(-3)).toEqual([300_000, 300_000, 300_000]);
    expect(waits.slice(4)).toEqual(waits.slice(4).toSorted((a, b) => a - b));
  });

  test('one step that fails does not stop the others', async () => {
    const c = aConversation();
    c.outside.tellInbox = downFor(1_000);
    c.outside.publish = downFor(1_000);
    c.outside.understand = async () => understood('talk_to_person', 0.99);
    await ask(c, 'Let me talk to a person');
    expect(c.posts).toHaveLength(1);
  });

  test('recovers at once when the trouble is over', async () => {
    const c = aConversation();
    c.outside.enqueue = downFor(4);
    await c.say('Can I return it?');
    await c.pass(60_000);
    expect(c.posts).toHaveLength(1);
    expect(keptRows(c.sql, 'state')).toMatchObject([{ trouble: 0, trouble_until_ms: null }]);
  });

  test('that the platform has forgotten is made up for by the sweep, once', async () => {
    const c = aConversation();
    await c.say('Can I return it?');
    c.alarmMs = null;
    c.nowMs += 30_000;
    expect(await c.core().wake()).toBe(false);
    c.nowMs += 60_000;
    expect(await c.core().wake()).toBe(true);
    await c.pass(SETTLED_MS);
    expect(c.posts).toHaveLength(1);
    expect(await c.core().wake()).toBe(false);
  });
});
