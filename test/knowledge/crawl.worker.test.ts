/** Web sites read over real HTTP, by the real object in workerd. */
import { beforeAll, describe, expect, it } from 'vitest';
import { makeDocx, makePdf } from './make-files.ts';
import { openReader, openSite, type Reader } from './reader.ts';

let reader: Reader;

beforeAll(async () => {
  reader = await openReader('crawler');
});

const html = (body: string) => ({ body: `<!doctype html><title>Shop</title>${body}` });
const REFUNDS = html('<h1>Help</h1><h2 id="refunds">Refunds</h2><p>Money back within 30 days.</p>');
const base64Of = (bytes: Uint8Array) => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
const paths = async (site: { asked: () => Promise<{ path: string }[]> }) =>
  (await site.asked()).map(({ path }) => path);

describe('a page', () => {
  it('is read with its place, and the next look costs nothing while it is unchanged', async () => {
    const site = await openSite({ '/help': { ...REFUNDS, etag: '"v1"' } });
    const document = await reader.added({ source: 'page', url: `${site.url}/help`, refreshHours: 6 });
    expect(document).toMatchObject({ state: 'ready', passages: 1, pages: 1, refreshHours: 6 });
    // Each of the two moments is read from the clock by itself.
    const waitsMs = Date.parse(document.nextCheckAt) - Date.parse(document.checkedAt);
    expect(Math.abs(waitsMs - 6 * 3_600_000)).toBeLessThan(1_000);
    const [passage] = await reader.passagesOf(document.id);
    expect(passage).toMatchObject({ title: 'Refunds', url: `${site.url}/help#refunds`, version: 1 });
    const asked = await site.asked();
    expect(asked.map(({ path }) => path)).toEqual(['/robots.txt', '/help']);
    expect(asked[1]?.headers['user-agent']).toContain('Shopbell');
    const again = await reader.refreshed(document.id);
    expect((await site.asked()).at(-1)?.headers['if-none-match']).toBe('"v1"');
    expect(again.readAt >= document.readAt).toBe(true);
    expect(await reader.passagesOf(document.id)).toEqual([passage]);
  });

  it('that changed gives its passage a new version, in the same place', async () => {
    const site = await openSite({ '/help': { ...REFUNDS, etag: '"v1"' } });
    const document = await reader.added({ source: 'page', url: `${site.url}/help` });
    const [before] = await reader.passagesOf(document.id);
    await site.set({
      '/help': { ...html('<h2 id="refunds">Refunds</h2><p>Money back within 14 days.</p>'), etag: '"v2"' },
    });
    await reader.refreshed(document.id);
    const [after, ...more] = await reader.passagesOf(document.id);
    expect(more).toEqual([]);
    expect(after).toMatchObject({ id: before.id, version: 2, text: 'Money back within 14 days.' });
    expect(after.contentHash).not.toBe(before.contentHash);
  });

  it('that is gone takes its passages along; one that is only down for now keeps them', async () => {
    const site = await openSite({ '/help': REFUNDS, '/robots.txt': { type: 'text/plain', body: '' } });
    const document = await reader.added({ source: 'page', url: `${site.url}/help` });
    await site.set({ '/help': { status: 500 }, '/robots.txt': { type: 'text/plain', body: '' } });
    const down = await reader.refreshed(document.id);
    expect(down).toMatchObject({ state: 'ready', reason: 'unreachable', passages: 1 });
    await site.set({});
    const gone = await reader.refreshed(document.id);
    expect(gone).toMatchObject({ state: 'failed', reason: 'gone', passages: 0 });
    expect(await reader.passagesOf(document.id)).toEqual([]);
  });

  it.each([
    ['to the metadata of the machine', 'http://169.254.169.254/latest/meta-data/'],
    ['to a private network', 'http://10.0.0.1/'],
    ['to a number', 'http://2852039166/'],
    ['to a file', 'file:///etc/passwd'],
  ])('that leads %s is not followed', async (_, location) => {
    const site = await openSite({ '/help': { status: 302, headers: { location } } });
    const document = await reader.added({ source: 'page', url: `${site.url}/help` });
    expect(document).toMatchObject({ state: 'failed', passages: 0 });
    expect(document.detail).toMatch(/number|public|http and https/);
  });

  it('that leads in circles, never ends or is no page says so', async () => {
    const site = await openSite({
      '/round': { status: 301, headers: { location: '/round' } },
      '/endless': { endless: true },
      '/picture': { type: 'image/png', body: 'PNG' },
      '/empty': html('<script>document.write("text")</script>'),
      '/latin': {
        type: 'text/html',
        base64: btoa('<p>Caf\xe9 cr\xe8me br\xfbl\xe9e \xe0 la fran\xe7aise \xe9t\xe9</p>'),
      },
      '/declared': { type: 'text/html; charset=iso-8859-1', base64: btoa('<p>Caf\xe9 cr\xe8me</p>') },
    });
    const read = (path: string) => reader.added({ source: 'page', url: `${site.url}${path}` });
    expect((await read('/round')).detail).toMatch(/leads on and on/);
    expect((await read('/endless')).detail).toMatch(/more than 2000000 bytes/);
    expect((await read('/picture')).detail).toMatch(/no web page/);
    expect(await read('/empty')).toMatchObject({ state: 'failed', reason: 'empty' });
    expect((await read('/latin')).detail).toMatch(/character set/);
    expect((await reader.passagesOf((await read('/declared')).id))[0].text).toBe('Café crème');
  });

  it.each([
    'http://127.0.0.2/',
    'http://0xa9.254.169.254/',
    'http://2852039166/',
    'https://user:secret@shop.example/',
    'ftp://shop.example/',
    'https://metadata.google.internal/',
    'https://shop.example:6379/',
    'https://[::1]/',
    'shop.example',
  ])('at %s is refused before anything is stored', async (url) => {
    const answer = await reader.post('/v1/knowledge', { source: 'page', url });
    expect([answer.status, answer.json.code]).toEqual([422, 'url_blocked']);
  });
});

describe('robots.txt', () => {
  it('that forbids is obeyed: the page is not asked for', async () => {
    const site = await openSite({
      '/robots.txt': { type: 'text/plain', body: 'User-agent: *\nDisallow: /private\n' },
      '/private/help': REFUNDS,
    });
    const document = await reader.added({ source: 'page', url: `${site.url}/private/help` });
    expect(document).toMatchObject({ state: 'failed', reason: 'robots', passages: 0 });
    expect(await paths(site)).toEqual(['/robots.txt']);
  });

  it('may speak to us by name', async () => {
    const site = await openSite({
      '/robots.txt': {
        type: 'text/plain',
        body: 'User-agent: *\nDisallow: /\n\nUser-agent: Shopbell\nAllow: /\n',
      },
      '/help': REFUNDS,
    });
    expect((await reader.added({ source: 'page', url: `${site.url}/help` })).state).toBe('ready');
  });

  it('that cannot be had allows nothing', async () => {
    const site = await openSite({ '/robots.txt': { status: 500 }, '/help': REFUNDS });
    const document = await reader.added({ source: 'page', url: `${site.url}/help` });
    expect(document).toMatchObject({ state: 'failed', reason: 'unreachable' });
    expect(await paths(site)).toEqual(['/robots.txt']);
  });
});

describe('a site', () => {
  const map = (site: string, urls: readonly string[]) => ({
    type: 'application/xml',
    body: `<?xml version="1.0"?><urlset xmlns="x">${urls.map((url) => `<url><loc>${site}${url}</loc></url>`).join('')}</urlset>`,
  });

  it('is read by its sitemap, without what is forbidden, of another site, or no page', async () => {
    const site = await openSite({});
    await site.set({
      '/robots.txt': {
        type: 'text/plain',
        body: `User-agent: *\nDisallow: /cart\nSitemap: ${site.url}/map-of-maps.xml\n`,
      },
      '/map-of-maps.xml': {
        type: 'text/xml',
        body: `<sitemapindex><sitemap><loc><![CDATA[${site.url}/map.xml]]></loc></sitemap></sitemapindex>`,
      },
      '/map.xml': {
        ...map(site.url, ['/a', '/b?utm_source=x', '/cart', '/picture.jpg', '/missing', '/a#top']),
        body: `${map(site.url, ['/a', '/b?utm_source=x', '/cart', '/picture.jpg', '/missing', '/a#top']).body}`.replace(
          '</urlset>',
          '<url><loc>https://elsewhere.example/x</loc></url></urlset>',
        ),
      },
      '/': html('<h1>Welcome</h1><p>We sell tea.</p><a href="/unlisted">x</a>'),
      '/a': html('<h1>A</h1><p>About apples.</p><p>Same everywhere.</p>'),
      '/b': html('<h1>B</h1><p>About berries.</p>'),
      '/unlisted': html('<h1>No</h1><p>Not in the map.</p>'),
    });
    const document = await reader.added({ source: 'site', url: site.url });
    expect(document).toMatchObject({ state: 'ready', pages: 3, passages: 3, reason: 'some-pages-failed' });
    expect(document.detail).toContain('/missing');
    expect(new Set(await paths(site))).toEqual(
      new Set(['/robots.txt', '/map-of-maps.xml', '/map.xml', '/', '/a', '/b', '/missing']),
    );
  });

  it('without a sitemap is read by its links, each page once, and a trap ends', async () => {
    const site = await openSite({
      '/': html(
        '<p>Start.</p><a href="/one">1</a> <a href="/two#x">2</a> <a href="http://elsewhere.example/">no</a>',
      ),
      '/one': html('<h1>One</h1><p>First.</p><a href="/">home</a> <a href="/two">2</a>'),
      '/two': html('<h1>Two</h1><p>Second.</p><a href="deep/deep/deep/deep">trap</a>'),
      '/day/*': html('<h1>Day</h1><p>Nothing on {path}.</p><a href="/day/{next}">next</a>'),
    });
    const document = await reader.added({ source: 'site', url: `${site.url}/` });
    expect(document).toMatchObject({ state: 'ready', pages: 3, reason: null });
    expect((await paths(site)).filter((path) => path === '/two')).toHaveLength(1);
    await site.set({
      '/': html('<p>Start.</p><a href="/day/1">calendar</a>'),
      '/day/*': html(
        '<h1>Day</h1><p>Nothing on {path}.</p><a href="/day/{next}">next</a><a href="/day/1{next}">more</a>',
      ),
    });
    const calendar = await reader.added({ source: 'site', url: `${site.url}/`, maxPages: 8 });
    expect(calendar).toMatchObject({ state: 'ready', pages: 8, reason: 'page-limit' });
  });

  it('brings the PDF and Word files that it links to, each with its place, and lets them go again', async () => {
    const pdf = (text: string) => ({
      type: 'application/pdf',
      etag: `"${text}"`,
      base64: base64Of(makePdf([[{ text: 'Sizes', size: 20 }, { text }], [{ text: 'Second page.' }]])),
    });
    const site = await openSite({});
    const home =
      '<p>Start.</p><a href="/files/Size-chart.pdf">chart</a><a href="/care.docx">care</a><a href="/away.pdf">x</a><a href="/broken.pdf">y</a>';
    await site.set({
      '/sitemap.xml': map(site.url, ['/']),
      '/': { etag: '"home"', ...html(home) },
      '/files/Size-chart.pdf': pdf('Helmets come in three sizes.'),
      '/care.docx': {
        type: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
        base64: base64Of(makeDocx('<w:p><w:r><w:t>Oil the chain monthly.</w:t></w:r></w:p>')),
      },
      '/away.pdf': { status: 302, headers: { location: 'http://169.254.169.254/secret.pdf' } },
      '/broken.pdf': { type: 'application/pdf', body: '%PDF-1.7 and no more' },
    });
    const document = await reader.added({ source: 'site', url: site.url });
    expect(document).toMatchObject({ state: 'ready', pages: 3, reason: 'some-pages-failed' });
    expect(document.detail).toMatch(/\/away\.pdf: .*number.*\/broken\.pdf: The PDF is damaged/);
    const read = await reader.passagesOf(document.id);
    expect(read).toContainEqual(
      expect.objectContaining({
        title: 'Sizes',
        text: 'Helmets come in three sizes.',
        url: `${site.url}/files/Size-chart.pdf#page=1`,
        page: 1,
      }),
    );
    expect(read).toContainEqual(
      expect.objectContaining({
        title: 'care',
        text: 'Oil the chain monthly.',
        url: `${site.url}/care.docx`,
      }),
    );

    await site.set({
      '/sitemap.xml': map(site.url, ['/']),
      '/': html('<p>Start.</p><a href="/files/Size-chart.pdf">chart</a>'),
      '/files/Size-chart.pdf': pdf('Helmets come in four sizes.'),
    });
    await reader.refreshed(document.id);
    const again: { text: string }[] = await reader.passagesOf(document.id);
    expect(again.map(({ text }) => text).toSorted()).toEqual([
      'Helmets come in four sizes.',
      'Second page.',
      'Start.\nchart',
    ]);
  });

  it('with a hundred files is read as far as is reasonable, and says so', async () => {
    const files = Array.from({ length: 100 }, (_, at) => `/f/${at}.pdf`);
    const site = await openSite({});
    await site.set({
      '/sitemap.xml': map(site.url, ['/', ...files]),
      '/': html('<p>Start.</p>'),
      '/f/*': { type: 'application/pdf', base64: base64Of(makePdf([[{ text: 'The same file again.' }]])) },
    });
    const document = await reader.added({ source: 'site', url: site.url, maxPages: 40 });
    expect(document).toMatchObject({ state: 'ready', pages: 31, reason: 'page-limit' });
  });

  it('of ten thousand tiny pages is read as far as was asked, and says so', async () => {
    const site = await openSite({});
    const urls = Array.from({ length: 10_000 }, (_, at) => `/tiny/${at}`);
    await site.set({
      '/sitemap.xml': map(site.url, urls),
      '/': html('<p>Start.</p>'),
      '/tiny/*': html('<h1>Tiny {path}</h1><p>{path} is tiny.</p>'),
    });
    const document = await reader.added({ source: 'site', url: site.url, maxPages: 40 });
    expect(document).toMatchObject({ state: 'ready', pages: 40, passages: 40, reason: 'page-limit' });
    expect((await paths(site)).length).toBeLessThan(45);
  });

  it('that lost a page loses its passages at the next look, and only those', async () => {
    const site = await openSite({});
    const page = (name: string) => ({
      ...html(`<h1>${name}</h1><p>All about ${name}.</p>`),
      etag: `"${name}"`,
    });
    await site.set({
      '/sitemap.xml': map(site.url, ['/a', '/b']),
      '/': page('start'),
      '/a': page('a'),
      '/b': page('b'),
    });
    const document = await reader.added({ source: 'site', url: site.url });
    expect(document.passages).toBe(3);
    await site.set({ '/sitemap.xml': map(site.url, ['/a']), '/': page('start'), '/a': page('a') });
    expect((await reader.refreshed(document.id)).passages).toBe(2);
    const titles = (await reader.passagesOf(document.id)).map((one: { title: string }) => one.title);
    expect(titles).toEqual(['start', 'a']);
  });
});
