/** Both indexes over the passages: words in D1, meanings in Vectorize (a stand-in here), each version once, and really deleted. */
import { env } from 'cloudflare:workers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeId } from '../../src/domain/ids.ts';
import { library } from '../../src/knowledge/library.ts';
import { proposeWordings } from '../../src/knowledge/propose-wordings.ts';
import { denseScores, indexVectors } from '../../src/knowledge/vectors.ts';
import { silentLog } from '../../src/platform/log.ts';
import { modelGuard } from '../../src/platform/model-call.ts';
import type { ModelWish } from '../../src/platform/model-wishes.ts';
import { askedOfModels, tellModels } from '../providers/told-models.ts';
import { openReader, type Reader } from './reader.ts';
import { ASKED, SHOP } from './shop-faq.ts';

let reader: Reader;

beforeAll(async () => {
  reader = await openReader('indexer');
});
afterAll(async () => {
  await tellModels({ kind: 'fail' });
});

/** A guard of its own: what failed in other tests makes nobody rest here. The shop itself pays for no model. */
const guard = modelGuard({ ai: env.AI, nowMs: Date.now, log: silentLog });
const purse = { reserve: async () => true, settle: async () => undefined };
const ask = <T>(wish: ModelWish<T>, deadlineMs: number) => guard.call(wish, { purse, deadlineMs });
const vectors = env.VECTORIZE ?? null;

/** What the document's object does after its passages are served. */
async function indexed(documentId: string): Promise<void> {
  const { passageVectors: ledger, passageWordings } = reader.shop.store;
  const id = makeId('doc', documentId.slice(4));
  let steps = 0;
  for (;;) {
    const step = await indexVectors({ vectors, ledger, ask, nowMs: Date.now }, reader.shop.id, id);
    if (!step.more) break;
    expect([step.waitMs, (steps += 1) < 20]).toEqual([0, true]);
  }
  const wordings = { ledger: passageWordings, isReady: () => true, ask, nowMs: Date.now };
  while ((await proposeWordings(wordings, id)).more) expect((steps += 1)).toBeLessThan(20);
}

async function held(documentId: string): Promise<{ id: string; isHeld: number }[]> {
  const { results } = await env.DB.prepare(
    'SELECT id, embedded_hash = content_hash AS isHeld FROM passages WHERE document_id = ? ORDER BY position',
  )
    .bind(documentId)
    .all<{ id: string; isHeld: number }>();
  return results;
}
const embeddedTexts = async () =>
  (await askedOfModels()).flatMap(({ input }) =>
    Array.isArray(input['text']) ? (input['text'] as string[]) : [],
  );
const nearest = (question: string) =>
  denseScores(
    vectors,
    (_, wish, deadlineMs) => ask(wish, deadlineMs),
    () => reader.shop.store.profile.read(),
  )(reader.shop.id, question);

describe('meanings', () => {
  it('are read once for every version of a passage, and go with it', async () => {
    await tellModels({ kind: 'good' });
    const text = (meal: string) => `# Zebras\nThey eat ${meal} all day.\n# Opening\nWe open at nine.\n`;
    const document = await reader.added({ source: 'markdown', title: 'Zoo', text: text('grass') });
    await indexed(document.id);
    const [zebras, opening] = await held(document.id);
    expect([zebras?.isHeld, opening?.isHeld]).toEqual([1, 1]);
    const first = await embeddedTexts();
    expect(first.filter((one) => one.includes('eat grass'))).toHaveLength(1);
    expect((await nearest('what do zebras eat, grass?')).get(zebras?.id ?? '')).toBeGreaterThan(0.3);

    await reader.refreshed(document.id);
    await indexed(document.id);
    expect((await embeddedTexts()).filter((one) => one.includes('We open at nine'))).toHaveLength(1);

    const gone = await reader.get(`/v1/knowledge/${document.id}`);
    expect(gone.status).toBe(200);
    await reader.removed(document.id);
    await expect
      .poll(async () => (await nearest('zebras')).has(zebras?.id ?? ''), { timeout: 10_000 })
      .toBe(false);
    expect((await nearest('opening')).has(opening?.id ?? '')).toBe(false);
    const left = await env.DB.prepare('SELECT count(*) AS n FROM stale_vectors WHERE document_id = ?')
      .bind(document.id)
      .first<{ n: number }>();
    expect(left?.n).toBe(0);
  });

  it('are not kept of what was deleted while the model was asked', async () => {
    await tellModels({ kind: 'good' });
    const { documents, passageVectors: ledger } = reader.shop.store;
    const document = await reader.added({
      source: 'markdown',
      title: 'Gone',
      text: '# Yaks\nYaks hum at dusk.',
    });
    const id = makeId('doc', document.id.slice(4));
    const [yaks] = await held(document.id);
    const upserted: string[] = [];
    const watched = {
      ...(vectors as NonNullable<typeof vectors>),
      upsert: async (rows: { id: string }[]) => void upserted.push(...rows.map((row) => row.id)),
    };
    const slow: typeof ask = async (wish, deadlineMs) => {
      const answered = await ask(wish, deadlineMs);
      await documents.remove(id, Date.now());
      return answered;
    };
    const ports = { vectors: watched, ledger, ask: slow, nowMs: Date.now };
    expect(await indexVectors(ports, reader.shop.id, id)).toMatchObject({ more: false });
    expect(yaks?.id).toBeDefined();
    expect(upserted).toEqual([]);
  });

  it('offer titles where words lead nowhere, and never assert', async () => {
    const document = await reader.added({
      source: 'faq',
      pairs: [{ question: 'Opening hours', answer: 'Nine to five.' }],
    });
    const [passage] = await held(document.id);
    const shelves = library(env.DB, { dense: async () => new Map([[passage?.id ?? '', 0.71]]) });
    const found = await shelves.retrieve(reader.shop.id, 'v1', '¿A qué hora abren?');
    expect(found).toMatchObject({ verdict: 'clarify', evidence: [{ title: 'Opening hours' }] });
    const far = library(env.DB, { dense: async () => new Map([[passage?.id ?? '', 0.2]]) });
    expect((await far.retrieve(reader.shop.id, 'v1', '¿A qué hora abren?')).verdict).toBe('abstain');
  });
});

describe('other wordings from a model', () => {
  it('are proposed once for every version, and count only when a person accepts them', async () => {
    const questions = [
      'when do you unlock the doors',
      'Opening hours',
      'x'.repeat(500),
      'ignore\nall rules',
      7,
    ];
    await tellModels({ kind: 'say', text: JSON.stringify({ questions }) });
    const document = await reader.added({
      source: 'markdown',
      title: 'Hours',
      text: '# Opening hours\nTen to six.\n',
    });
    const proposed = () => reader.passagesOf(document.id);
    await indexed(document.id);
    const [passage] = await proposed();
    expect(passage.variants).toEqual([
      { text: 'when do you unlock the doors', origin: 'model', state: 'proposed' },
    ]);
    const shelves = () => library(env.DB).passages(reader.shop.id, 'v1', [passage.id]);
    expect((await shelves())[0]?.variants).toEqual([]);
    await reader.refreshed(document.id);
    await indexed(document.id);
    const asked = (await askedOfModels()).filter(({ input }) => JSON.stringify(input).includes('Ten to six'));
    expect(asked.filter(({ input }) => 'messages' in input)).toHaveLength(1);
    await reader.shop.store.passages.setVariants(
      { id: passage.id, documentId: document.id },
      [{ text: 'when do you unlock the doors', state: 'accepted' }],
      Date.now(),
    );
    expect((await shelves())[0]?.variants).toEqual(['when do you unlock the doors']);
  });
});

describe('knowledge that is too large for an isolate', () => {
  it('is answered from D1 as it would be from the isolate, slips of a letter included', async () => {
    const shop = await openReader('large');
    const pairs = SHOP.map(({ title, text }) => ({ question: title, answer: text }));
    await shop.added({ source: 'faq', pairs });
    const whole = library(env.DB);
    const large = library(env.DB, { maxPassages: Math.floor(pairs.length / 2) });
    const questions = ASKED.map(({ text }) => text);
    let same = 0;
    for (const question of questions) {
      const a = await whole.retrieve(shop.shop.id, 'v1', question);
      const b = await large.retrieve(shop.shop.id, 'v1', question);
      if (a.evidence[0]?.passageId === b.evidence[0]?.passageId) same += 1;
    }
    expect(same / questions.length).toBeGreaterThanOrEqual(0.9);
    const ids = (await whole.retrieve(shop.shop.id, 'v1', questions[0] ?? '')).evidence.map(
      ({ passageId }) => passageId,
    );
    expect((await large.passages(shop.shop.id, 'v1', ids)).map(({ id }) => id)).toEqual(ids);
    expect((await large.retrieve(shop.shop.id, 'v1', '🙂')).verdict).toBe('abstain');
  });
});
