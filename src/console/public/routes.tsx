/** Pages for everybody: receipts of answers, and what a business has published of its knowledge. */
import { Hono, type Context, type MiddlewareHandler } from 'hono';
import type { HttpEnv } from '../../http/context.ts';
import { Problem, PROBLEMS } from '../../http/problem.ts';
import { parseId } from '../../domain/ids.ts';
import { sha256Hex } from '../../platform/hash.ts';
import { errorName } from '../../platform/log.ts';
import { llmsText, siteMap, withAnchors } from './faq.ts';
import { FaqPage } from './faq-page.tsx';
import { PublicPage } from './page.tsx';
import { ReceiptPage } from './receipt-page.tsx';

const POLICY = [
  "default-src 'none'",
  "style-src 'self'",
  "img-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const headers: MiddlewareHandler = async (c, next) => {
  c.header('content-security-policy', POLICY);
  await next();
};

export function publicRoutes(): Hono<HttpEnv> {
  const app = new Hono<HttpEnv>();
  app.use('/a/*', headers);
  app.use('/kb/*', headers);

  app.get('/a/:id', async (c) => {
    const receipt = await c.var.parts.house.receiptById(c.req.param('id'));
    if (receipt === null) throw new Problem('not_found');
    // It never changes; but whoever shares a device should not find the questions of the other in its cache.
    c.header('cache-control', 'private, max-age=3600');
    return c.html(<ReceiptPage receipt={receipt} url={`${c.var.parts.config.publicUrl}/a/${receipt.id}`} />);
  });

  app.get('/kb/:business', async (c) => {
    const { name, entries, url } = await published(c);
    return cached(c, 'text/html; charset=utf-8', `${(<FaqPage name={name} entries={entries} url={url} />)}`);
  });
  app.get('/kb/:business/sitemap.xml', async (c) => {
    const { entries, url } = await published(c);
    const updatedAtMs = Math.max(0, ...entries.map((entry) => entry.updatedAtMs));
    return cached(c, 'application/xml; charset=utf-8', siteMap(url, updatedAtMs));
  });
  app.get('/kb/:business/llms.txt', async (c) => {
    const { name, entries, url } = await published(c);
    return cached(c, 'text/plain; charset=utf-8', llmsText(name, entries, url));
  });

  app.onError((error, c) => trouble(error, c));
  return new Hono<HttpEnv>().route('/', app);
}

/** What anybody may read of a business that wants it; a page that is off and a business that never was look the same. */
async function published(c: Context<HttpEnv>) {
  const { parts } = c.var;
  const id = parseId('biz', `biz_${c.req.param('business') ?? ''}`);
  const profile = id === null ? null : await parts.profile(id);
  if (id === null || profile === null || profile.state !== 'active' || !profile.answering.publicPage)
    throw new Problem('not_found');
  const entries = withAnchors(await parts.storeFor(id).publishing.list());
  return { name: profile.name, entries, url: `${parts.config.publicUrl}/kb/${id.slice(4)}` };
}

async function cached(c: Context<HttpEnv>, contentType: string, body: string): Promise<Response> {
  const etag = `"${(await sha256Hex(body)).slice(0, 32)}"`;
  c.header('cache-control', 'public, max-age=300, stale-while-revalidate=86400');
  c.header('etag', etag);
  if (c.req.header('if-none-match')?.includes(etag) === true) return c.body(null, 304);
  c.header('content-type', contentType);
  return c.body(body);
}

function trouble(error: Error, c: Context<HttpEnv>): Response | Promise<Response> {
  const code = error instanceof Problem ? error.code : 'internal';
  if (code === 'internal') c.var.parts.log.error('public_page.failed', { error: errorName(error) });
  const [status, title] = PROBLEMS[code];
  c.header('cache-control', 'no-store');
  return c.html(
    <PublicPage title={title} description={title} name="Shopbell" listed={false} url={c.req.url}>
      <h1>{title}</h1>
      <p>
        {status === 404
          ? 'There is nothing under this address. If somebody just sent you the link, try again in a minute.'
          : 'It is not your fault. Please try again in a moment.'}
      </p>
    </PublicPage>,
    status,
  );
}
