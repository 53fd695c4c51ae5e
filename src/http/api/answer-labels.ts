/** What people say of questions and their answers: it decides how sure Shopbell has to be before it answers. */
import { createRoute, z } from '@hono/zod-openapi';
import { redacted } from '../../domain/redact.ts';
import { MAX_LABELS } from '../../knowledge/api.ts';
import { access } from '../access.ts';
import { answer, jsonBody, problems } from '../answers.ts';
import type { Api } from '../context.ts';
import { idField, textField } from '../fields.ts';
import { newApi } from '../new-api.ts';

const passageId = idField('psg', 'psg_abcdefghijklmnopqrstuvwxyz');

const label = z
  .strictObject({
    question: textField(500),
    passageId: passageId.nullable().openapi({ description: 'null: nothing that is known answers it.' }),
    right: z.boolean().default(true).openapi({ description: 'false: just this passage does not answer it.' }),
  })
  .openapi('AnswerLabel');

const putLabels = createRoute({
  method: 'put',
  path: '/v1/knowledge/labels',
  tags: ['Knowledge'],
  summary: 'Say which passages answer which questions, and which questions nothing answers',
  description:
    `From ten labels on they move the point from which Shopbell answers. A new label of a question replaces its old one; the ` +
    `newest ${MAX_LABELS} count. Names and numbers are taken out.`,
  ...access('knowledge:write'),
  request: {
    body: jsonBody(z.strictObject({ labels: z.array(label).min(1).max(MAX_LABELS) }), {
      labels: [{ question: 'do you fix scooters', passageId: null }],
    }),
  },
  responses: {
    200: answer(z.object({ labels: z.int() }), 'How many there are now.'),
    ...problems('validation_failed'),
  },
});

export function answerLabelRoutes(): Api {
  const api = newApi();

  api.openapi(putLabels, async (c) => {
    const { parts, actor } = c.var;
    const { answerLabels } = parts.storeFor(actor.businessId);
    const labels = c.req.valid('json').labels.map((one) => ({
      question: redacted(one.question),
      passageId: one.passageId,
      isRight: one.passageId !== null && one.right,
    }));
    await answerLabels.put(labels, parts.nowMs());
    parts.forgetProfile(actor.businessId);
    return c.json({ labels: (await answerLabels.list()).length }, 200);
  });

  return api;
}
