/**
 * Shops' own web sites over real HTTP, each on a port of its own: pages are set by the test, and what was asked for is told.
 * `POST /` opens one, `PUT /{port}` sets its pages anew, `GET /{port}` tells what was asked.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';

const page = z.strictObject({
  status: z.int().default(200),
  type: z.string().default('text/html; charset=utf-8'),
  headers: z.record(z.string(), z.string()).default({}),
  /** `{path}` and `{next}` (the number at the path's end, plus one) are filled in. */
  body: z.string().default(''),
  /** Sent in place of the text. */
  base64: z.string().optional(),
  /** Answers 304 to whoever names it. */
  etag: z.string().optional(),
  /** The body never ends. */
  endless: z.boolean().default(false),
});
const pages = z.record(z.string(), page);

export type SitePage = z.input<typeof page>;
export type Asked = { path: string; headers: Record<string, string> };

type Site = { pages: z.infer<typeof pages>; asked: Asked[]; server: Server };

/** Nothing of it keeps the process alive. */
export async function startSites(): Promise<string> {
  const sites = new Map<number, Site>();

  async function control(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const port = Number((request.url ?? '/').slice(1));
    const known = sites.get(port);
    const answer = (status: number, body: unknown) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    if (request.method === 'POST') {
      const site: Site = { pages: pages.parse(await bodyOf(request)), asked: [], server: createServer() };
      site.server.on('request', (asked: IncomingMessage, given: ServerResponse) => serve(site, asked, given));
      const opened = await listen(site.server);
      sites.set(opened, site);
      answer(200, { url: `http://localhost:${opened}`, port: opened });
    } else if (known === undefined) answer(404, {});
    else if (request.method === 'PUT') {
      known.pages = pages.parse(await bodyOf(request));
      known.asked = [];
      answer(200, {});
    } else answer(200, known.asked);
  }

  const port = await listen(createServer((request, response) => void control(request, response)));
  return `http://localhost:${port}`;
}

function serve(site: Site, request: IncomingMessage, response: ServerResponse): void {
  const path = request.url ?? '/';
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
  );
  site.asked.push({ path, headers });
  const wildcard = Object.keys(site.pages).find(
    (key) => key.endsWith('*') && path.startsWith(key.slice(0, -1)),
  );
  const found = site.pages[path] ?? (wildcard === undefined ? undefined : site.pages[wildcard]);
  if (found === undefined) {
    response.writeHead(404, { 'content-type': 'text/html' }).end('<h1>Not here</h1>');
    return;
  }
  const more = { ...found.headers, ...(found.etag === undefined ? {} : { etag: found.etag }) };
  if (found.etag !== undefined && headers['if-none-match'] === found.etag) {
    response.writeHead(304, more).end();
    return;
  }
  response.writeHead(found.status, { 'content-type': found.type, ...more });
  if (found.endless) {
    const drip = setInterval(() => response.write('x'.repeat(100_000)), 5);
    response.on('close', () => clearInterval(drip));
    return;
  }
  const next = String(Number(/\d+$/.exec(path)?.[0] ?? 0) + 1);
  const text = found.body.replaceAll('{path}', path).replaceAll('{next}', next);
  response.end(found.base64 === undefined ? text : Buffer.from(found.base64, 'base64'));
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  return JSON.parse(Buffer.concat(chunks).toString('utf8'));
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  server.unref();
  return (server.address() as AddressInfo).port;
}
