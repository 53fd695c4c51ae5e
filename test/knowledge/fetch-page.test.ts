/** Pages of strangers over real HTTP: redirects to where nobody may look, bodies without an end, and what the site answers. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pageFetcher, type FetchPage } from '../../src/knowledge/fetch-page.ts';

let server: Server;
let site: string;
/** What the server was asked for, and what was looked up. */
const asked: { path: string; headers: Record<string, unknown> }[] = [];
const looked: string[] = [];
const called: string[] = [];
let fetchPage: FetchPage;

const REDIRECTS: Record<string, string> = {
  '/to-metadata': 'http://169.254.169.254/latest/meta-data/',
  '/to-decimal': 'http://2852039166/latest/',
  '/to-ten': 'http://10.0.0.1/',
  '/to-v6': 'http://[::1]/',
  '/to-mapped': 'http://[::ffff:10.0.0.1]/',
  '/to-file': 'file:///etc/passwd',
  '/to-internal': 'http://metadata.google.internal/',
  '/to-port': 'http://outside.example:6379/',
  '/to-inside-name': 'http://inside.example/',
  '/to-unknown-name': 'http://unknown.example/',
  '/to-nothing': 'http://[',
  '/hop-1': '/to-metadata',
  '/loop': '/loop',
  '/to-page': '/page',
};

beforeAll(async () => {
  server = createServer((request, response) => {
    const path = request.url ?? '/';
    asked.push({ path, headers: request.headers });
    const location = REDIRECTS[path];
    if (location !== undefined) response.writeHead(302, { location }).end();
    else if (path === '/page')
      response
        .writeHead(200, { 'content-type': 'text/html', etag: '"1"', 'last-modified': 'today' })
        .end('<p>Hi');
    else if (path === '/known') response.writeHead(304).end();
    else if (path === '/said-long')
      response.writeHead(200, { 'content-length': '5000' }).end('x'.repeat(5000));
    else if (path === '/really-long') response.writeHead(200).end('x'.repeat(5000));
    else if (path === '/cut') {
      response.writeHead(200, { 'content-length': '100' });
      response.write('half');
      setTimeout(() => response.destroy(), 20);
    } else response.writeHead(Number(path.slice(1)), { 'retry-after': '7' }).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  site = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  fetchPage = pageFetcher({
    fetch: (url, init) => {
      called.push(url);
      return fetch(url, init);
    },
    rule: { loopback: true, ownHosts: [] },
    async isPublicName(host) {
      looked.push(host);
      if (host === 'unknown.example') throw new Error('the resolver did not answer');
      return host === 'outside.example';
    },
    userAgent: 'Shopbell',
  });
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const get = (path: string, more = {}) => fetchPage({ url: site + path, maxBytes: 1_000, ...more });

describe('a page', () => {
  it('is read with its marks, also behind a redirect', async () => {
    const page = await get('/to-page');
    expect(page).toMatchObject({ kind: 'page', url: `${site}/page`, etag: '"1"', lastModified: 'today' });
    expect(page.kind === 'page' && new TextDecoder().decode(page.bytes)).toBe('<p>Hi');
  });

  it('that is known is asked for by its marks', async () => {
    expect(await get('/known', { etag: '"1"', lastModified: 'today' })).toEqual({ kind: 'unchanged' });
    expect(asked.at(-1)?.headers).toMatchObject({ 'if-none-match': '"1"', 'if-modified-since': 'today' });
  });

  it.each(Object.keys(REDIRECTS).filter((path) => /^\/(to-(?!page|nothing|unknown)|hop)/.test(path)))(
    'that leads inside by %s is not followed there',
    async (path) => {
      called.length = 0;
      expect(await get(path)).toMatchObject({ kind: 'failed', reason: 'blocked' });
      expect(called.every((url) => url.startsWith(site))).toBe(true);
    },
  );

  it('whose name nobody can look up is not called', async () => {
    called.length = 0;
    expect(await get('/to-unknown-name')).toMatchObject({ kind: 'failed', reason: 'unreachable' });
    expect(called).toEqual([`${site}/to-unknown-name`]);
    expect(looked).toContain('unknown.example');
  });

  it('that leads in circles, or to no address, ends', async () => {
    asked.length = 0;
    expect(await get('/loop')).toMatchObject({ kind: 'failed', reason: 'redirects' });
    expect(asked).toHaveLength(6);
    expect(await get('/to-nothing')).toMatchObject({ kind: 'failed', reason: 'http-error' });
  });

  it('that is too long is not read to its end, whatever it says of its length; half of one is none', async () => {
    expect(await get('/said-long')).toMatchObject({ kind: 'failed', reason: 'too-large' });
    expect(await get('/really-long')).toMatchObject({ kind: 'failed', reason: 'too-large' });
    expect(await get('/cut')).toMatchObject({ kind: 'failed', reason: 'unreachable' });
  });

  it.each([
    ['404', 'gone', 7_000],
    ['410', 'gone', 7_000],
    ['401', 'refused', 7_000],
    ['403', 'refused', 7_000],
    ['429', 'busy', 7_000],
    ['503', 'busy', 7_000],
    ['500', 'http-error', 7_000],
    ['204', 'http-error', 7_000],
  ])('answered with %s is %s', async (status, reason, retryAfterMs) => {
    expect(await get(`/${status}`)).toMatchObject({
      kind: 'failed',
      reason,
      status: Number(status),
      retryAfterMs,
    });
  });
});
