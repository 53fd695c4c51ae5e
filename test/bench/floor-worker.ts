/**
 * The floors of the speed benches: a bare Hono Worker that does the same platform calls and nothing else.
 * `/intake`: the same HMAC over the same signed text, then one object call that writes one row.
 * `/turn`: the same, then one D1 query and one queue message, whose consumer makes one call to the provider.
 * `/jobs`: one queue message per recipient; the same consumer.
 */
import { DurableObject } from 'cloudflare:workers';
import { Hono } from 'hono';

type Job = { to: string; text: string };
type FloorEnv = {
  ROWS: DurableObjectNamespace<Row>;
  DB: D1Database;
  JOBS: Queue<Job>;
  PROVIDER_URL: string;
  AUTH_TOKEN: string;
  PUBLIC_URL: string;
};

export class Row extends DurableObject<FloorEnv> {
  constructor(state: DurableObjectState, env: FloorEnv) {
    super(state, env);
    state.storage.sql.exec('CREATE TABLE IF NOT EXISTS rows (id TEXT PRIMARY KEY, text TEXT NOT NULL)');
  }

  write(id: string, text: string): void {
    this.ctx.storage.sql.exec('INSERT INTO rows (id, text) VALUES (?, ?)', id, text);
  }
}

let key: Promise<CryptoKey> | null = null;

async function isSigned(env: FloorEnv, path: string, form: URLSearchParams, given: string): Promise<boolean> {
  key ??= crypto.subtle.importKey(
    'raw',
    new TextEncoder().encode(env.AUTH_TOKEN),
    { name: 'HMAC', hash: 'SHA-1' },
    false,
    ['sign'],
  );
  const params = [...form].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, value]) => name + value);
  const signed = new TextEncoder().encode(env.PUBLIC_URL + path + params.join(''));
  const mac = await crypto.subtle.sign('HMAC', await key, signed);
  return btoa(String.fromCharCode(...new Uint8Array(mac))) === given;
}

const app = new Hono<{ Bindings: FloorEnv }>();

app.post('/:what{intake|turn}', async (c) => {
  const form = new URLSearchParams(await c.req.text());
  if (!(await isSigned(c.env, c.req.path, form, c.req.header('x-twilio-signature') ?? '')))
    return c.body(null, 403);
  const from = form.get('From') ?? '';
  const text = form.get('Body') ?? '';
  await c.env.ROWS.get(c.env.ROWS.idFromName(from)).write(form.get('MessageSid') ?? '', text);
  if (c.req.param('what') === 'turn') {
    await c.env.DB.prepare('SELECT body FROM passages WHERE id = ?').bind('p1').first();
    await c.env.JOBS.send({ to: from, text });
  }
  return c.body('<Response/>', 200, { 'content-type': 'text/xml' });
});

app.post('/jobs', async (c) => {
  const { recipients, text } = await c.req.json<{ recipients: string[]; text: string }>();
  for (let at = 0; at < recipients.length; at += 100)
    await c.env.JOBS.sendBatch(recipients.slice(at, at + 100).map((to) => ({ body: { to, text } })));
  return c.body(null, 200);
});

export default {
  fetch: app.fetch,
  async queue(batch, env) {
    await Promise.all(
      batch.messages.map(async (message) => {
        const body = new URLSearchParams({ To: message.body.to, Body: message.body.text });
        const response = await fetch(`${env.PROVIDER_URL}/post`, { method: 'POST', body });
        await response.text();
        message.ack();
      }),
    );
  },
} satisfies ExportedHandler<FloorEnv, Job>;
