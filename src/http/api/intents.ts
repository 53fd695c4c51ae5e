/** What the business teaches its classifier: intents, and messages that are examples of them. */
import { createRoute, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { flowServing, type Flow } from '../../domain/flow.ts';
import { toRfc3339 } from '../../platform/clock.ts';
import {
  INTENT_NAME,
  MAX_EXAMPLE_CHARS,
  NO_INTENT_NAME,
  type Example,
  type IntentSummary,
} from '../../understanding/labelled-set.ts';
import { access } from '../access.ts';
import { answer, jsonBody, problems } from '../answers.ts';
import type { Api, HttpEnv } from '../context.ts';
import type { Position } from '../cursor.ts';
import { lineField, pageOf, pageQuery, textField, timeOut } from '../fields.ts';
import { newApi } from '../new-api.ts';
import { readPage, writePage } from '../pages.ts';
import { exampleOut, shownExample } from './example-shape.ts';
import { labellingOf, valueOf } from './labelling-of.ts';

const nameField = z
  .string()
  .regex(INTENT_NAME, '2 to 40 small letters, digits and underscores, a letter first')
  .openapi({ example: 'bike_rental' });

const intentOut = z
  .object({
    name: z.string(),
    description: z.string(),
    flow: z.string().openapi({
      description: '`general`: none of its own; knowledge with evidence, one question, then a person.',
    }),
    examples: z.int(),
    heldOut: z.int().openapi({ description: 'Of the examples: those that judge and are never trained on.' }),
    createdAt: timeOut,
  })
  .openapi('Intent');

const description = lineField(200);
const params = z.object({ name: z.string().max(60).openapi({ example: 'bike_rental' }) });
const tags = ['Intents'];

const listIntents = createRoute({
  method: 'get',
  path: '/v1/intents',
  tags,
  summary: 'List the intents, by name',
  ...access('admin'),
  responses: { 200: answer(z.object({ data: z.array(intentOut) }), 'All of them.'), ...problems() },
});

const createIntent = createRoute({
  method: 'post',
  path: '/v1/intents',
  tags,
  summary: 'Add an intent',
  description: 'It is understood as soon as it has examples, at first only in nearly the same words.',
  ...access('admin', { idempotencyKey: true }),
  request: {
    body: jsonBody(z.strictObject({ name: nameField, description: description.optional() }), {
      name: 'bike_rental',
      description: 'Wants to rent a bike for some days',
    }),
  },
  responses: { 201: answer(intentOut, 'Added.'), ...problems('validation_failed', 'conflict') },
});

const changeIntent = createRoute({
  method: 'patch',
  path: '/v1/intents/{name}',
  tags,
  summary: 'Rename or describe an intent',
  description:
    'Its examples come along. An intent that has a flow of its own loses it with its name: it is served like any other.',
  ...access('admin'),
  request: {
    params,
    body: jsonBody(
      z.strictObject({ name: nameField.optional(), description: z.string().max(200).optional() }),
      { description: 'Wants to rent a bike' },
    ),
  },
  responses: {
    200: answer(intentOut, 'As it is now.'),
    ...problems('validation_failed', 'conflict', 'not_found'),
  },
});

const removeIntent = createRoute({
  method: 'delete',
  path: '/v1/intents/{name}',
  tags,
  summary: 'Delete an intent and its examples',
  ...access('admin'),
  request: { params },
  responses: { 204: { description: 'It is gone.' }, ...problems('not_found', 'conflict') },
});

const listExamples = createRoute({
  method: 'get',
  path: '/v1/intents/{name}/examples',
  tags,
  summary: 'List the examples of an intent, newest first',
  description: `\`${NO_INTENT_NAME}\` as the name gives those that are none of the intents.`,
  ...access('admin'),
  request: { params, query: pageQuery },
  responses: { 200: answer(pageOf(exampleOut), 'One page.'), ...problems('cursor_invalid', 'not_found') },
});

const addExamples = createRoute({
  method: 'post',
  path: '/v1/intents/{name}/examples',
  tags,
  summary: 'Add examples to an intent',
  description:
    'All or none. A text that already has another label is refused. They act at once on nearly the same words, and on others after the next training.',
  ...access('admin', { idempotencyKey: true }),
  request: {
    params,
    body: jsonBody(z.strictObject({ texts: z.array(textField(MAX_EXAMPLE_CHARS)).min(1).max(500) }), {
      texts: ['can i rent a bike for the weekend', 'how much is a rental per day'],
    }),
  },
  responses: {
    201: answer(
      z.object({ added: z.int(), unchanged: z.int(), examples: z.array(exampleOut) }),
      'Saved; `unchanged` were there already.',
    ),
    ...problems('validation_failed', 'conflict', 'not_found'),
  },
});

export function intentRoutes(): Api {
  const api = newApi();

  api.openapi(listIntents, async (c) => {
    const flows = flowsOf(c);
    const intents = await labellingOf(c).intents();
    return c.json({ data: intents.map((one) => show(one, flows)) }, 200);
  });

  api.openapi(createIntent, async (c) => {
    const body = c.req.valid('json');
    const added = await labellingOf(c).addIntent(body.name, body.description ?? '');
    return c.json(show(valueOf(added), flowsOf(c)), 201);
  });

  api.openapi(changeIntent, async (c) => {
    const changed = await labellingOf(c).changeIntent(c.req.valid('param').name, c.req.valid('json'));
    return c.json(show(valueOf(changed), flowsOf(c)), 200);
  });

  api.openapi(removeIntent, async (c) => {
    valueOf(await labellingOf(c).removeIntent(c.req.valid('param').name));
    return c.body(null, 204);
  });

  api.openapi(listExamples, async (c) => {
    const { limit, cursor } = c.req.valid('query');
    const { name } = c.req.valid('param');
    const list = `examples ${name}`;
    const [beforeMs, beforeId] = await readPage(c, list, cursor, [Number.MAX_SAFE_INTEGER, '']);
    const before = { labelledAtMs: Number(beforeMs), id: String(beforeId) };
    const found = valueOf(await labellingOf(c).examples(name, before, limit + 1));
    const placeOf = (one: Example): Position => [one.labelledAtMs, one.id];
    return c.json(await writePage(c, list, limit, found, placeOf, shownExample), 200);
  });

  api.openapi(addExamples, async (c) => {
    const { name } = c.req.valid('param');
    const labelling = labellingOf(c);
    valueOf(await labelling.examples(name, null, 1));
    const intent = name === NO_INTENT_NAME ? null : name;
    const lines = c.req.valid('json').texts.map((text) => ({ text, intent }));
    const added = valueOf(await labelling.add(lines, c.var.actor.label, 'owner'), 'texts');
    return c.json({ ...added, examples: added.examples.map(shownExample) }, 201);
  });

  return api;
}

function flowsOf(c: Context<HttpEnv>): readonly Flow[] {
  return c.var.parts.flows(c.var.actor.businessId);
}

function show({ createdAtMs, ...intent }: IntentSummary, flows: readonly Flow[]): z.infer<typeof intentOut> {
  return { ...intent, flow: flowServing(intent.name, flows).name, createdAt: toRfc3339(createdAtMs) };
}
