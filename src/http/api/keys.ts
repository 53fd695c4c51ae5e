/** API keys. The secret is shown once, when the key is made. */
import { createRoute, z } from '@hono/zod-openapi';
import { makeId } from '../../domain/ids.ts';
import { toRfc3339, toRfc3339OrNull } from '../../platform/clock.ts';
import { sortableName } from '../../platform/random.ts';
import type { StoredKey } from '../../store/api-keys.ts';
import { access } from '../access.ts';
import { answer, jsonBody, problems } from '../answers.ts';
import { forgetKey, newKey } from '../authenticate.ts';
import { SCOPES, type Api } from '../context.ts';
import { idField, lineField, pageOf, pageQuery, timeField, timeOut } from '../fields.ts';
import { newApi } from '../new-api.ts';
import { readPage, writePage } from '../pages.ts';
import { Problem } from '../problem.ts';

const keyOut = z
  .object({
    id: z.string().openapi({ example: 'key_mgzq0w3u2abcdefghijklmnop' }),
    prefix: z.string().openapi({ description: 'The beginning of the key, to recognise it.' }),
    label: z.string(),
    scopes: z.array(z.string()),
    createdAt: timeOut,
    expiresAt: timeOut.nullable(),
    lastUsedAt: timeOut.nullable(),
    revokedAt: timeOut.nullable(),
  })
  .openapi('ApiKey');

const newKeyOut = keyOut.extend({
  key: z.string().openapi({ description: 'The key itself. It is never shown again.' }),
});

const keyIn = z.strictObject({
  label: lineField(80),
  scopes: z.array(z.enum(SCOPES)).min(1).max(SCOPES.length),
  expiresAt: timeField.nullable().optional(),
});

const idParam = z.object({ id: idField('key', 'key_mgzq0w3u2abcdefghijklmnop') });

const createKey = createRoute({
  method: 'post',
  path: '/v1/keys',
  tags: ['Keys'],
  summary: 'Make an API key',
  description: 'A key can give only scopes that the calling key has itself.',
  ...access('admin', { idempotencyKey: true }),
  request: { body: jsonBody(keyIn, { label: 'Order sync', scopes: ['orders:write'] }) },
  responses: {
    201: answer(newKeyOut, 'The key, with its secret.'),
    ...problems('validation_failed', 'idempotency_key_missing', 'idempotency_key_reused'),
  },
});

const listKeys = createRoute({
  method: 'get',
  path: '/v1/keys',
  tags: ['Keys'],
  summary: 'List API keys, oldest first',
  ...access('admin'),
  request: { query: pageQuery },
  responses: { 200: answer(pageOf(keyOut), 'One page, without secrets.'), ...problems('cursor_invalid') },
});

const revokeKey = createRoute({
  method: 'delete',
  path: '/v1/keys/{id}',
  tags: ['Keys'],
  summary: 'Revoke an API key',
  description: 'Takes effect everywhere within a minute. Revoking twice is the same as once.',
  ...access('admin'),
  request: { params: idParam },
  responses: { 200: answer(keyOut, 'The revoked key.'), ...problems('not_found') },
});

export function keyRoutes(): Api {
  const api = newApi();

  api.openapi(createKey, async (c) => {
    const { parts, actor } = c.var;
    const { label, scopes, expiresAt } = c.req.valid('json');
    const beyond = scopes.filter((scope) => !actor.scopes.includes(scope));
    if (beyond.length > 0)
      throw new Problem('forbidden', { detail: `This key lacks ${beyond.join(', ')} itself.` });
    const expiresAtMs = typeof expiresAt === 'string' ? Date.parse(expiresAt) : null;
    if (expiresAtMs !== null && expiresAtMs <= parts.nowMs())
      throw new Problem('validation_failed', {
        errors: [{ path: 'expiresAt', message: 'must be in the future' }],
      });
    const { key, prefix, secretHash } = await newKey();
    const createdAtMs = parts.nowMs();
    const id = makeId('key', sortableName(createdAtMs));
    const row = { id, prefix, secretHash, label, scopes: [...new Set(scopes)], createdAtMs, expiresAtMs };
    await parts.storeFor(actor.businessId).keys.create(row);
    const { businessId } = actor;
    return c.json({ ...show({ ...row, businessId, lastUsedAtMs: null, revokedAtMs: null }), key }, 201);
  });

  api.openapi(listKeys, async (c) => {
    const { limit, cursor } = c.req.valid('query');
    const [after] = await readPage(c, 'keys', cursor, ['']);
    const keys = await c.var.parts.storeFor(c.var.actor.businessId).keys.list(String(after), limit + 1);
    return c.json(await writePage(c, 'keys', limit, keys, (key) => [key.id], show), 200);
  });

  api.openapi(revokeKey, async (c) => {
    const { parts, actor } = c.var;
    const key = await parts.storeFor(actor.businessId).keys.revoke(c.req.valid('param').id, parts.nowMs());
    if (key === null) throw new Problem('not_found');
    forgetKey(parts, key.prefix);
    return c.json(show(key), 200);
  });

  return api;
}

function show(key: StoredKey) {
  return {
    id: key.id,
    prefix: `sb_${key.prefix}`,
    label: key.label,
    scopes: [...key.scopes],
    createdAt: toRfc3339(key.createdAtMs),
    expiresAt: toRfc3339OrNull(key.expiresAtMs),
    lastUsedAt: toRfc3339OrNull(key.lastUsedAtMs),
    revokedAt: toRfc3339OrNull(key.revokedAtMs),
  };
}
