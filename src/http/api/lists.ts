/** Saved lists of recipients, to be used by many campaigns. */
import { createRoute, z } from '@hono/zod-openapi';
import { toRfc3339 } from '../../platform/clock.ts';
import { addressKinds } from '../../store/campaigns.ts';
import type { RecipientList } from '../../store/recipient-lists.ts';
import { access } from '../access.ts';
import { answer, problems } from '../answers.ts';
import type { Api } from '../context.ts';
import { lineField, pageOf, pageQuery, timeOut } from '../fields.ts';
import { idempotentName } from '../idempotency-key.ts';
import { newApi } from '../new-api.ts';
import { readPage, writePage } from '../pages.ts';
import { Problem } from '../problem.ts';
import { uploadAccess, uploadedFile } from '../upload.ts';
import { csvBody, recipientsField, recipientsFromCsv, recipientsFromJson } from './recipients-in.ts';

export const listIdField = z
  .string()
  .regex(/^lst_[a-z0-9]{4,40}$/, 'not an id that begins with lst_')
  .openapi({ example: 'lst_abcdefghijklmnopqrstuvwxyz' });

const kindField = addressKinds.openapi({ description: 'What the addresses are.', example: 'phone' });

const listIn = z
  .strictObject({ name: lineField(80), addressKind: kindField.default('phone'), recipients: recipientsField })
  .openapi('NewList');

const listOut = z
  .object({
    id: listIdField,
    name: z.string(),
    addressKind: z.string(),
    size: z.int(),
    createdAt: timeOut,
  })
  .openapi('List');

const savedOut = listOut
  .extend({
    rejected: z.int(),
    errors: z.array(z.object({ line: z.int(), message: z.string() })),
  })
  .openapi('ListSaved');

const tags = ['Lists'];
const params = z.object({ id: listIdField });

const createList = createRoute({
  method: 'post',
  path: '/v1/lists',
  tags,
  summary: 'Save a list of recipients',
  description: 'JSON, or a CSV file: then `name` and `addressKind` are given in the query.',
  ...uploadAccess('campaigns:write'),
  request: {
    query: z.strictObject({ name: lineField(80).optional(), addressKind: kindField.optional() }),
    body: {
      content: {
        'application/json': {
          schema: listIn,
          example: { name: 'Regulars', recipients: [{ to: '+15551234567', attributes: { name: 'Ann' } }] },
        },
        'text/csv': csvBody,
      },
    },
  },
  responses: {
    201: answer(savedOut, 'Saved.'),
    ...problems('validation_failed', 'payload_too_large', 'idempotency_key_missing'),
  },
});

const listLists = createRoute({
  method: 'get',
  path: '/v1/lists',
  tags,
  summary: 'List the saved lists, newest first',
  ...access('campaigns:read'),
  request: { query: pageQuery },
  responses: { 200: answer(pageOf(listOut), 'One page.'), ...problems('cursor_invalid') },
});

const readList = createRoute({
  method: 'get',
  path: '/v1/lists/{id}',
  tags,
  summary: 'Read one saved list',
  ...access('campaigns:read'),
  request: { params },
  responses: { 200: answer(listOut, 'The list.'), ...problems('not_found') },
});

const removeList = createRoute({
  method: 'delete',
  path: '/v1/lists/{id}',
  tags,
  summary: 'Delete a saved list',
  description: 'Campaigns that were made from it keep their recipients.',
  ...access('campaigns:write'),
  request: { params },
  responses: { 204: { description: 'It is gone.' }, ...problems('not_found') },
});

export function listRoutes(): Api {
  const api = newApi();

  api.openapi(createList, async (c) => {
    const { parts, actor } = c.var;
    const file = uploadedFile(c);
    const query = c.req.valid('query');
    const body = file === null ? listIn.safeParse(c.req.valid('json')).data : null;
    const name = file === null ? body?.name : query.name;
    const addressKind = (file === null ? body?.addressKind : query.addressKind) ?? 'phone';
    if (name === undefined)
      throw new Problem('validation_failed', { errors: [{ path: 'name', message: 'a name is needed' }] });
    const given =
      file === null
        ? await recipientsFromJson(c, addressKind, body?.recipients ?? [])
        : await recipientsFromCsv(c, addressKind, file);
    const id = `lst_${await idempotentName(c, 'list', 26)}`;
    const list = { id, name, addressKind, createdAtMs: parts.nowMs() };
    const saved = await parts.storeFor(actor.businessId).recipientLists.add(list, given.recipients);
    return c.json({ ...show(saved), rejected: given.rejected, errors: given.errors }, 201);
  });

  api.openapi(listLists, async (c) => {
    const { limit, cursor } = c.req.valid('query');
    const [beforeMs, beforeId] = await readPage(c, 'lists', cursor, [Number.MAX_SAFE_INTEGER, '']);
    const before = { createdAtMs: Number(beforeMs), id: String(beforeId) };
    const lists = await c.var.parts.storeFor(c.var.actor.businessId).recipientLists.list(before, limit + 1);
    return c.json(
      await writePage(c, 'lists', limit, lists, (list) => [list.createdAtMs, list.id], show),
      200,
    );
  });

  api.openapi(readList, async (c) => {
    const { id } = c.req.valid('param');
    const list = await c.var.parts.storeFor(c.var.actor.businessId).recipientLists.read(id);
    if (list === null) throw new Problem('not_found');
    return c.json(show(list), 200);
  });

  api.openapi(removeList, async (c) => {
    const { id } = c.req.valid('param');
    const removed = await c.var.parts.storeFor(c.var.actor.businessId).recipientLists.remove(id);
    if (!removed) throw new Problem('not_found');
    return c.body(null, 204);
  });

  return api;
}

function show(list: RecipientList) {
  const { id, name, addressKind, size, createdAtMs } = list;
  return { id, name, addressKind, size, createdAt: toRfc3339(createdAtMs) };
}
