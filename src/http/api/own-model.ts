/** A classifier that the business runs itself, asked about messages that the built-in one is not sure of. */
import { createRoute, z } from '@hono/zod-openapi';
import { toRfc3339 } from '../../platform/clock.ts';
import { newWebhookSecret } from '../../platform/standard-webhook.ts';
import type { StoredOwnModel } from '../../store/own-models.ts';
import { refusalOfUrl } from '../../understanding/own-model.ts';
import { access } from '../access.ts';
import { answer, jsonBody, problems } from '../answers.ts';
import type { Api } from '../context.ts';
import { textField, timeOut } from '../fields.ts';
import { newApi } from '../new-api.ts';
import { Problem } from '../problem.ts';

const PATH = '/v1/understanding/own-model';
const DEFAULT_GATE = 0.8;

const ownModelIn = z.strictObject({
  url: z.string().max(2_000).openapi({ example: 'https://intents.bluebird.example/classify' }),
  gate: z.number().min(0).max(1).default(DEFAULT_GATE).openapi({
    description: 'From this confidence on its answer stands; below it the next stage is asked.',
  }),
  newSecret: z.boolean().default(false).openapi({ description: 'Calls are signed with a new secret.' }),
});

const ownModelOut = z.object({ url: z.string(), gate: z.number(), createdAt: timeOut }).openapi('OwnModel');

const ownModelSet = ownModelOut.extend({
  secret: z.string().nullable().openapi({
    description: 'What calls are signed with, as Standard Webhooks has it. Shown only when it is new.',
  }),
});

const tried = z.object({
  outcome: z.string().openapi({ description: 'sure, unsure, or why there was no answer.', example: 'sure' }),
  intent: z.string().nullable(),
  confidence: z.number().nullable(),
  tookMs: z.int(),
});

const putOwnModel = createRoute({
  method: 'put',
  path: PATH,
  tags: ['Understanding'],
  summary: 'Set the own classifier',
  description:
    'Shopbell posts `{"text", "intents"}` to it, signed as Standard Webhooks has it, and expects `{"intent", "confidence"}` within 1.5 seconds: an intent of the list, or null for none of them. Redirects are not followed. Whatever else it does, the other stages answer.',
  ...access('admin'),
  request: { body: jsonBody(ownModelIn, { url: 'https://intents.bluebird.example/classify', gate: 0.8 }) },
  responses: {
    200: answer(ownModelSet, 'As it is now.'),
    ...problems('validation_failed'),
  },
});

const readOwnModel = createRoute({
  method: 'get',
  path: PATH,
  tags: ['Understanding'],
  summary: 'Read the own classifier',
  ...access('admin'),
  responses: { 200: answer(ownModelOut, 'Without its secret.'), ...problems('not_found') },
});

const removeOwnModel = createRoute({
  method: 'delete',
  path: PATH,
  tags: ['Understanding'],
  summary: 'Remove the own classifier',
  ...access('admin'),
  responses: { 204: { description: 'It is not called any more.' }, ...problems('not_found') },
});

const tryOwnModel = createRoute({
  method: 'post',
  path: `${PATH}/try`,
  tags: ['Understanding'],
  summary: 'Call the own classifier once',
  description: 'With a text of yours, as for a message. Nothing is kept.',
  ...access('admin'),
  request: { body: jsonBody(z.strictObject({ text: textField(1_500) }), { text: 'Where is my order?' }) },
  responses: { 200: answer(tried, 'What came of it.'), ...problems('validation_failed', 'not_found') },
});

export function ownModelRoutes(): Api {
  const api = newApi();

  api.openapi(readOwnModel, async (c) => {
    const model = await c.var.parts.storeFor(c.var.actor.businessId).ownModel.read();
    if (model === null) throw new Problem('not_found');
    return c.json(show(model), 200);
  });

  api.openapi(tryOwnModel, async (c) => {
    const { parts, actor } = c.var;
    const startedMs = parts.nowMs();
    const outcome = await parts.ownModel.tryOut(actor.businessId, c.req.valid('json').text);
    if (outcome === null) throw new Problem('not_found');
    const tookMs = parts.nowMs() - startedMs;
    if (outcome.kind === 'none')
      return c.json({ outcome: outcome.why, intent: null, confidence: null, tookMs }, 200);
    const { intent, confidence, isSure } = outcome.answer;
    return c.json({ outcome: isSure ? 'sure' : 'unsure', intent, confidence, tookMs }, 200);
  });

  api.openapi(putOwnModel, async (c) => {
    const { parts, actor } = c.var;
    const { url, gate, newSecret } = c.req.valid('json');
    const refusal = refusalOfUrl(url, parts.ownModel.rule);
    if (refusal !== null)
      throw new Problem('validation_failed', { errors: [{ path: 'url', message: refusal }] });
    const { ownModel } = parts.storeFor(actor.businessId);
    const before = await ownModel.read();
    // What another address may know is not told to this one.
    const secret = newSecret || before?.url !== url ? newWebhookSecret() : null;
    const model = { url, gate, createdAtMs: before?.createdAtMs ?? parts.nowMs() };
    await ownModel.put(model, secret);
    parts.ownModel.forget(actor.businessId);
    return c.json({ ...show(model), secret }, 200);
  });

  api.openapi(removeOwnModel, async (c) => {
    const { parts, actor } = c.var;
    const removed = await parts.storeFor(actor.businessId).ownModel.remove();
    parts.ownModel.forget(actor.businessId);
    if (!removed) throw new Problem('not_found');
    return c.body(null, 204);
  });

  return api;
}

function show({ url, gate, createdAtMs }: StoredOwnModel) {
  return { url, gate, createdAt: toRfc3339(createdAtMs) };
}
