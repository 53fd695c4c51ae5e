/** What a message meant, said by a person: acts on the next message of the same words, and is kept to learn from. */
import { createRoute, z } from '@hono/zod-openapi';
import { MAX_EXAMPLE_CHARS } from '../../understanding/labelled-set.ts';
import { access } from '../access.ts';
import { answer, jsonBody, problems } from '../answers.ts';
import type { Api } from '../context.ts';
import { idField, lineField, textField } from '../fields.ts';
import { newApi } from '../new-api.ts';
import { Problem } from '../problem.ts';
import { exampleOut, shownExample } from './example-shape.ts';
import { labellingOf, valueOf } from './labelling-of.ts';
import { correctMessage } from '../correct-message.ts';

const intent = lineField(40)
  .nullable()
  .openapi({ description: 'What it meant; null: none of the intents.', example: 'returns' });

const correctionIn = z
  .strictObject({
    intent,
    text: textField(MAX_EXAMPLE_CHARS).optional(),
    conversationId: idField('cnv', 'cnv_abcdefghijklmnopqrstuvwxyz').optional(),
    seq: z.int().min(1).optional().openapi({ description: 'With `conversationId`: which entry.' }),
  })
  .refine(
    ({ text, conversationId, seq }) =>
      text === undefined
        ? conversationId !== undefined && seq !== undefined
        : conversationId === undefined && seq === undefined,
    'either a text, or a conversation and the seq of a message in it',
  )
  .openapi('NewCorrection');

const correct = createRoute({
  method: 'post',
  path: '/v1/corrections',
  tags: ['Intents'],
  summary: 'Say what a message meant',
  description:
    'Acts within seconds on messages of the same or nearly the same words. Kept as an example, without phone numbers, e-mail addresses, links, long numbers and names. By message it also counts as a mistake of the version that answered.',
  ...access('conversations:write', { idempotencyKey: true }),
  request: { body: jsonBody(correctionIn, { text: 'my brompton clicks', intent: 'appointment' }) },
  responses: {
    201: answer(
      z.object({ example: exampleOut, understoodAs: z.string().nullable() }).openapi('Correction'),
      'It acts. `understoodAs` is what the message was taken for; null for a text, and for none of the intents.',
    ),
    ...problems('validation_failed', 'conflict', 'not_found'),
  },
});

export function correctionRoutes(): Api {
  const api = newApi();
  api.openapi(correct, async (c) => {
    const { intent: meant, text, conversationId, seq } = c.req.valid('json');
    const { parts, actor } = c.var;
    if (text !== undefined) {
      const example = valueOf(await labellingOf(c).correct(text, meant, actor.label));
      return c.json({ example: shownExample(example), understoodAs: null }, 201);
    }
    if (conversationId === undefined || seq === undefined) throw new Problem('validation_failed');
    const done = valueOf(await correctMessage(parts, actor, conversationId, seq, meant));
    return c.json({ example: shownExample(done.example), understoodAs: done.understoodAs }, 201);
  });
  return api;
}
