/** New versions of a classifier by themselves: a bad one is rolled back, a good one goes live. Through the whole Worker. */
import { runDurableObjectAlarm } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { defaultTrainingLines } from '../../src/flows/examples/index.ts';
import { spellTuple } from '../../src/platform/hash.ts';
import { trainIntentModel } from '../../src/understanding/train.ts';
import { openTextingShop, simulateProvider, type TextingShop } from './texting-shop.ts';

beforeAll(() => simulateProvider());
afterAll(() => {
  vi.restoreAllMocks();
});

let customers = 0;

/** So many customers ask where their order is; how many of them each version answered. */
async function ask(story: TextingShop, count: number): Promise<void> {
  for (let at = 0; at < count; at += 10) {
    await Promise.all(
      Array.from({ length: 10 }, () =>
        story.text(`+1202555${String(2_000 + (customers += 1))}`, 'where is my order'),
      ),
    );
  }
}

/** What a person would wait for: the trainer looks again. */
async function trainerOf(story: TextingShop) {
  return env.TRAINER.get(env.TRAINER.idFromName(spellTuple([story.shop.id, 'trainer'])));
}

async function plant(story: TextingShop, version: string, bytes: Uint8Array): Promise<void> {
  await story.api('GET', '/v1/intents');
  const facts = { examples: 1, intents: 14, bytes: bytes.length, trainMs: 1, selfLabelled: 0 };
  await story.shop.store.releases.add(
    {
      version,
      number: 1,
      state: 'ready',
      ...facts,
      gate: null,
      confusion: [],
      reason: 'Planted.',
      createdAtMs: 1,
    },
    bytes,
  );
}

/** Customers come until the trainer has made up its mind. */
async function until(story: TextingShop, wanted: (models: { canary: unknown }) => boolean) {
  const trainer = await trainerOf(story);
  for (let round = 0; round < 12; round += 1) {
    await ask(story, 30);
    const counted = async () => {
      const { json } = await story.api('GET', '/v1/models');
      if (json.canary === null) return;
      expect(json.canary.serving.conversations + json.canary.next.conversations).toBeGreaterThanOrEqual(
        (round + 1) * 30,
      );
    };
    await vi.waitFor(counted, { timeout: 15_000, interval: 100 });
    await runDurableObjectAlarm(trainer);
    const { json } = await story.api('GET', '/v1/models');
    if (wanted(json)) return json;
  }
  throw new Error('the trainer has not made up its mind');
}

describe('a version that is tried', () => {
  it('and is bad is rolled back by itself, soon', { timeout: 120_000 }, async () => {
    const story = await openTextingShop('badly');
    const bad = defaultTrainingLines().map((line) =>
      line.intent === 'order_status' ? { ...line, intent: 'talk_to_person' } : line,
    );
    await plant(story, 'v1', trainIntentModel(bad, { byteBudget: 200_000 }));
    expect((await story.api('POST', '/v1/models/v1/canary', { share: 0.5 })).json.canary.version).toBe('v1');
    const models = await until(story, ({ canary }) => canary === null);
    expect(models).toMatchObject({ serving: 'default', canary: null });
    expect(models.versions[0]).toMatchObject({ version: 'v1', state: 'rolledBack' });
    expect(models.versions[0].reason).toMatch(/^Rolled back: \d+ of \d+ conversations/);
  });

  it(
    'and is good goes live by itself, and each conversation kept its version',
    { timeout: 120_000 },
    async () => {
      const story = await openTextingShop('well');
      await plant(story, 'v1', trainIntentModel(defaultTrainingLines(), { byteBudget: 150_000 }));
      await story.api('POST', '/v1/models/v1/canary', { share: 0.5 });
      await new Promise((resolve) => setTimeout(resolve, 2_100));
      const number = '+12025559001';
      const first = await story.text(number, 'where is my order');
      const again = await story.text(number, 'do you sell helmets');
      expect(again.understood?.modelVersion).toBe(first.understood?.modelVersion);
      const models = await until(story, ({ canary }) => canary === null);
      expect(models).toMatchObject({ serving: 'v1', canary: null, pinned: false });
      expect(models.versions[0]).toMatchObject({ version: 'v1', state: 'serving' });
    },
  );
});

describe('training', () => {
  it(
    'begins by itself after labels, is judged by the held-out lines, and is tried',
    { timeout: 60_000 },
    async () => {
      const story = await openTextingShop('learning');
      const trainer = await trainerOf(story);
      await story.api('POST', '/v1/intents', { name: 'bike_rental' });
      const texts = Array.from({ length: 12 }, (_, at) => `can i rent a bike for ${at + 2} days`);
      await story.api('POST', '/v1/intents/bike_rental/examples', { texts });
      // Three that judge: what the new version alone can know must outweigh a line that happens to tip over.
      for (const days of [23, 24, 27])
        await story.api('POST', '/v1/corrections', {
          text: `can i rent a bike for ${days} days`,
          intent: 'bike_rental',
        });
      expect((await story.api('GET', '/v1/models')).json.training.phase).toBe('waiting');
      expect((await story.api('POST', '/v1/models/train')).status).toBe(202);
      const { json } = await vi.waitFor(
        async () => {
          await runDurableObjectAlarm(trainer);
          const answer = await story.api('GET', '/v1/models');
          expect(answer.json.canary?.version).toBe('v1');
          return answer;
        },
        { timeout: 30_000, interval: 200 },
      );
      const [made] = json.versions;
      expect(made).toMatchObject({ version: 'v1', state: 'canary', intents: 15 });
      expect(made.regression.rightAfter).toBeGreaterThanOrEqual(made.regression.rightBefore);
      expect(made.regression.lines).toBeGreaterThan(50);
      const pinned = await story.api('POST', '/v1/models/v1/pin');
      expect(pinned.json).toMatchObject({ serving: 'v1', pinned: true, canary: null });
      await new Promise((resolve) => setTimeout(resolve, 2_100));
      const said = await story.text('+12025559101', 'i would like to rent two bikes on sunday');
      expect(said.understood).toMatchObject({ intent: 'bike_rental', modelVersion: 'v1' });
      const back = await story.api('POST', '/v1/models/default/pin');
      expect(back.json).toMatchObject({ serving: 'default', pinned: true });
    },
  );

  it('on a set that breaks what worked is refused, and stays refused', { timeout: 60_000 }, async () => {
    const story = await openTextingShop('ruined');
    const trainer = await trainerOf(story);
    const { json } = await story.api('GET', '/v1/intents/returns/examples?limit=100');
    for (const { id, heldOut } of json.data) {
      if (!heldOut) await story.api('PATCH', `/v1/examples/${id}`, { intent: 'order_status' });
    }
    await story.api('POST', '/v1/models/train');
    const models = await vi.waitFor(
      async () => {
        await runDurableObjectAlarm(trainer);
        const answer = await story.api('GET', '/v1/models');
        expect(answer.json.versions).toHaveLength(1);
        expect(answer.json.training.phase).toBe('idle');
        return answer.json;
      },
      { timeout: 30_000, interval: 200 },
    );
    expect(models).toMatchObject({ serving: 'default', canary: null });
    expect(models.versions[0]).toMatchObject({ state: 'refused' });
    expect(models.versions[0].regression.broken.length).toBeGreaterThan(0);
    expect((await story.api('POST', '/v1/models/v1/canary', { share: 0.5 })).status).toBe(409);
    expect((await story.api('POST', '/v1/models/v1/pin')).status).toBe(409);
  });
});
