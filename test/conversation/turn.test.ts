import { describe, expect, test } from 'vitest';
import { understood } from '../flows/a-turn.ts';
import { aConversation, DAY_MS, downFor, HOUR_MS, later } from './a-conversation.ts';
import type { Conversation } from './a-conversation.ts';

const MEMBER = 'key_ann1';
const SETTLED_MS = 10_000;

/** Does something while the first turn is being thought about. */
function whileThinking(c: Conversation, what: () => Promise<unknown>): void {
  let first = true;
  c.outside.understand = async () => {
    if (first) {
      first = false;
      await what();
    }
    return understood('returns', 0.95);
  };
}

describe('while a turn is thought about', () => {
  test('a person who takes the floor is not talked over: the answer is dropped', async () => {
    const c = aConversation();
    whileThinking(c, () => c.core().takeFloor(MEMBER));
    await c.say('Can I return it?');
    await c.pass(SETTLED_MS);
    expect(c.posts).toEqual([]);
    expect((await c.thread()).entries.filter((entry) => entry.direction === 'out')).toEqual([]);
    expect((await c.thread()).floor).toMatchObject({ holder: 'person', memberId: MEMBER });
  });

  test('a new message makes it thought about again, and both are answered once', async () => {
    const c = aConversation();
    whileThinking(c, () => c.say('the red one'));
    await c.say('Can I return it?');
    await c.pass(SETTLED_MS);
    expect(c.heard).toEqual(['Can I return it?', 'Can I return it?\nthe red one']);
    expect(c.posts).toHaveLength(1);
  });

  test('what a dropped thought has cost is charged all the same', async () => {
    const c = aConversation();
    const prices = [40, 2];
    c.outside.understand = async () => {
      const costMicroUsd = prices.shift() ?? 0;
      if (costMicroUsd === 40) await c.say('the red one');
      return understood('returns', 0.95, { costMicroUsd });
    };
    await c.say('Can I return it?');
    await c.pass(SETTLED_MS);
    const charged = c.eventsOf('cost.incurred').filter((event) => event.cost === 'model');
    expect(charged.map(({ microUsd }) => microUsd)).toEqual([40, 2]);
    expect(c.posts).toHaveLength(1);
  });

  test('two wishes in one message are looked up and answered apart, in one turn', async () => {
    const c = aConversation();
    const part = (text: string, intent: string) => ({ text, understanding: understood(intent, 0.95) });
    c.outside.understand = async () =>
      understood('returns', 0.5, {
        wishes: [part('what time do you close', 'store_hours'), part('can I return it', 'returns')],
      });
    await c.say('what time do you close and can I return it');
    await c.pass(SETTLED_MS);
    expect(c.texts()).toHaveLength(2);
    expect(c.texts()[1]).toContain('30 days');
    expect(c.eventsOf('turn.decided')).toHaveLength(1);
  });

  test('a STOP leaves nothing but its confirmation', async () => {
    const c = aConversation();
    whileThinking(c, () => c.say('STOP'));
    await c.say('Can I return it?');
    await c.pass(DAY_MS);
    expect(c.texts()).toHaveLength(1);
    expect(c.texts()[0]).not.toContain('30 days');
    expect((await c.thread()).optedOut).toBe(true);
  });

  test('a second alarm thinks the same, and it is committed once', async () => {
    const c = aConversation();
    await c.say('Can I return it?');
    c.nowMs += 5_000;
    await Promise.all([c.core().alarm(), c.core().alarm()]);
    await c.pass(SETTLED_MS);
    expect(c.posts).toHaveLength(1);
    // Two flushes at once may publish an event twice; its number tells.
    expect(new Set(c.eventsOf('turn.decided').map((event) => event.id)).size).toBe(1);
  });

  test('a crash loses nothing: it is thought about again', async () => {
    const c = aConversation();
    const gate = later();
    c.outside.understand = async () => {
      await gate.waited;
      return understood('returns', 0.95);
    };
    await c.say('Can I return it?');
    c.nowMs += 5_000;
    const dead = c.core().alarm();
    c.crash();
    c.outside.understand = async () => understood('returns', 0.95);
    await c.core().alarm();
    await c.pass(SETTLED_MS);
    gate.now();
    await dead;
    await c.pass(SETTLED_MS);
    expect(c.posts).toHaveLength(1);
  });
});

describe('between the commit and the post', () => {
  test('a STOP is obeyed even while the connection is asked for room', async () => {
    const c = aConversation();
    c.outside.take = async () => {
      await c.say('STOP');
      c.outside.take = async () => ({ kind: 'go' });
      return { kind: 'go' };
    };
    await c.say('Can I return it?');
    await c.pass(SETTLED_MS);
    expect(c.texts()).toHaveLength(1);
    expect(c.texts()[0]).not.toContain('30 days');
  });

  test('a STOP is obeyed while the business is read: room is not even asked for', async () => {
    const c = aConversation();
    c.delivering = false;
    c.busy(4_000);
    await c.say('Can I return it?');
    await c.pass(5_000);
    const business = c.business;
    let asked = 0;
    c.outside.take = async () => {
      asked += 1;
      return { kind: 'go' };
    };
    c.outside.profile = async () => {
      c.outside.profile = async () => business;
      await c.say('STOP');
      return business;
    };
    await c.drain();
    expect(asked).toBe(0);
    c.delivering = true;
    await c.pass(SETTLED_MS);
    expect(c.texts()).toHaveLength(1);
    expect(c.texts()[0]).not.toContain('30 days');
  });

  test('a person who takes the floor drops the answer that has not left', async () => {
    const c = aConversation();
    c.delivering = false;
    c.busy(4_000);
    await c.say('Can I return it?');
    await c.pass(5_000);
    await c.core().takeFloor(MEMBER);
    c.delivering = true;
    await c.pass(SETTLED_MS);
    expect(c.posts).toEqual([]);
    const answer = (await c.thread()).entries.find((entry) => entry.direction === 'out');
    expect(answer?.send).toMatchObject({ state: 'denied', stateReason: 'floor' });
  });

  test('a person who takes the floor while the connection is asked for room drops it too', async () => {
    const c = aConversation();
    c.outside.take = async () => {
      await c.core().takeFloor(MEMBER);
      return { kind: 'go' };
    };
    await c.say('Can I return it?');
    await c.pass(SETTLED_MS);
    expect(c.posts).toEqual([]);
  });
});

describe('an answer', () => {
  test('is kept with its reasons and its evidence', async () => {
    const c = aConversation();
    await c.say('Can I return it?');
    await c.pass(SETTLED_MS);
    const answer = (await c.thread()).entries.find((entry) => entry.direction === 'out');
    expect(answer?.reasons).toMatchObject({
      intent: 'returns',
      confidence: 0.95,
      flow: 'returns',
      flowVersion: 1,
    });
    expect(answer?.evidence).toMatchObject([
      { title: 'Returns', quote: 'You can return anything within 30 days.' },
    ]);
  });

  test('comes from a person when nothing can be understood: the customer is told, and the inbox as well', async () => {
    const c = aConversation();
    c.outside.understand = async () => {
      throw new Error('the model is away');
    };
    await c.say('Can I return it?');
    await c.pass(SETTLED_MS);
    expect(c.texts()).toEqual([expect.stringContaining('Somebody at Bluebird Bikes')]);
    expect((await c.thread()).needsPerson).toMatchObject({ reason: 'understanding_unavailable' });
    expect(c.inbox.at(-1)?.item).toMatchObject({ reason: 'understanding_unavailable', floor: 'person' });
    expect((await c.thread()).entries.at(-1)?.reasons?.note).toBe('understanding was not available');
  });

  test('comes from a person when the knowledge cannot be read', async () => {
    const c = aConversation();
    c.outside.retrieve = async () => {
      throw new Error('the database is away');
    };
    await c.say('Can I return it?');
    await c.pass(SETTLED_MS);
    expect((await c.thread()).needsPerson).not.toBeNull();
    expect(c.posts).toHaveLength(1);
  });

  test('waits while the business cannot be read, and is not lost', async () => {
    const c = aConversation();
    const business = c.business;
    const profile = downFor(3);
    c.outside.profile = async () => {
      await profile();
      return business;
    };
    await c.say('Can I return it?');
    await c.pass(HOUR_MS);
    expect(c.posts).toHaveLength(1);
  });

  test('is not given for a business or a connection that is gone; the message stays', async () => {
    const c = aConversation();
    c.business = null;
    await c.say('Can I return it?');
    await c.pass(DAY_MS);
    expect(c.heard).toEqual([]);
    expect((await c.thread()).entries).toHaveLength(1);
    expect(c.posts).toEqual([]);
  });
});

describe('two machines that answer each other', () => {
  test('are stopped after ten answers in a minute, and a person looks at it', async () => {
    const c = aConversation();
    for (let round = 0; round < 25; round += 1) {
      await c.say(`Automatic reply number ${round}`);
      await c.pass(2_000);
    }
    expect(c.posts.length).toBeGreaterThanOrEqual(5);
    expect(c.posts.length).toBeLessThanOrEqual(10);
    expect((await c.thread()).needsPerson).toMatchObject({ reason: 'loop' });
    expect((await c.thread()).floor.holder).toBe('person');
  });
});

describe('a person', () => {
  test('answers once, however often the page sends it', async () => {
    const c = aConversation();
    await c.say('Can I return it?');
    const first = await c.core().answer(MEMBER, 'click1', 'Of course!');
    expect(await c.core().answer(MEMBER, 'click1', 'Of course!')).toMatchObject({ sendId: first?.sendId });
    await c.pass(SETTLED_MS);
    await c.core().answer(MEMBER, 'click1', 'Of course!');
    await c.pass(SETTLED_MS);
    expect(c.texts()).toEqual(['Of course!']);
    await c.core().answer(MEMBER, 'click2', 'Anything else?');
    await c.pass(SETTLED_MS);
    expect(c.texts()).toEqual(['Of course!', 'Anything else?']);
  });

  test('who answers takes the floor: the bot says nothing to the same question', async () => {
    const c = aConversation();
    await c.say('Can I return it?');
    await c.core().answer(MEMBER, 'click1', 'Of course!');
    await c.pass(SETTLED_MS);
    expect((await c.thread()).floor).toMatchObject({ holder: 'person', memberId: MEMBER });
    await c.say('And the red one?');
    await c.pass(SETTLED_MS);
    expect(c.texts()).toEqual(['Of course!']);
    expect((await c.thread()).needsPerson).toMatchObject({ reason: 'wrote_again' });
  });

  test('who hands back lets the bot answer again, and leaves the inbox', async () => {
    const c = aConversation();
    await c.say('Can I return it?');
    await c.core().takeFloor(MEMBER);
    await c.pass(SETTLED_MS);
    expect(c.inbox.at(-1)?.item).toMatchObject({ floor: 'person', memberId: MEMBER });
    expect(await c.core().handBack(MEMBER)).toBe(true);
    expect(await c.core().handBack(MEMBER)).toBe(false);
    await c.pass(SETTLED_MS);
    expect(c.inbox.at(-1)?.item).toBeNull();
    await c.say('Can I return the red one?');
    await c.pass(SETTLED_MS);
    expect(c.posts).toHaveLength(1);
  });

  test('who says nothing for too long gives the floor back', async () => {
    const c = aConversation({ personHoldsFloorMs: HOUR_MS });
    await c.say('Can I return it?');
    await c.core().takeFloor(MEMBER);
    await c.pass(HOUR_MS - 1_000);
    await c.core().answer(MEMBER, 'click1', 'Let me look.');
    await c.pass(HOUR_MS - 1_000);
    expect((await c.thread()).floor.holder).toBe('person');
    await c.pass(2_000);
    expect((await c.thread()).floor.holder).toBe('bot');
  });

  test('cannot write to somebody who has opted out', async () => {
    const c = aConversation();
    await c.say('STOP');
    await c.pass(SETTLED_MS);
    const view = await c.core().answer(MEMBER, 'click1', 'One more thing');
    await c.pass(SETTLED_MS);
    expect(await c.read(view!.sendId)).toMatchObject({ state: 'denied', stateReason: 'suppression' });
    expect(c.posts).toHaveLength(1);
  });

  test('finds every change in the inbox in order, even if the inbox was away', async () => {
    const c = aConversation();
    c.outside.tellInbox = downFor(2);
    await c.say('Can I return it?');
    await c.core().takeFloor(MEMBER);
    await c.pass(60_000);
    await c.core().handBack(MEMBER);
    await c.pass(60_000);
    const versions = c.inbox.map((change) => change.version);
    expect(versions).toEqual(versions.toSorted((a, b) => a - b));
    expect(c.inbox.at(-1)?.item).toBeNull();
    expect(c.inbox.some((change) => change.item?.memberId === MEMBER)).toBe(true);
  });
});
