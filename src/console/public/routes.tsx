/** Pages for everybody: receipts of answers, and what a business has published of its knowledge. */
import { Hono, type Context, type MiddlewareHandler } from 'hono';
import type { HttpEnv } from '../../http/context.ts';
import { Problem, PROBLEMS } from '../../http/problem.ts';
import { errorName } from '../../platform/log.ts';
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

  app.get('/a/:id', async (c) => {
    const receipt = await c.var.parts.house.receiptById(c.req.param('id'));
    if (receipt === null) throw new Problem('not_found');
    // It never changes; but whoever shares a device should not find the questions of the other in its cache.
    c.header('cache-control', 'private, max-age=3600');
    return c.html(<ReceiptPage receipt={receipt} url={`${c.var.parts.config.publicUrl}/a/${receipt.id}`} />);
  });

  app.onError((error, c) => trouble(error, c));
  return new Hono<HttpEnv>().route('/', app);
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
