/** A shop's own page is the answer, and when the page changes, so does the answer. Through the whole Worker, over real HTTP. */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { isTestSite, openSite, type Site } from '../knowledge/reader.ts';
import { openTextingShop, simulateProvider, type TextingShop } from './texting-shop.ts';

const page = (days: number, etag: string) => ({
  etag,
  body: `<!doctype html><html><head><title>Help</title></head><body><nav><a href="/help">Help</a></nav>
    <h1>Help</h1>
    <h2 id="refunds">Refund policy</h2>
    <p>You get a full refund within ${days} days of delivery. Bring the receipt to the counter.</p>
    <h2 id="shipping">Shipping</h2><p>Parcels leave our store every Tuesday.</p></body></html>`,
});
const map = (site: string) => ({
  type: 'application/xml',
  body: `<urlset><url><loc>${site}/help</loc></url></urlset>`,
});

describe('a site with a refund policy', () => {
  let story: TextingShop;
  let site: Site;

  beforeAll(async () => {
    simulateProvider(isTestSite);
    story = await openTextingShop('refunding');
    site = await openSite({});
  });
  afterAll(() => {
    vi.restoreAllMocks();
  });

  const ready = (id: string) =>
    vi.waitFor(
      async () => {
        const { json } = await story.api('GET', `/v1/knowledge/${id}`);
        expect(json.state, JSON.stringify(json)).toBe('ready');
        return json;
      },
      { timeout: 15_000, interval: 50 },
    );
  const answerTo = async (from: string, question: string) => {
    await story.text(from, question);
    const out = (await story.entries(from)).findLast(({ direction }) => direction === 'out');
    return out?.text ?? '';
  };

  it('answers a text with a typo by its own sentence, and a link that marks it; a changed page changes the answer', async () => {
    await site.set({
      '/': { body: '<p>Welcome to our store.</p>' },
      '/sitemap.xml': map(site.url),
      '/help': page(30, '"a"'),
    });
    const added = await story.api('POST', '/v1/knowledge', {
      source: 'site',
      url: site.url,
      refreshHours: 24,
    });
    expect(added.status, added.text).toBe(202);
    expect(await ready(added.json.id)).toMatchObject({ pages: 2 });

    const first = await answerTo('+12025550301', 'what is your refnud policy?');
    expect(first).toContain('You get a full refund within 30 days of delivery.');
    const link = /https?:\/\/\S+/.exec(first)?.[0] ?? '';
    expect(link).toMatch(/^http:\/\/localhost:\d+\/help#refunds:~:text=You%20get%20a%20full/);

    await site.set({
      '/': { body: '<p>Welcome to our store.</p>' },
      '/sitemap.xml': map(site.url),
      '/help': page(14, '"b"'),
    });
    const refreshed = await story.api('POST', `/v1/knowledge/${added.json.id}/refresh`);
    expect(refreshed.status, refreshed.text).toBe(202);
    await ready(added.json.id);
    const second = await answerTo('+12025550302', 'what is your refnud policy?');
    expect(second).toContain('within 14 days');
    expect(second).not.toContain('30 days');
  });

  it('says nothing of a page that is deleted', async () => {
    const { json } = await story.api('GET', '/v1/knowledge');
    for (const { id } of json.data) await story.api('DELETE', `/v1/knowledge/${id}`);
    const answer = await answerTo('+12025550303', 'what is your refund policy?');
    expect(answer).not.toContain('14 days');
  });
});
