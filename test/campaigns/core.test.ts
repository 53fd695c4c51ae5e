import { describe, expect, it } from 'vitest';
import { MAX_OPEN_PAGES, REOFFER_AFTER_MS } from '../../src/campaigns/release.ts';
import { people, SPEC, START_MS, World } from './world.ts';

const postsOf = (world: World): number[] => [...world.posts.values()];

describe('a campaign that runs through', () => {
  it('writes to everybody once and says so', async () => {
    const world = await World.started(175);
    await world.run();
    const progress = await world.core.progress();
    expect(progress).toMatchObject({ state: 'done', total: 175, segments: 175, finishedAtMs: START_MS });
    expect(progress?.byState).toMatchObject({ sent: 175, waiting: 0, queued: 0 });
    expect(world.posts.size).toBe(175);
    expect(Math.max(...postsOf(world))).toBe(1);
  });

  it('merges duplicate addresses, the first one wins', async () => {
    const world = new World();
    await world.core.create(SPEC);
    const [ann] = people(1);
    const again = { address: ann!.address, attributes: { name: 'Other' } };
    expect(await world.core.addRecipients([...people(3), again])).toEqual({
      kind: 'added',
      added: 3,
      duplicates: 1,
    });
    expect(await world.core.addRecipients([again])).toEqual({ kind: 'added', added: 0, duplicates: 1 });
    const sample = await world.core.sample(10);
    expect(sample.map((r) => [r.seq, r.attributes.name])).toEqual([
      [1, 'Ann 0'],
      [2, 'Ann 1'],
      [3, 'Ann 2'],
    ]);
  });

  it('spreads a sample over the whole audience', async () => {
    const world = await World.started(1_000);
    expect((await world.core.sample(4)).map((r) => r.seq)).toEqual([1, 251, 501, 751]);
  });

  it('gives the same contact of the same campaign the same send id', async () => {
    const [one, two] = [await World.started(5), await World.started(5)];
    expect(await one.core.page(1, 5)).toEqual(await two.core.page(1, 5));
  });

  it('keeps no more pages open than it could pause', async () => {
    const world = await World.started(10_000);
    expect(world.queue).toHaveLength(MAX_OPEN_PAGES);
    await world.consume();
    expect(world.queue).toHaveLength(MAX_OPEN_PAGES);
  });

  it('walks 100,000 recipients in bounded time', async () => {
    const world = await World.started(100_000);
    const extra = { address: { kind: 'phone', value: '+15559999999' }, attributes: {} } as const;
    expect(await world.core.addRecipients([extra])).toEqual({ kind: 'refused', reason: 'frozen' });
    await world.run();
    expect(world.posts.size).toBe(100_000);
    expect(Math.max(...postsOf(world).slice(0, 50_000))).toBe(1);
    expect((await world.core.progress())?.byState.sent).toBe(100_000);
  }, 60_000);

  it('takes 100,000 recipients and not one more', async () => {
    const world = new World();
    await world.core.create(SPEC);
    for (let from = 0; from < 100_000; from += 5_000) await world.core.addRecipients(people(5_000, from));
    expect(await world.core.addRecipients(people(3, 99_999))).toEqual({ kind: 'refused', reason: 'full' });
    expect((await world.core.progress())?.total).toBe(100_000);
  }, 30_000);
});

describe('crashes', () => {
  it('at every single step: everybody once, nobody twice', async () => {
    let steps = 0;
    for (let at = 1; ; at += 1) {
      const world = new World();
      await world.core.create(SPEC);
      await world.core.addRecipients(people(120));
      world.crashIn = at;
      await world.survive(() => world.core.start());
      await world.run();
      if (world.crashes === 0) break;
      steps += 1;
      expect(world.posts.size, `crash at step ${at}`).toBe(120);
      expect(Math.max(...postsOf(world)), `crash at step ${at}`).toBe(1);
      const progress = await world.core.progress();
      expect(progress?.byState.sent, `crash at step ${at}`).toBe(120);
      expect(progress?.state).toBe('done');
    }
    expect(steps).toBeGreaterThan(300);
  }, 60_000);

  it('again and again while it runs', async () => {
    for (let every = 7; every < 120; every += 5) {
      const world = await World.started(230);
      for (let round = 0; round < 400 && (world.queue.length > 0 || world.alarmAtMs !== null); round += 1) {
        world.crashIn = round < 40 ? every : null;
        await (world.queue.length > 0 ? world.consume() : world.ring());
      }
      expect(world.crashes, `every ${every}`).toBeGreaterThan(0);
      await world.run();
      expect(world.posts.size, `every ${every}`).toBe(230);
      expect(Math.max(...postsOf(world))).toBe(1);
      expect((await world.core.progress())?.state).toBe('done');
    }
  }, 60_000);

  it('offers a page again whose job was lost, after ten minutes', async () => {
    const world = await World.started(60);
    world.queue.shift();
    while (world.queue.length > 0) await world.consume();
    expect((await world.core.progress())?.byState).toMatchObject({ sent: 10, queued: 50 });
    expect(world.alarmAtMs).toBe(START_MS + REOFFER_AFTER_MS);
    await world.run();
    expect((await world.core.progress())?.byState.sent).toBe(60);
  });

  it('comes to an end when a page is never reported, and still takes the late report', async () => {
    const world = await World.started(10);
    const page = await world.core.page(1, 10);
    for (let rings = 0; rings < 50 && world.alarmAtMs !== null; rings += 1) {
      world.queue = [];
      await world.ring();
    }
    const progress = await world.core.progress();
    expect(progress).toMatchObject({
      state: 'done',
      byState: { unknown: 10 },
      byReason: { not_reported: 10 },
    });
    const first = page!.recipients[0]!;
    await world.core.report([{ sendId: first.sendId, state: 'sent', reason: null, segments: 2 }]);
    expect((await world.core.progress())?.byState).toMatchObject({ unknown: 9, sent: 1 });
  });

  it('waits for a queue that is down without using up its offers', async () => {
    const world = await World.started(0);
    await world.core.addRecipients(people(30));
    world.queueDown = true;
    await world.core.start();
    for (let rings = 0; rings < 40; rings += 1) await world.ring();
    expect((await world.core.progress())?.byState.queued).toBe(30);
    world.queueDown = false;
    await world.run();
    expect((await world.core.progress())?.byState.sent).toBe(30);
  });

  it('counts and re-arms an alarm that throws', async () => {
    const world = await World.started(10, { startAtMs: START_MS + 1_000 });
    world.sql.run('ALTER TABLE pages RENAME TO lost');
    await world.ring();
    expect(world.alarmAtMs).toBe(START_MS + 3_000);
    world.sql.run('ALTER TABLE lost RENAME TO pages');
    await world.run();
    expect((await world.core.progress())?.byState.sent).toBe(10);
  });
});

describe('states', () => {
  it('starts once', async () => {
    const world = await World.started(60);
    const jobs = world.queue.length;
    expect(await world.core.start()).toMatchObject({ kind: 'conflict', reason: 'state' });
    expect(world.queue).toHaveLength(jobs);
  });

  it('started twice at the same moment: one start, one conflict', async () => {
    const world = new World();
    await world.core.create(SPEC);
    await world.core.addRecipients(people(60));
    const results = await Promise.all([world.core.start(), world.core.start()]);
    expect(results.map((r) => r.kind)).toEqual(['changed', 'conflict']);
    expect(world.queue).toHaveLength(2);
  });

  it('does not start without recipients, without a campaign, or after its time', async () => {
    const world = new World();
    expect(await world.core.start()).toEqual({ kind: 'missing' });
    expect(await world.core.progress()).toBeNull();
    await world.core.create(SPEC);
    expect(await world.core.start()).toMatchObject({ kind: 'conflict', reason: 'no_recipients' });
    await world.core.addRecipients(people(1));
    world.nowMs = SPEC.expiresAtMs;
    expect(await world.core.start()).toMatchObject({ kind: 'conflict', reason: 'expired' });
  });

  it('waits for its time', async () => {
    const startAtMs = START_MS + 3_600_000;
    const world = await World.started(10, { startAtMs });
    expect((await world.core.progress())?.state).toBe('scheduled');
    expect(await world.core.page(1, 10)).toBeNull();
    expect(world.alarmAtMs).toBe(startAtMs);
    await world.run();
    expect(await world.core.progress()).toMatchObject({ state: 'done', startedAtMs: startAtMs });
  });

  it('a paused campaign gives no page; resumed, it gives them all', async () => {
    const world = await World.started(3_000);
    await world.consume();
    expect(await world.core.pause()).toMatchObject({ kind: 'changed', progress: { state: 'paused' } });
    expect(await world.core.permission()).toBe('hold');
    while (world.queue.length > 0) await world.consume();
    expect(world.posts.size).toBe(50);
    expect(await world.core.pause()).toMatchObject({ kind: 'conflict' });
    await world.core.resume();
    await world.run();
    expect(world.posts.size).toBe(3_000);
    // Pages whose jobs were dropped meanwhile do not wait to be found missing.
    expect((await world.core.progress())?.finishedAtMs).toBe(START_MS);
    expect(await world.core.resume()).toMatchObject({ kind: 'conflict' });
  });

  it('a pause before the time of start keeps the time', async () => {
    const startAtMs = START_MS + 3_600_000;
    const world = await World.started(10, { startAtMs });
    await world.core.pause();
    expect(await world.core.resume()).toMatchObject({ progress: { state: 'scheduled' } });
    expect(world.queue).toHaveLength(0);
  });

  it('a cancelled campaign ends for good', async () => {
    const world = await World.started(3_000);
    await world.consume();
    await world.core.cancel();
    await world.run();
    expect(world.posts.size).toBe(50);
    const progress = await world.core.progress();
    expect(progress).toMatchObject({
      state: 'cancelled',
      byState: { sent: 50, cancelled: 2_950, queued: 0 },
    });
    expect(await world.core.permission()).toBe('cancel');
    for (const act of [world.core.resume, world.core.start, world.core.cancel, world.core.pause]) {
      expect(await act()).toMatchObject({ kind: 'conflict' });
    }
  });

  it('what cannot leave by its time is dropped', async () => {
    const world = await World.started(10_000, { perSecond: 1, expiresAtMs: START_MS + 60_000 });
    await world.run();
    const progress = await world.core.progress();
    expect(progress).toMatchObject({ state: 'done', stateReason: 'expired' });
    expect(progress?.byState.sent).toBe(60);
    expect(progress?.byReason).toEqual({ expired: 9_940 });
  });
});

describe('pace', () => {
  it.each([0.5, 1, 7, 50, 75, 130])('never more than %d a second', async (perSecond) => {
    const world = await World.started(Math.ceil(perSecond * 20), { perSecond });
    await world.run();
    for (const { atMs } of world.releases) {
      const inWindow = world.releases.filter((r) => r.atMs >= atMs && r.atMs < atMs + 1_000);
      const sum = inWindow.reduce((total, r) => total + r.recipients, 0);
      expect(sum).toBeLessThanOrEqual(Math.max(1, perSecond));
    }
    const tookMs = ((await world.core.progress())?.finishedAtMs ?? 0) - START_MS;
    expect(tookMs).toBeGreaterThanOrEqual(18_000);
    expect(tookMs).toBeLessThan(25_000);
    expect((await world.core.progress())?.state).toBe('done');
  });
});

describe('outcomes', () => {
  it('the same report twice is one report', async () => {
    const world = await World.started(20);
    const page = await world.core.page(1, 20);
    const outcomes = page!.recipients.map((r, at) => ({
      sendId: r.sendId,
      state: at < 5 ? ('denied' as const) : ('sent' as const),
      reason: at < 5 ? 'consent' : null,
      segments: 2,
    }));
    await world.core.report(outcomes);
    const once = await world.core.progress();
    await world.core.report(outcomes);
    expect(await world.core.progress()).toEqual(once);
    expect(once).toMatchObject({ segments: 30, byReason: { consent: 5 }, byState: { sent: 15, denied: 5 } });
  });

  it('ignores send ids that are not its own', async () => {
    const world = await World.started(5);
    const page = await world.core.page(1, 5);
    const { sendId } = page!.recipients[0]!;
    for (const forged of [
      sendId.replace('spring1', 'spring2'),
      sendId.replace(/x1$/, 'x6'),
      `${sendId.slice(0, -1)}0`,
    ]) {
      await world.core.report([{ sendId: forged as never, state: 'sent', reason: null, segments: 1 }]);
    }
    expect((await world.core.progress())?.byState.sent).toBe(0);
  });

  it('ignores a report about somebody who was not offered yet', async () => {
    const world = await World.started(20, { perSecond: 5 });
    const [, , , later] = await world.core.sample(4);
    expect(later?.seq).toBe(16);
    await world.core.report([{ sendId: later!.sendId, state: 'sent', reason: null, segments: 1 }]);
    expect((await world.core.progress())?.byState).toMatchObject({ sent: 0, queued: 5, waiting: 15 });
  });

  it('a deferred recipient keeps the campaign open until the conversation reports', async () => {
    const world = await World.started(3);
    world.outcomeOf = (r) =>
      r.seq === 2 ? { state: 'deferred', reason: 'quietHours' } : { state: 'sent', reason: null };
    const page = await world.core.page(1, 3);
    await world.consume();
    expect(await world.core.progress()).toMatchObject({
      state: 'running',
      byState: { deferred: 1, sent: 2 },
    });
    expect(await world.core.permission()).toBe('send');
    const { sendId } = page!.recipients[1]!;
    await world.core.report([{ sendId, state: 'sent', reason: null, segments: 0 }]);
    expect(await world.core.progress()).toMatchObject({
      state: 'done',
      byState: { deferred: 0, sent: 3 },
      byReason: {},
      segments: 3,
    });
    await world.core.report([{ sendId, state: 'deferred', reason: 'quietHours', segments: 0 }]);
    expect((await world.core.progress())?.byState.sent).toBe(3);
  });

  it('a deferred recipient that is never reported does not keep it open for ever', async () => {
    const world = await World.started(3);
    world.outcomeOf = () => ({ state: 'deferred', reason: 'quietHours' });
    await world.run();
    expect(await world.core.progress()).toMatchObject({
      state: 'done',
      stateReason: 'expired',
      byState: { cancelled: 3, deferred: 0 },
      byReason: { expired: 3 },
    });
    expect(await world.core.permission()).toBe('cancel');
  });

  it('stops itself when too many fail, and goes on when told to', async () => {
    const world = await World.started(5_000, { stopAtFailureShare: 0.2 });
    world.outcomeOf = (r) =>
      r.seq % 2 === 0 ? { state: 'failed', reason: '30007' } : { state: 'sent', reason: null };
    while (world.queue.length > 0) await world.consume();
    const progress = await world.core.progress();
    expect(progress).toMatchObject({ state: 'paused', stateReason: 'failures', byReason: { '30007': 25 } });
    expect(world.posts.size).toBe(25);
    world.outcomeOf = () => ({ state: 'sent', reason: null });
    await world.core.resume();
    await world.run();
    expect((await world.core.progress())?.byState).toMatchObject({ sent: 4_975, failed: 25 });
  });

  it('does not stop for a few failures, nor for people without consent', async () => {
    const world = await World.started(200);
    world.outcomeOf = (r) => {
      if (r.seq <= 10) return { state: 'failed', reason: '30003' };
      return r.seq <= 150 ? { state: 'denied', reason: 'consent' } : { state: 'sent', reason: null };
    };
    await world.run();
    expect((await world.core.progress())?.byState).toMatchObject({ failed: 10, denied: 140, sent: 50 });
  });
});
