/** The passages of a document, the other wordings of their questions, and the indexes over all of them. */
import { createRoute, z } from '@hono/zod-openapi';
import { VARIANT_STATES } from '../../knowledge/api.ts';
import { access } from '../access.ts';
import { answer, jsonBody, problems } from '../answers.ts';
import type { Api } from '../context.ts';
import { pageOf, pageQuery } from '../fields.ts';
import { newApi } from '../new-api.ts';
import { readPage, writePage } from '../pages.ts';
import { Problem } from '../problem.ts';
import { documentId, passageId, passageOut, showPassage, variantField } from './knowledge-shape.ts';
import { ingestOf, own, storeOf } from './knowledge.ts';

const tags = ['Knowledge'];
const MAX_VARIANTS = 50;
const DOCUMENTS_AT_ONCE = 100;

const listPassages = createRoute({
  method: 'get',
  path: '/v1/knowledge/{id}/passages',
  tags,
  summary: 'List what was read from a document, in its order',
  ...access('knowledge:read'),
  request: { params: z.object({ id: documentId }), query: pageQuery },
  responses: { 200: answer(pageOf(passageOut), 'One page.'), ...problems('not_found', 'cursor_invalid') },
});

const changePassage = createRoute({
  method: 'patch',
  path: '/v1/knowledge/{id}/passages/{passageId}',
  tags,
  summary: 'Write, accept or reject other wordings of a passage’s question',
  description:
    'Accepted wordings count at once. `state: null` forgets one. Those that are not named stay as they are.',
  ...access('knowledge:write'),
  request: {
    params: z.object({ id: documentId, passageId }),
    body: jsonBody(
      z.strictObject({
        variants: z
          .array(z.strictObject({ text: variantField, state: z.enum(VARIANT_STATES).nullable() }))
          .min(1)
          .max(MAX_VARIANTS),
      }),
      { variants: [{ text: 'can I send it back', state: 'accepted' }] },
    ),
  },
  responses: {
    200: answer(passageOut, 'Changed.'),
    ...problems('not_found', 'conflict', 'validation_failed'),
  },
});

const rebuild = createRoute({
  method: 'post',
  path: '/v1/knowledge/rebuild',
  tags,
  summary: 'Build every index anew from the passages',
  ...access('knowledge:write'),
  responses: {
    202: answer(z.object({ documents: z.int() }), 'Each document is indexed anew.'),
    ...problems(),
  },
});

export function passageRoutes(): Api {
  const api = newApi();

  api.openapi(rebuild, async (c) => {
    const { documents } = storeOf(c);
    let before = { createdAtMs: Number.MAX_SAFE_INTEGER, id: '' };
    let count = 0;
    for (;;) {
      const page = await documents.list(before, DOCUMENTS_AT_ONCE);
      await Promise.all(page.map(({ id }) => ingestOf(c, id).reindex()));
      count += page.length;
      const last = page.at(-1);
      if (last === undefined || page.length < DOCUMENTS_AT_ONCE) break;
      before = { createdAtMs: last.createdAtMs, id: last.id };
    }
    return c.json({ documents: count }, 202);
  });

  api.openapi(listPassages, async (c) => {
    const { id } = await own(c, c.req.valid('param').id);
    const { limit, cursor } = c.req.valid('query');
    const [position, after] = await readPage(c, 'passages', cursor, [-1, '']);
    const place = { position: Number(position), id: String(after) };
    const found = await storeOf(c).passages.list(id, place, limit + 1);
    return c.json(
      await writePage(c, 'passages', limit, found, (one) => [one.position, one.id], showPassage),
      200,
    );
  });

  api.openapi(changePassage, async (c) => {
    const { id, passageId: of } = c.req.valid('param');
    const { parts, actor } = c.var;
    const { passages } = storeOf(c);
    const passage = await passages.read(of);
    if (passage === null || passage.documentId !== id) throw new Problem('not_found');
    const { variants } = c.req.valid('json');
    const known = new Set(passage.variants.map(({ text }) => text));
    const fresh = variants.filter(({ text, state }) => state !== null && !known.has(text));
    if (known.size + fresh.length > MAX_VARIANTS)
      throw new Problem('conflict', { detail: `A passage may have ${MAX_VARIANTS} wordings.` });
    await passages.setVariants(passage, variants, parts.nowMs());
    parts.forgetProfile(actor.businessId);
    const changed = await passages.read(of);
    if (changed === null) throw new Problem('not_found');
    return c.json(showPassage(changed), 200);
  });

  return api;
}
