import { describe, expect, test } from 'vitest';
import { aConversation, CHAT, DAY_MS, SMS, WHO } from './a-conversation.ts';
import { keptRows } from '../simulation/kept-rows.ts';

describe('what a customer writes', () => {
  test('is stored and answered once, however often the provider delivers it', async () => {
    const c = aConversation();
    expect(await c.receive({ text: 'Can I return it?', providerMessageId: 'SMa' })).toEqual({
      stored: 1,
      duplicates: 0,
    });
    expect(await c.receive({ text: 'Can I return it?', providerMessageId: 'SMa' })).toEqual({
      stored: 0,
      duplicates: 1,
    });
    await c.pass(10_000);
    expect(await c.receive({ text: 'Can I return it?', providerMessageId: 'SMa' })).toEqual({
      stored: 0,
      duplicates: 1,
    });
    await c.pass(10_000);
    expect(c.posts).toHaveLength(1);
    expect(c.texts()[0]).toContain('within 30 days');
    expect((await c.thread()).entries.map((entry) => entry.direction)).toEqual(['in', 'out']);
  });

  test('counts as new under the same id of another connection', async () => {
    const c = aConversation();
    await c.receive({ text: 'Hello', providerMessageId: 'SMa' });
    expect(await c.receive({ text: 'Hello', providerMessageId: 'SMa' }, CHAT)).toMatchObject({ stored: 1 });
  });

  test('in two quick messages gets one answer to both', async () => {
    const c = aConversation();
    await c.say('Hi');
    await c.pass(1_000);
    await c.say('Can I return a helmet?');
    await c.pass(1_000);
    expect(c.heard).toEqual([]);
    await c.pass(1_000);
    expect(c.heard).toEqual(['Hi\nCan I return a helmet?']);
    expect(c.posts).toHaveLength(1);
  });

  test('is answered after four gathering times, even if the customer goes on typing', async () => {
    const c = aConversation();
    for (let second = 0; second < 8; second += 1) {
      await c.say(`line ${second}`);
      await c.pass(1_000);
    }
    expect(c.heard).toEqual(['line 0\nline 1\nline 2\nline 3\nline 4\nline 5']);
    await c.pass(10_000);
    expect(c.heard).toHaveLength(2);
    expect(c.posts).toHaveLength(2);
  });

  test('goes to the thread with its pictures named', async () => {
    const c = aConversation();
    await c.receive({ text: 'Look', media: [{ url: 'https://x.example/1', contentType: 'image/jpeg' }] });
    expect((await c.thread()).entries[0]?.text).toBe('Look\n[image/jpeg]');
  });

  test('that could not be stored is an error to the provider, and taken when it comes again', async () => {
    const c = aConversation();
    await c.say('first');
    c.broken.statement = /INSERT INTO/;
    await expect(c.receive({ text: 'second', providerMessageId: 'SMb' })).rejects.toThrow('full');
    c.broken.statement = null;
    expect((await c.thread()).entries).toHaveLength(1);
    expect(await c.receive({ text: 'second', providerMessageId: 'SMb' })).toEqual({
      stored: 1,
      duplicates: 0,
    });
    await c.pass(10_000);
    expect(c.heard).toEqual(['first\nsecond']);
  });

  test('is answered through the channel that it came by', async () => {
    const c = aConversation();
    await c.say('Can I return it?', CHAT);
    await c.pass(10_000);
    const answer = (await c.thread()).entries.find((entry) => entry.direction === 'out');
    expect(answer?.send?.state).toBe('sent');
    // A chat needs no queue and no provider: the open socket reads the thread.
    expect(c.posts).toEqual([]);
  });

  test('leaves no trace where nobody has written: looking creates nothing', async () => {
    const c = aConversation();
    expect(await c.core().thread(0, 10)).toBeNull();
    expect(await c.core().takeFloor('mbr_ann1')).toBe(false);
    await c.core().alarm();
    expect(c.sql.all('SELECT name FROM sqlite_master')).toEqual([]);
    expect(c.alarms).toEqual([]);
  });
});

describe('STOP', () => {
  test('cancels what has not left in the very transaction that stores it', async () => {
    const c = aConversation();
    const waiting = await c.send('later', { notBeforeMs: c.nowMs + DAY_MS });
    c.delivering = false;
    const ready = await c.send('ready');
    await c.say('STOP');
    expect(await c.read(waiting)).toMatchObject({ state: 'cancelled', stateReason: 'opted_out' });
    expect(await c.read(ready)).toMatchObject({ state: 'cancelled', stateReason: 'opted_out' });
    c.delivering = true;
    await c.pass(2 * DAY_MS);
    expect(c.texts()).toEqual([expect.stringMatching(/unsubscribed|no more|won't|will not/i)]);
  });

  test('and what it cancels are one: a fault between them leaves neither, and the next try does both', async () => {
    const c = aConversation();
    const waiting = await c.send('later', { notBeforeMs: c.nowMs + DAY_MS });
    c.broken.statement = /INSERT INTO kept .*DO UPDATE/;
    const stop = { text: 'STOP', providerMessageId: 'SMstop' };
    await Promise.allSettled([c.receive(stop), c.core().thread(0, 10)]);
    expect(keptRows(c.sql, 'state')).toMatchObject([{ opted_out: false }]);
    expect(keptRows(c.sql, 'send')).toMatchObject([{ state: 'pending' }]);
    c.broken.statement = null;
    await c.receive(stop);
    expect((await c.thread()).optedOut).toBe(true);
    expect((await c.read(waiting)).state).toBe('cancelled');
    await c.pass(10_000);
    expect(c.posts).toHaveLength(1);
  });

  test.each(['STOP', 'stop.', 'Unsubscribe', 'please stop texting me', 'Stop sending me messages'])(
    '%s is obeyed, never passes through a model, and is confirmed once',
    async (words) => {
      const c = aConversation();
      await c.say(words);
      expect((await c.thread()).optedOut).toBe(true);
      await c.pass(10_000);
      await c.say('STOP');
      await c.pass(10_000);
      expect(c.heard).toEqual([]);
      expect(c.posts).toHaveLength(1);
      expect(c.texts()[0]).toContain('Bluebird Bikes');
      expect(c.eventsOf('consent.optedOut')).toHaveLength(1);
    },
  );

  test('in one burst with a question: the question is kept, only the confirmation is sent', async () => {
    const c = aConversation();
    await c.say('Can I return it?');
    await c.say('STOP');
    await c.pass(DAY_MS);
    expect(c.posts).toHaveLength(1);
    expect(c.heard).toEqual([]);
    expect((await c.thread()).entries.filter((entry) => entry.direction === 'in')).toHaveLength(2);
  });

  test('silences the bot: what is written afterwards is kept and not answered', async () => {
    const c = aConversation();
    await c.say('STOP');
    await c.pass(10_000);
    await c.say('Can I return it?');
    await c.pass(DAY_MS);
    expect(c.posts).toHaveLength(1);
    expect((await c.thread()).entries.filter((entry) => entry.direction === 'in')).toHaveLength(2);
  });

  test('wins over an API call that says otherwise, and over a new send', async () => {
    const c = aConversation();
    await c.say('STOP');
    const change = { purpose: 'offers', channel: 'sms', source: 'api', evidence: 'form' } as const;
    expect(await c.core().changeConsent(WHO, { ...change, kind: 'optIn' })).toEqual({
      kind: 'refused',
      reason: 'opted_out',
    });
    expect(await c.core().changeConsent(WHO, { ...change, kind: 'grant' })).toEqual({
      kind: 'refused',
      reason: 'opted_out',
    });
    await expect(c.send('shipped')).rejects.toThrow('"reason":"suppression"');
  });

  test('that the provider has answered gets no word from us', async () => {
    const c = aConversation();
    await c.receive({ text: 'STOP', handledByProvider: 'stop' });
    await c.pass(DAY_MS);
    expect((await c.thread()).optedOut).toBe(true);
    expect(c.posts).toEqual([]);
  });

  test('whose confirmation is late is not confirmed at all', async () => {
    const c = aConversation();
    c.busy(10 * 60_000);
    await c.say('STOP');
    await c.pass(11 * 60_000);
    expect(c.posts).toEqual([]);
  });
});

describe('START and HELP', () => {
  test('START brings a customer back, with a word about it, and questions are answered again', async () => {
    const c = aConversation();
    await c.say('STOP');
    await c.pass(10_000);
    await c.say('START');
    expect((await c.thread()).optedOut).toBe(false);
    await c.pass(10_000);
    expect(c.posts).toHaveLength(2);
    await c.say('Can I return it?');
    await c.pass(10_000);
    expect(c.texts()[2]).toContain('within 30 days');
  });

  test('START that the provider has handled is obeyed in silence', async () => {
    const c = aConversation();
    await c.receive({ text: 'STOP', handledByProvider: 'stop' });
    await c.receive({ text: 'START', handledByProvider: 'start' });
    await c.pass(10_000);
    expect((await c.thread()).optedOut).toBe(false);
    expect(c.posts).toEqual([]);
  });

  test('"yes" from somebody who never left is an answer like any other', async () => {
    const c = aConversation();
    await c.say('yes');
    await c.pass(10_000);
    expect(c.heard).toEqual(['yes']);
  });

  test('HELP says who writes and how to stop, and opts nobody out', async () => {
    const c = aConversation();
    await c.say('HELP');
    await c.pass(10_000);
    expect(c.texts()).toEqual([expect.stringContaining('STOP')]);
    expect(c.texts()[0]).toContain('Bluebird Bikes');
    expect((await c.thread()).optedOut).toBe(false);
    expect(c.heard).toEqual([]);
  });

  test('HELP that the provider has handled needs no answer', async () => {
    const c = aConversation();
    await c.receive({ text: 'HELP', handledByProvider: 'help' });
    await c.pass(10_000);
    expect(c.posts).toEqual([]);
  });

  test('HELP from somebody who has opted out stays unanswered: the STOP wins', async () => {
    const c = aConversation();
    await c.say('STOP');
    await c.pass(10_000);
    await c.say('HELP');
    await c.pass(10_000);
    expect((await c.thread()).optedOut).toBe(true);
    expect(c.posts).toHaveLength(1);
    const sends = (await c.thread()).entries.filter((entry) => entry.send !== null);
    expect(sends.at(-1)?.send).toMatchObject({ state: 'denied', stateReason: 'suppression' });
  });
});

test('a STOP on one route holds for the whole conversation', async () => {
  const c = aConversation();
  await c.say('STOP', SMS);
  await c.pass(10_000);
  await expect(c.send('shipped', { ...CHAT })).rejects.toThrow('suppression');
});
