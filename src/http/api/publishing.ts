/** Which entries of the knowledge everybody may read on the business's public page. */
import { createRoute, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { access } from '../access.ts';
import { answer, jsonBody, problems } from '../answers.ts';
import type { Api, HttpEnv } from '../context.ts';
import { newApi } from '../new-api.ts';

const id = z.string().min(1).max(120);
const marks = z
  .strictObject({
    documents: z
      .array(z.strictObject({ id, public: z.boolean() }))
      .max(100)
      .default([]),
    passages: z
      .array(
        z.strictObject({
          id,
          public: z.boolean().nullable().openapi({ description: 'null: as its document.' }),
        }),
      )
      .max(100)
      .default([]),
  })
  .openapi('PublicationMarks');

const publicationOut = z
  .object({
    url: z
      .string()
      .nullable()
      .openapi({ description: 'null: `answering.publicPage` of the business is off.' }),
    entries: z.array(z.object({ id: z.string(), title: z.string() })),
  })
  .openapi('Publication');

const publish = createRoute({
  method: 'put',
  path: '/v1/knowledge/published',
  tags: ['Knowledge'],
  summary: 'Mark what everybody may read',
  description:
    'A document speaks for all its passages, now and later; a passage may differ. What is not named stays as it is.',
  ...access('knowledge:write'),
  request: { body: jsonBody(marks, { documents: [{ id: 'doc_answers', public: true }] }) },
  responses: { 200: answer(publicationOut, 'What is published now.'), ...problems('validation_failed') },
});

const readPublished = createRoute({
  method: 'get',
  path: '/v1/knowledge/published',
  tags: ['Knowledge'],
  summary: 'List what everybody may read',
  ...access('knowledge:read'),
  responses: { 200: answer(publicationOut, 'What is published now.'), ...problems() },
});

export function publishingRoutes(): Api {
  const api = newApi();

  const show = async (c: Context<HttpEnv>): Promise<z.infer<typeof publicationOut>> => {
    const { parts, actor } = c.var;
    const profile = await parts.profile(actor.businessId);
    const entries = await parts.storeFor(actor.businessId).publishing.list();
    const isOn = profile?.answering.publicPage === true;
    return {
      url: isOn ? `${parts.config.publicUrl}/kb/${actor.businessId.slice(4)}` : null,
      entries: entries.map(({ id: entryId, title }) => ({ id: entryId, title })),
    };
  };

  api.openapi(readPublished, async (c) => c.json(await show(c), 200));

  api.openapi(publish, async (c) => {
    const { documents, passages } = c.req.valid('json');
    await c.var.parts.storeFor(c.var.actor.businessId).publishing.mark(
      documents.map((one) => ({ id: one.id, isPublic: one.public })),
      passages.map((one) => ({ id: one.id, isPublic: one.public })),
    );
    return c.json(await show(c), 200);
  });

  return api;
}
