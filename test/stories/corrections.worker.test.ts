/** A person says what a message meant, and the next customer with the same words is understood. Through the whole Worker. */
import { env } from 'cloudflare:workers';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { openTextingShop, simulateProvider, type TextingShop } from './texting-shop.ts';

const WORDS = 'my brompton makes a clicking noise';

/** After so long every isolate has seen a label. */
const seconds = () => new Promise((resolve) => setTimeout(resolve, 2_100));

describe('a correction', () => {
  let story: TextingShop;

  beforeAll(async () => {
    simulateProvider();
    story = await openTextingShop('corrected');
  });
  afterAll(() => {
    vi.restoreAllMocks();
  });

  it('changes what the next message of the same words is understood as, within seconds', async () => {
    const before = await story.text('+12025550001', WORDS);
    expect(before.understood?.intent).not.toBe('appointment');
    const corrected = await story.api('POST', '/v1/corrections', {
      conversationId: await story.conversationId('+12025550001'),
      seq: before.seq,
      intent: 'appointment',
    });
    expect([corrected.status, corrected.json.understoodAs]).toEqual([201, before.understood?.intent ?? null]);
    expect(corrected.json.example).toMatchObject({
      text: WORDS,
      intent: 'appointment',
      source: 'correction',
    });

    await seconds();
    const after = await story.text('+12025550002', 'My Brompton makes a clicking noise!');
    expect(after.understood).toMatchObject({ intent: 'appointment' });
    expect(after.understood?.confidence).toBeGreaterThan(0.95);
    const shown = (await story.entries('+12025550001')).find(({ seq }) => seq === before.seq);
    expect(shown?.understood?.corrected).toEqual({ meant: 'appointment', by: 'test' });
  });

  it('reaches an isolate that had looked a moment ago within two seconds', async () => {
    await story.text('+12025550003', 'the gears of my bike slip');
    // Written past this isolate, as another one would.
    const { shop } = story;
    const [line] = await shop.store.labelledSet.newestOfPeople(1);
    expect(line?.intent).toBe('appointment');
    await shop.store.labelledSet.put([
      {
        id: 'exm_elsewhere',
        key: 'the gears of my bike slip',
        text: 'the gears of my bike slip',
        intent: 'complaint',
        source: 'correction',
        heldOut: false,
        labelledBy: 'another isolate',
        labelledAtMs: Date.now(),
      },
    ]);
    await seconds();
    const after = await story.text('+12025550004', 'the gears of my bike slip');
    expect(after.understood?.intent).toBe('complaint');
  });

  it('is kept without what tells who wrote, and holds for another number in the same words', async () => {
    const said = await story.text('+12025550005', 'order BB-1042 for ann@mail.example rattles, 206 555 0123');
    const corrected = await story.api('POST', '/v1/corrections', {
      conversationId: await story.conversationId('+12025550005'),
      seq: said.seq,
      intent: 'complaint',
    });
    expect(corrected.json.example.text).toBe('order BB-0000 for name@example.com rattles, 000 000 0000');
    await seconds();
    const next = await story.text('+12025550006', 'order BB-2000 for bob@post.example rattles, 206 555 9999');
    expect(next.understood).toMatchObject({ intent: 'complaint' });
    expect(next.understood?.confidence).toBeGreaterThan(0.95);
  });

  it('counts as a mistake of the version that answered, once, and carries no text to the figures', async () => {
    const said = await story.text('+12025550007', 'can you true my wheel');
    const conversationId = await story.conversationId('+12025550007');
    const wrong = said.understood?.intent === 'appointment' ? 'returns' : 'appointment';
    const correct = (intent: string | null) =>
      story.api('POST', '/v1/corrections', { conversationId, seq: said.seq, intent });
    await correct(wrong);
    await correct(null);
    const rows = await vi.waitFor(
      async () => {
        const { results } = await env.DB.prepare(
          `SELECT body FROM events WHERE business_id = ?1 AND conversation_id = ?2 AND kind = 'turn.corrected'`,
        )
          .bind(story.shop.id, conversationId)
          .all<{ body: string }>();
        expect(results.length).toBeGreaterThan(0);
        return results;
      },
      { timeout: 15_000, interval: 100 },
    );
    expect(rows).toHaveLength(1);
    expect(rows[0]?.body).not.toContain('wheel');
    expect(JSON.parse(rows[0]?.body ?? '')).toMatchObject({ modelVersion: 'default', meant: wrong });
  });

  it('is refused for an intent or a message that is not there, and changes nothing', async () => {
    const conversationId = await story.conversationId('+12025550007');
    const intent = 'returns';
    const refused = await Promise.all([
      story.api('POST', '/v1/corrections', { text: 'hm hm', intent: 'never_was' }),
      story.api('POST', '/v1/corrections', { conversationId, seq: 999, intent }),
      story.api('POST', '/v1/corrections', { conversationId, intent }),
      story.api('POST', '/v1/corrections', { conversationId, seq: 1, text: 'both', intent }),
      story.api('POST', '/v1/corrections', { conversationId: `cnv_${'b'.repeat(26)}`, seq: 1, intent }),
    ]);
    expect(refused.map(({ status }) => status)).toEqual([422, 404, 422, 422, 404]);
  });
});
