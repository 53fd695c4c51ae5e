/** The labelled set as a whole: one example changed or deleted, all of them out and in as JSON lines. */
import { createRoute, z } from '@hono/zod-openapi';
import { MAX_OWN_EXAMPLES } from '../../understanding/labelled-set.ts';
import { access } from '../access.ts';
import { answer, jsonBody, problems } from '../answers.ts';
import type { Api } from '../context.ts';
import { lineField } from '../fields.ts';
import { newApi } from '../new-api.ts';
import { lineIn, MAX_IMPORT_BYTES, readExampleLines } from './example-lines.ts';
import { exampleOut, shownExample } from './example-shape.ts';
import { labellingOf, valueOf } from './labelling-of.ts';

const JSON_LINES = 'application/x-ndjson';
const IMPORT_RULE = {
  maxBytes: MAX_IMPORT_BYTES,
  contentTypes: [JSON_LINES, 'application/json'],
  maxValues: 4 * MAX_OWN_EXAMPLES,
};

const jsonLines: Record<string, { schema: z.ZodString }> = { [JSON_LINES]: { schema: z.string() } };
const tags = ['Intents'];
const params = z.object({ id: z.string().max(60).openapi({ example: 'exm_abcdefghijklmnopqrstuvwxyz' }) });

const changeExample = createRoute({
  method: 'patch',
  path: '/v1/examples/{id}',
  tags,
  summary: 'Relabel an example, or let it judge instead of teach',
  ...access('admin'),
  request: {
    params,
    body: jsonBody(
      z.strictObject({ intent: lineField(40).nullable().optional(), heldOut: z.boolean().optional() }),
      { intent: 'returns' },
    ),
  },
  responses: { 200: answer(exampleOut, 'As it is now.'), ...problems('validation_failed', 'not_found') },
});

const removeExample = createRoute({
  method: 'delete',
  path: '/v1/examples/{id}',
  tags,
  summary: 'Delete an example',
  ...access('admin'),
  request: { params },
  responses: { 204: { description: 'It is gone.' }, ...problems('not_found') },
});

const exportExamples = createRoute({
  method: 'get',
  path: '/v1/examples/export',
  tags,
  summary: 'Export the labelled set as JSON lines',
  description: 'One `{"text", "intent"}` a line, as the import takes it.',
  ...access('admin'),
  responses: {
    200: { description: 'All of it.', content: jsonLines },
    ...problems(),
  },
});

const importExamples = createRoute({
  method: 'post',
  path: '/v1/examples/import',
  tags,
  summary: 'Import labelled messages',
  description: `JSON lines of \`{"text", "intent"}\`, or the same as a list in JSON. All or none, at most ${MAX_OWN_EXAMPLES} in the whole set. Intents that are not there yet are added; a text that already has another label is refused.`,
  ...access('admin', { idempotencyKey: true, body: IMPORT_RULE }),
  request: {
    body: {
      content: {
        'application/json': {
          schema: z.strictObject({ examples: z.array(lineIn).min(1).max(MAX_OWN_EXAMPLES) }),
          example: { examples: [{ text: 'do you rent out bikes', intent: 'bike_rental' }] },
        },
        [JSON_LINES]: { schema: z.string() },
      },
    },
  },
  responses: {
    200: answer(z.object({ added: z.int(), unchanged: z.int() }), 'All saved.'),
    ...problems('validation_failed', 'conflict', 'payload_too_large'),
  },
});

export function exampleRoutes(): Api {
  const api = newApi();

  api.openapi(changeExample, async (c) => {
    const changed = await labellingOf(c).change(c.req.valid('param').id, c.req.valid('json'));
    return c.json(shownExample(valueOf(changed)), 200);
  });

  api.openapi(removeExample, async (c) => {
    valueOf(await labellingOf(c).remove(c.req.valid('param').id));
    return c.body(null, 204);
  });

  api.openapi(exportExamples, async (c) => {
    const lines: string[] = [];
    for await (const page of labellingOf(c).all()) {
      for (const { text, intent } of page) lines.push(`${JSON.stringify({ text, intent })}\n`);
    }
    const headers = {
      'content-type': `${JSON_LINES}; charset=utf-8`,
      'content-disposition': 'attachment; filename="shopbell-examples.jsonl"',
      'cache-control': 'private, no-store',
    };
    return new Response(lines.join(''), { headers });
  });

  api.openapi(importExamples, async (c) => {
    const body = c.req.valid('json');
    const isJson = typeof body === 'object' && 'examples' in body;
    const lines = isJson ? body.examples : readExampleLines(await c.req.text());
    const done = await labellingOf(c).add(lines, c.var.actor.label, 'import');
    const { added, unchanged } = valueOf(done, isJson ? 'examples' : 'lines');
    return c.json({ added, unchanged }, 200);
  });

  return api;
}
