/** Questions that found no answer: the list to learn from. */
import { createRoute, z } from '@hono/zod-openapi';
import type { GapGroup } from '../../domain/gap.ts';
import { toRfc3339 } from '../../platform/clock.ts';
import { access } from '../access.ts';
import { answer, jsonBody, problems } from '../answers.ts';
import type { Api } from '../context.ts';
import { lineField, textField, timeOut } from '../fields.ts';
import { acceptGap, dismissGaps, gapGroup, oneLine, openGapGroups } from '../gap-groups.ts';
import { newApi } from '../new-api.ts';
import { Problem } from '../problem.ts';

const EXAMPLE_ID = `gap_${'abcdefghijklmnopqrstuvwxyz'}_4`;
const MOST_SHOWN = 100;
const MOST_WORDINGS = 10;

const gapOut = z
  .object({
    id: z.string().openapi({ example: EXAMPLE_ID }),
    question: z.string().openapi({ description: 'Names, numbers and addresses are taken out.' }),
    conversations: z.int().openapi({ description: 'How many customers asked it.' }),
    asked: z.int(),
    lastAskedAt: timeOut,
    wordings: z.array(z.object({ question: z.string(), conversationId: z.string(), askedAt: timeOut })),
    closest: z.array(z.string()).openapi({ description: 'Titles that were near, and not near enough.' }),
    proposedAnswer: z
      .string()
      .nullable()
      .openapi({ description: 'What a person answered when it was handed over.' }),
  })
  .openapi('Gap');

export const gapParams = z.object({ id: z.string().max(120).openapi({ example: EXAMPLE_ID }) });

const listGaps = createRoute({
  method: 'get',
  path: '/v1/knowledge/gaps',
  tags: ['Knowledge'],
  summary: 'List the questions that found no answer, biggest first',
  description: `Questions that ask the same are one. At most ${MOST_SHOWN}.`,
  ...access('knowledge:read'),
  responses: { 200: answer(z.object({ data: z.array(gapOut) }), 'The open ones.'), ...problems() },
});

const dismissGap = createRoute({
  method: 'post',
  path: '/v1/knowledge/gaps/{id}/dismiss',
  tags: ['Knowledge'],
  summary: 'Take a question off the list: it needs no answer',
  ...access('knowledge:write'),
  request: { params: gapParams },
  responses: {
    200: answer(z.object({ closed: z.int() }), 'How many questions were closed.'),
    ...problems('not_found'),
  },
});

const acceptance = z.strictObject({
  question: lineField(300)
    .optional()
    .openapi({ description: 'The entry’s title; left out: as it was asked.' }),
  answer: textField(5_000).optional().openapi({ description: 'Left out: what a person answered.' }),
});

const acceptGapRoute = createRoute({
  method: 'post',
  path: '/v1/knowledge/gaps/{id}/accept',
  tags: ['Knowledge'],
  summary: 'Make an entry of the answer: the next who asks gets it',
  description: 'The other wordings of the question become the entry’s, and all of them leave the list.',
  ...access('knowledge:write', { idempotencyKey: true }),
  request: {
    params: gapParams,
    body: jsonBody(acceptance, { question: 'Do you rent surfboards?', answer: 'Yes, from June on.' }),
  },
  responses: {
    202: answer(
      z.object({ documentId: z.string(), passageId: z.string(), closed: z.int() }),
      'The entry will be read.',
    ),
    ...problems('not_found', 'conflict', 'validation_failed', 'idempotency_key_missing'),
  },
});

export function gapRoutes(): Api {
  const api = newApi();

  api.openapi(listGaps, async (c) => {
    const groups = await openGapGroups(c.var.parts, c.var.actor.businessId);
    return c.json({ data: groups.slice(0, MOST_SHOWN).map(show) }, 200);
  });

  api.openapi(acceptGapRoute, async (c) => {
    const { parts, actor } = c.var;
    const group = await gapGroup(parts, actor.businessId, c.req.valid('param').id);
    if (group === null) throw new Problem('not_found');
    const { question = oneLine(group.question), answer: text = group.proposedAnswer } = c.req.valid('json');
    if (text === null)
      throw new Problem('validation_failed', {
        errors: [{ path: 'answer', message: 'nobody has answered yet' }],
      });
    const accepted = await acceptGap(parts, actor.businessId, group, { question, answer: text });
    if (accepted === null)
      throw new Problem('conflict', { detail: 'The document of answers takes no more now.' });
    return c.json(accepted, 202);
  });

  api.openapi(dismissGap, async (c) => {
    const { parts, actor } = c.var;
    const group = await gapGroup(parts, actor.businessId, c.req.valid('param').id);
    if (group === null) throw new Problem('not_found');
    return c.json({ closed: await dismissGaps(parts, actor.businessId, group) }, 200);
  });

  return api;
}

function show(group: GapGroup): z.infer<typeof gapOut> {
  return {
    id: group.id,
    question: group.question,
    conversations: group.conversations,
    asked: group.gaps.length,
    lastAskedAt: toRfc3339(group.lastAskedAtMs),
    wordings: group.gaps.slice(-MOST_WORDINGS).map(({ question, conversationId, askedAtMs }) => ({
      question,
      conversationId,
      askedAt: toRfc3339(askedAtMs),
    })),
    closest: group.closest,
    proposedAnswer: group.proposedAnswer,
  };
}
