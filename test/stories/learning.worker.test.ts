/** The owner looks at how well it understands, asks why, labels what is worth it, and lets it learn from history. */
import { runDurableObjectAlarm } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { spellTuple } from '../../src/platform/hash.ts';
import { openTextingShop, simulateProvider, type TextingShop } from './texting-shop.ts';

describe('understanding', () => {
  let story: TextingShop;

  beforeAll(async () => {
    simulateProvider();
    story = await openTextingShop('looking');
    const texts = [
      'hello, where is my order please?',
      'hi can i get a refund for this shirt please',
      'what time do you close today please',
      'the other one maybe',
      'blue thing later, call 206 555 0123',
    ];
    await Promise.all(texts.map((text, at) => story.text(`+1202555${String(4_000 + at)}`, text)));
  });
  afterAll(() => {
    vi.restoreAllMocks();
  });

  it('is measured by day and version, soon after the messages', async () => {
    const quality = await vi.waitFor(
      async () => {
        const { json } = await story.api('GET', '/v1/understanding/quality');
        expect(json.total.turns).toBe(5);
        return json;
      },
      { timeout: 15_000, interval: 100 },
    );
    expect(quality.days).toHaveLength(30);
    expect(quality.versions).toEqual([expect.objectContaining({ version: 'default', turns: 5 })]);
    expect((await story.api('GET', '/v1/understanding/quality?from=2026-02-01&to=2026-01-01')).status).toBe(
      422,
    );
    expect((await story.api('GET', '/v1/understanding/quality?from=2020-01-01&to=2026-01-01')).status).toBe(
      422,
    );
  });

  it('is explained without being used: what it would say, the words that weighed, the examples that are alike', async () => {
    const { json } = await story.api('POST', '/v1/understanding/test', {
      text: 'can i get a refund for this',
    });
    expect(json).toMatchObject({ intent: 'returns', flow: 'returns', why: { label: null } });
    expect(json.text).not.toBe('');
    expect(json.why.words[0].word).toBe('refund');
    expect(json.why.nearest[0].intent).toBe('returns');
    await story.api('POST', '/v1/corrections', { text: 'gears slip again', intent: 'complaint' });
    const labelled = await story.api('POST', '/v1/understanding/test', { text: 'Gears slip again!' });
    expect(labelled.json.why.label).toEqual({ of: 'the same', intent: 'complaint' });
    expect(labelled.json).toMatchObject({ intent: 'complaint', decision: 'handOff' });
  });

  it('suggests what is worth a label, without what tells who wrote; a label takes it off the list', async () => {
    const { json } = await vi.waitFor(
      async () => {
        const answer = await story.api('GET', '/v1/understanding/suggestions');
        expect(answer.json.data.length).toBeGreaterThanOrEqual(2);
        return answer;
      },
      { timeout: 15_000, interval: 100 },
    );
    const texts = json.data.map(({ text }: { text: string }) => text);
    expect(texts).toContain('the other one maybe');
    expect(JSON.stringify(texts)).not.toContain('555');
    const [{ conversationId, seq, text }] = json.data;
    const labelled = await story.api('POST', '/v1/corrections', { conversationId, seq, intent: null });
    expect(labelled.status).toBe(201);
    const after = await story.api('GET', '/v1/understanding/suggestions');
    expect(after.json.data.map((one: { text: string }) => one.text)).not.toContain(text);
  });

  it('learns from history only when it may, says how much, and shows what it mistakes for what', async () => {
    const trainer = env.TRAINER.get(env.TRAINER.idFromName(spellTuple([story.shop.id, 'trainer'])));
    const trained = async (count: number) => {
      await story.api('POST', '/v1/models/train');
      return vi.waitFor(
        async () => {
          await runDurableObjectAlarm(trainer);
          const { json } = await story.api('GET', '/v1/models');
          expect([json.versions.length, json.training.phase]).toEqual([count, 'idle']);
          return json;
        },
        { timeout: 40_000, interval: 200 },
      );
    };
    const without = await trained(1);
    expect(without.versions[0].selfLabelled).toBe(0);
    expect((await story.api('POST', '/v1/models/roll-back')).json.canary).toBeNull();
    expect((await story.api('POST', '/v1/understanding/self-training', { on: true })).json).toEqual({
      on: true,
    });
    const withHistory = await trained(2);
    expect(withHistory.versions[0].selfLabelled).toBeGreaterThan(0);
    const confusion = await story.api('GET', '/v1/understanding/confusion');
    expect(confusion.json.version).toBe('v2');
    const [commonest] = confusion.json.cells;
    expect(commonest.truth).toBe(commonest.guess);
  }, 90_000);
});
