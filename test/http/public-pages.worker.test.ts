/** Pages for everybody, through the whole Worker: what is published and nothing else, and nothing in it that runs. */
import { exports } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { DEFAULT_ANSWERING } from '../../src/domain/business.ts';
import { aShop } from '../stories/a-shop.ts';
import { call } from './world.ts';

const EVIL = '</script><script>alert(1)</script><img src=x onerror=alert(2)>';

const get = async (path: string, headers: Record<string, string> = {}) => {
  const response = await exports.default.fetch(new Request(`http://localhost:8787${path}`, { headers }));
  return { status: response.status, headers: response.headers, text: await response.text() };
};

describe('the public page of a business', async () => {
  const entries = [
    { title: 'Do you ship?', text: 'We ship in 3 days.' },
    { title: 'Do you ship?  ', text: 'Also on Sundays.' },
    { title: `Is ${EVIL} safe?`, text: `Yes: ${EVIL} & "quotes" \u2028.` },
    { title: 'What is secret?', text: 'canary-unpublished' },
  ];
  const shop = await aShop('public', entries, { answering: { ...DEFAULT_ANSWERING, publicPage: true } });
  const path = `/kb/${shop.id.slice(4)}`;
  const list = (await call('/v1/knowledge/doc_story/passages', { key: shop.key })).json.data;
  const secret = list.find((one: { title: string }) => one.title === 'What is secret?');
  const marks = {
    documents: [{ id: 'doc_story', public: true }],
    passages: [{ id: secret.id, public: false }],
  };
  const marked = await call('/v1/knowledge/published', { method: 'PUT', key: shop.key, body: marks });

  it('shows what is marked, each with an address of its own, and may be cached', async () => {
    expect([marked.status, marked.json.entries.length, marked.json.url]).toEqual([
      200,
      3,
      `http://localhost:8787${path}`,
    ]);
    const page = await get(path);
    expect(page.status).toBe(200);
    expect(page.text).toContain('id="do-you-ship"');
    expect(page.text).toContain('id="do-you-ship-2"');
    expect(page.text).not.toContain('canary-unpublished');
    expect(page.headers.get('cache-control')).toMatch(/^public, max-age=300/);
    const again = await get(path, { 'if-none-match': page.headers.get('etag') ?? '' });
    expect([again.status, again.text]).toEqual([304, '']);
  });

  it('has structured data that is whole, and nothing that runs', async () => {
    const { text, headers } = await get(path);
    const blocks = [...text.matchAll(/<script([^>]*)>(.*?)<\/script>/gs)];
    expect(blocks.map(([, attributes]) => attributes)).toEqual([' type="application/ld+json"']);
    const data = JSON.parse(blocks[0]?.[2] ?? '');
    expect(data['@type']).toBe('FAQPage');
    expect(data.mainEntity).toHaveLength(3);
    expect(JSON.stringify(data)).toContain('alert(1)');
    expect(text).not.toMatch(/<img[^>]*onerror/);
    expect(headers.get('content-security-policy')).toMatch(/default-src 'none'/);
    expect(headers.get('content-security-policy')).not.toMatch(/script-src/);
  });

  it('has a site map and a text for machines', async () => {
    const map = await get(`${path}/sitemap.xml`);
    expect([map.status, map.headers.get('content-type')]).toEqual([200, 'application/xml; charset=utf-8']);
    expect(map.text).toContain(`<loc>http://localhost:8787${path}</loc>`);
    const text = await get(`${path}/llms.txt`);
    expect(text.text).toMatch(/^# public\n\n> /);
    expect(text.text).toContain('## Do you ship?\n\nWe ship in 3 days.');
    expect(text.text).not.toContain('canary-unpublished');
  });

  it('is not there for a business that does not want it, and one that never was looks the same', async () => {
    const quiet = await aShop('quiet', entries);
    const answers = await Promise.all(
      [`/kb/${quiet.id.slice(4)}`, '/kb/neverwas', '/kb/..%2f', '/a/nothing', '/a/%00'].map((one) =>
        get(one),
      ),
    );
    for (const answer of answers) {
      expect(answer.status).toBe(404);
      expect(answer.headers.get('cache-control')).toBe('no-store');
    }
  });
});
