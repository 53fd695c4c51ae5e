/** Connections to providers. Credentials go in and never come out. */
import { createRoute, z } from '@hono/zod-openapi';
import { makeId } from '../../domain/ids.ts';
import { toRfc3339, toRfc3339OrNull } from '../../platform/clock.ts';
import type { ConnectionRecord } from '../../store/connection-row.ts';
import { MAX_PREVIOUS_SECRET_MS, type ConnectionResult } from '../../store/connections.ts';
import { access } from '../access.ts';
import { answer, jsonBody, problems } from '../answers.ts';
import type { Api } from '../context.ts';
import { idField, lineField, pageOf, pageQuery, timeOut } from '../fields.ts';
import { idempotentName } from '../idempotency-key.ts';
import { newApi } from '../new-api.ts';
import { readPage, writePage } from '../pages.ts';
import { Problem } from '../problem.ts';

const EXAMPLE_ID = 'con_mgzq0w3u2abcdefghijklmnop';

const connectionOut = z
  .object({
    id: z.string().openapi({ example: EXAMPLE_ID }),
    channel: z.string(),
    provider: z.string(),
    label: z.string(),
    address: z.string(),
    state: z.enum(['active', 'paused', 'deleted']),
    hookUrl: z.string().openapi({ description: 'Give this address to the provider.' }),
    credentialFields: z.array(z.string()).openapi({ description: 'Which credentials are set.' }),
    previousSecretsUntil: timeOut.nullable(),
    ratePerSecond: z.number(),
    allowedOrigins: z.array(z.string()),
    version: z.int(),
    createdAt: timeOut,
    updatedAt: timeOut,
  })
  .openapi('Connection');

const credentials = z
  .record(z.string().regex(/^[a-zA-Z][a-zA-Z0-9]{0,39}$/), z.string().min(1).max(4_000))
  .refine((fields) => Object.keys(fields).length <= 20, 'at most 20 fields');

/** Exactly what browsers send as Origin. */
const origin = z
  .string()
  .max(300)
  .refine(
    (text) => URL.canParse(text) && /^https?:/.test(text) && new URL(text).origin === text,
    'an origin',
  );

const settings = {
  label: lineField(80),
  address: lineField(320),
  ratePerSecond: z.number().min(0.01).max(10_000),
  allowedOrigins: z.array(origin).max(50),
  hookUrl: z
    .url({ protocol: /^https?$/ })
    .max(2_000)
    .nullable()
    .openapi({ description: 'Only when a proxy changes the address that the provider calls.' }),
};

const connectionIn = z.strictObject({
  provider: z.string().max(60),
  label: settings.label,
  address: settings.address,
  credentials,
  ratePerSecond: settings.ratePerSecond.optional(),
  allowedOrigins: settings.allowedOrigins.optional(),
  hookUrl: settings.hookUrl.optional(),
});

const changesIn = z.strictObject({ ...settings, state: z.enum(['active', 'paused']) }).partial();

const rotateIn = z.strictObject({
  credentials,
  previousForSeconds: z
    .int()
    .min(0)
    .max(MAX_PREVIOUS_SECRET_MS / 1_000)
    .default(86_400)
    .openapi({ description: 'How long the replaced secrets still count: at most 72 hours.' }),
});

const params = z.object({ id: idField('con', EXAMPLE_ID) });
const tags = ['Connections'];

const createConnection = createRoute({
  method: 'post',
  path: '/v1/connections',
  tags,
  summary: 'Connect an account at a provider',
  description:
    'Refused without all credentials of the provider: a connection that cannot be checked accepts nothing.',
  ...access('admin', { idempotencyKey: true }),
  request: {
    body: jsonBody(connectionIn, {
      provider: 'twilio-sms',
      label: 'Main number',
      address: '+15550100100',
      credentials: {
        accountSid: 'AC0123456789abcdef0123456789abcdef',
        authToken: 'fedcba9876543210fedcba9876543210',
        from: '+15550100100',
      },
    }),
  },
  responses: {
    201: answer(connectionOut, 'The connection.'),
    ...problems('validation_failed', 'idempotency_key_missing', 'idempotency_key_reused'),
  },
});

const listConnections = createRoute({
  method: 'get',
  path: '/v1/connections',
  tags,
  summary: 'List connections, oldest first',
  ...access('admin'),
  request: { query: pageQuery },
  responses: { 200: answer(pageOf(connectionOut), 'One page.'), ...problems('cursor_invalid') },
});

const readConnection = createRoute({
  method: 'get',
  path: '/v1/connections/{id}',
  tags,
  summary: 'Read one connection',
  ...access('admin'),
  request: { params },
  responses: { 200: answer(connectionOut, 'The connection.'), ...problems('not_found') },
});

const changeConnection = createRoute({
  method: 'patch',
  path: '/v1/connections/{id}',
  tags,
  summary: 'Change a connection',
  ...access('admin'),
  request: { params, body: jsonBody(changesIn, { state: 'paused' }) },
  responses: {
    200: answer(connectionOut, 'The connection after the change.'),
    ...problems('validation_failed', 'not_found', 'conflict'),
  },
});

const rotateConnection = createRoute({
  method: 'post',
  path: '/v1/connections/{id}/rotate',
  tags,
  summary: 'Replace secrets; the old ones count for a while',
  ...access('admin', { idempotencyKey: true }),
  request: {
    params,
    body: jsonBody(rotateIn, {
      credentials: { authToken: '00112233445566778899aabbccddeeff' },
      previousForSeconds: 3_600,
    }),
  },
  responses: {
    200: answer(connectionOut, 'The connection after the change.'),
    ...problems('validation_failed', 'not_found', 'conflict', 'idempotency_key_missing'),
  },
});

const deleteConnection = createRoute({
  method: 'delete',
  path: '/v1/connections/{id}',
  tags,
  summary: 'Delete a connection',
  description: 'Its credentials are forgotten at once; its hook is refused within a minute.',
  ...access('admin'),
  request: { params },
  responses: { 204: { description: 'Deleted.' }, ...problems('not_found') },
});

export function connectionRoutes(): Api {
  const api = newApi();

  api.openapi(createConnection, async (c) => {
    const { parts, actor } = c.var;
    const { ratePerSecond = 1, allowedOrigins = [], hookUrl = null, ...wish } = c.req.valid('json');
    const store = parts.storeFor(actor.businessId);
    const id = makeId('con', await idempotentName(c, 'connection', 26));
    const result = await store.connections.create(
      { ...wish, id, ratePerSecond, allowedOrigins, hookUrl },
      parts.nowMs(),
    );
    // The same call came through before, but its answer was lost.
    const existing = result.kind === 'conflict' ? await store.connections.read(id) : null;
    if (existing !== null && existing.provider !== wish.provider) throw new Problem('idempotency_key_reused');
    return c.json(show(existing ?? savedOf(result, 'credentials')), 201);
  });

  api.openapi(listConnections, async (c) => {
    const { limit, cursor } = c.req.valid('query');
    const [after] = await readPage(c, 'connections', cursor, ['']);
    const { connections } = c.var.parts.storeFor(c.var.actor.businessId);
    const list = await connections.list(String(after), limit + 1);
    return c.json(await writePage(c, 'connections', limit, list, ({ id }) => [id], show), 200);
  });

  api.openapi(readConnection, async (c) => {
    const { connections } = c.var.parts.storeFor(c.var.actor.businessId);
    const connection = await connections.read(c.req.valid('param').id);
    if (connection === null) throw new Problem('not_found');
    return c.json(show(connection), 200);
  });

  api.openapi(changeConnection, async (c) => {
    const { parts, actor } = c.var;
    const { connections } = parts.storeFor(actor.businessId);
    const { id } = c.req.valid('param');
    const result = await connections.change(id, c.req.valid('json'), parts.nowMs());
    parts.forgetConnection(id);
    return c.json(show(savedOf(result, '')), 200);
  });

  api.openapi(rotateConnection, async (c) => {
    const { parts, actor } = c.var;
    const { credentials, previousForSeconds } = c.req.valid('json');
    const { connections } = parts.storeFor(actor.businessId);
    const { id } = c.req.valid('param');
    const result = await connections.rotate(id, credentials, previousForSeconds * 1_000, parts.nowMs());
    parts.forgetConnection(id);
    return c.json(show(savedOf(result, 'credentials')), 200);
  });

  api.openapi(deleteConnection, async (c) => {
    const { parts, actor } = c.var;
    const { connections } = parts.storeFor(actor.businessId);
    const { id } = c.req.valid('param');
    if (!(await connections.remove(id, parts.nowMs()))) throw new Problem('not_found');
    parts.forgetConnection(id);
    return c.body(null, 204);
  });

  return api;
}

function savedOf(result: ConnectionResult, under: string): ConnectionRecord {
  switch (result.kind) {
    case 'saved':
      return result.connection;
    case 'missing':
      throw new Problem('not_found');
    case 'conflict':
      throw new Problem('conflict', { detail: 'It was changed by another call at the same time.' });
    case 'refused':
      throw new Problem('validation_failed', {
        errors: result.problems.map(({ field, message }) => ({
          path: field === 'provider' ? field : `${under}.${field}`,
          message,
        })),
      });
  }
}

function show(record: ConnectionRecord) {
  const { businessId: _, previousUntilMs, createdAtMs, updatedAtMs, allowedOrigins, ...rest } = record;
  return {
    ...rest,
    allowedOrigins: [...allowedOrigins],
    previousSecretsUntil: toRfc3339OrNull(previousUntilMs),
    createdAt: toRfc3339(createdAtMs),
    updatedAt: toRfc3339(updatedAtMs),
  };
}
