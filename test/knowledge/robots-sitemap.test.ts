/** What a site allows and what it says there is. */
import { describe, expect, it } from 'vitest';
import { pageAddress } from '../../src/knowledge/page-address.ts';
import { readRobots, robotsText } from '../../src/knowledge/robots.ts';
import { isSitemap, readSitemap } from '../../src/knowledge/sitemap.ts';

const SITE = 'https://shop.example';
const failed = (status: number | null) =>
  ({ kind: 'failed', reason: 'http-error', detail: '', status, retryAfterMs: null }) as const;

describe('robots.txt', () => {
  const allowed = (text: string, path: string) => readRobots(SITE, text).allows(SITE + path);

  it.each([
    ['', '/any', true],
    ['User-agent: *\nDisallow: /', '/any', false],
    ['User-agent: *\nDisallow:', '/any', true],
    ['User-agent: *\nDisallow: /cart', '/cart/1', false],
    ['User-agent: *\nDisallow: /cart', '/help', true],
    ['User-agent: *\nDisallow: /\nAllow: /help', '/help/x', true],
    ['User-agent: *\nDisallow: /*.pdf$', '/a/b.pdf', false],
    ['User-agent: *\nDisallow: /*?sort=', '/shop?sort=up', false],
    ['User-agent: other\nDisallow: /', '/any', true],
    ['User-agent: shopbell\nDisallow: /private\n\nUser-agent: *\nDisallow: /', '/any', true],
    ['User-agent: shopbell\nDisallow: /private\n\nUser-agent: *\nDisallow: /', '/private', false],
    ['# only a word\r\nuser-AGENT: *\r\ndisallow: /x # why', '/x', false],
    ['<html>not found</html>', '/any', true],
  ])('%j allows %s: %s', (text, path, isAllowed) => {
    expect(allowed(text, path)).toBe(isAllowed);
  });

  it('names the maps, and a pause that is kept within reason', () => {
    const text = `Sitemap: ${SITE}/a.xml\nUser-agent: *\nCrawl-delay: 2\nSitemap: ${SITE}/b.xml`;
    expect(readRobots(SITE, text)).toMatchObject({
      delayMs: 2_000,
      sitemaps: [`${SITE}/a.xml`, `${SITE}/b.xml`],
    });
    const delay = (value: string) => readRobots(SITE, `User-agent: *\nCrawl-delay: ${value}`).delayMs;
    expect([delay('86400'), delay('-5'), delay('soon')]).toEqual([30_000, 0, 0]);
  });

  it('that is not there allows all; one that cannot be had now allows nothing now', () => {
    expect(robotsText(failed(404))).toBe('');
    expect(robotsText(failed(403))).toBe('');
    for (const status of [429, 500, 503, null]) expect(robotsText(failed(status))).toBeNull();
  });
});

describe('a sitemap', () => {
  it('lists pages, in any of its spellings', () => {
    const text = `<?xml version="1.0"?><urlset xmlns="x"><url><loc> ${SITE}/a?b=1&amp;c=2 </loc></url>
      <url><LOC><![CDATA[${SITE}/d&e]]></LOC></url><s:url><s:loc>${SITE}/f</s:loc></s:url></urlset>`;
    expect(isSitemap(text)).toBe(true);
    expect(readSitemap(text, 10)).toEqual({
      kind: 'pages',
      urls: [`${SITE}/a?b=1&c=2`, `${SITE}/d&e`, `${SITE}/f`],
    });
  });

  it('may list other maps', () => {
    const text = `<sitemapindex><sitemap><loc>${SITE}/1.xml</loc></sitemap></sitemapindex>`;
    expect(readSitemap(text, 10)).toEqual({ kind: 'sitemaps', urls: [`${SITE}/1.xml`] });
  });

  it('is read no further than asked, and hostile ones do not hold us up', () => {
    const many = `<urlset>${`<url><loc>${SITE}/x</loc></url>`.repeat(50_000)}</urlset>`;
    expect(readSitemap(many, 100).urls).toHaveLength(100);
    const begun = performance.now();
    for (const text of [
      `<urlset>${'<loc>'.repeat(200_000)}`,
      `<urlset><loc>${' '.repeat(1_000_000)}`,
      `<urlset>${'<loc><![CDATA['.repeat(100_000)}`,
      `<!DOCTYPE x [<!ENTITY a "${'b'.repeat(1000)}">]><urlset><loc>&a;&a;</loc></urlset>`,
    ])
      expect(readSitemap(text, 1_000).urls.length).toBeLessThanOrEqual(1);
    expect(performance.now() - begun).toBeLessThan(2_000);
    expect(isSitemap('<html><p>urlset</p></html>')).toBe(false);
  });
});

describe('the address of a page', () => {
  const of = (href: string) => pageAddress(href, `${SITE}/help/`, SITE);

  it('has one spelling', () => {
    expect(of('returns')).toBe(`${SITE}/help/returns`);
    expect(of('http://www.shop.example/a#b')).toBe(`${SITE}/a`);
    expect(of('/a?utm_source=x&b=2&a=1')).toBe(`${SITE}/a?a=1&b=2`);
    expect(of('//shop.example/c')).toBe(`${SITE}/c`);
  });

  it.each([
    'https://other.example/',
    'mailto:a@shop.example',
    'javascript:alert(1)',
    'data:text/html,x',
    '/photo.JPG',
    '/app.js',
    '/a/b/a/b/a/b',
    `/${'d/'.repeat(13)}`,
    '/list?a=1&b=2&c=3&d=4',
    'https://shop.example.evil.example/',
    'https://shop.example@evil.example/',
    'http://[',
  ])('%s is none of this site', (href) => {
    expect(of(href)).toBeNull();
  });
});
