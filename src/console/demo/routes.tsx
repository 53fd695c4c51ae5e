/** The try-it pages. They exist on the local gateway only: everywhere else there is nothing here. */
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { z } from 'zod';
import type { HttpEnv } from '../../http/context.ts';
import { Problem } from '../../http/problem.ts';
import type { Parts } from '../../parts.ts';
import { requireOwnOrigin } from '../own-origin.ts';
import { pageHeaders } from '../page-headers.ts';
import { PhonePage } from './phone-page.tsx';
import { ShopPage } from './shop-page.tsx';

const PHONE = /^\+[1-9]\d{4,14}$/;
const PROVIDER_TIMEOUT_MS = 5_000;

const textSchema = z.strictObject({
  from: z.string().regex(PHONE),
  to: z.string().regex(PHONE),
  text: z.string().min(1).max(1_600),
});

const heldSchema = z.object({
  messages: z.array(
    z.object({ sid: z.string(), body: z.string(), status: z.string(), createdAtMs: z.number() }),
  ),
});

export function demoRoutes(): Hono<HttpEnv> {
  const app = new Hono<HttpEnv>();
  app.use('/demo/*', async (c, next) => {
    if (!c.var.parts.config.local) throw new Problem('not_found');
    await next();
  });
  app.use('/demo/phone/*', pageHeaders, requireOwnOrigin);
  app.use('/demo/shop', pageHeaders);

  app.get('/demo/phone', (c) => c.html(<PhonePage />));
  app.get('/demo/shop', (c) => c.html(<ShopPage />));

  const tooLarge = () => {
    throw new Problem('payload_too_large');
  };
  app.post('/demo/phone/text', bodyLimit({ maxSize: 16_000, onError: tooLarge }), async (c) => {
    const given = textSchema.safeParse(await c.req.json().catch(() => null));
    if (!given.success) throw new Problem('validation_failed');
    const response = await askProvider(c.var.parts, '/text', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(given.data),
    });
    if (!response.ok)
      throw new Problem('unavailable', { detail: 'The simulated provider refused the text.' });
    return c.json({ taken: true });
  });

  app.get('/demo/phone/messages', async (c) => {
    const customer = c.req.query('customer') ?? '';
    if (!PHONE.test(customer)) throw new Problem('validation_failed');
    const [mine, theirs] = await Promise.all([
      heldMessages(c.var.parts, 'from', customer),
      heldMessages(c.var.parts, 'to', customer),
    ]);
    const messages = [...mine, ...theirs].sort((a, b) => a.atMs - b.atMs);
    return c.json({ messages });
  });

  return app;
}

async function heldMessages(parts: Parts, side: 'from' | 'to', customer: string) {
  const response = await askProvider(parts, `/messages?${side}=${encodeURIComponent(customer)}`, {});
  const held = heldSchema.safeParse(await response.json().catch(() => null));
  if (!held.success) throw new Problem('unavailable');
  return held.data.messages.map(({ sid, body, status, createdAtMs }) => ({
    id: sid,
    mine: side === 'from',
    text: body,
    status,
    atMs: createdAtMs,
  }));
}

/** Through the Worker, so that the page needs no cross-origin rights. */
async function askProvider(parts: Parts, path: string, init: RequestInit): Promise<Response> {
  const base = parts.config.providerBaseUrls['twilio-sms'];
  if (base === undefined) throw new Problem('not_found');
  try {
    return await fetch(`${base}${path}`, { ...init, signal: AbortSignal.timeout(PROVIDER_TIMEOUT_MS) });
  } catch {
    throw new Problem('unavailable', { detail: 'The simulated provider does not answer. Is it running?' });
  }
}
