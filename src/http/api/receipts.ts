/** Receipts: what an answer rested on, as it was when it was given. */
import { createRoute, z } from '@hono/zod-openapi';
import type { Receipt } from '../../domain/receipt.ts';
import { toRfc3339 } from '../../platform/clock.ts';
import { access } from '../access.ts';
import { answer, problems } from '../answers.ts';
import type { Api } from '../context.ts';
import { timeOut } from '../fields.ts';
import { newApi } from '../new-api.ts';
import { Problem } from '../problem.ts';

const EXAMPLE_ID = 'abcdefghijklmnopqrst';

const receiptOut = z
  .object({
    id: z.string().openapi({ example: EXAMPLE_ID }),
    url: z.string().openapi({ description: 'The same for everybody who has the link.' }),
    conversationId: z.string(),
    at: timeOut,
    channel: z.string(),
    confidence: z.number().nullable().openapi({ description: 'null: said from the business’s own records.' }),
    sentences: z.array(z.object({ text: z.string(), source: z.int() })),
    sources: z.array(
      z.object({
        title: z.string(),
        quote: z.string(),
        url: z.string().nullable(),
        contentHash: z.string().openapi({ description: 'SHA-256 of the passage as it was then.' }),
      }),
    ),
    writtenBy: z
      .object({ model: z.string(), promptVersion: z.string() })
      .nullable()
      .openapi({ description: 'null: quoted word for word.' }),
    understandingVersion: z.string(),
    knowledgeVersion: z.string(),
    flow: z.string(),
    flowVersion: z.number(),
  })
  .openapi('Receipt');

const readReceipt = createRoute({
  method: 'get',
  path: '/v1/receipts/{id}',
  tags: ['Knowledge'],
  summary: 'Read the receipt of an answer',
  description: 'The sources as they were when the answer was given, whatever became of them.',
  ...access('conversations:read'),
  request: { params: z.object({ id: z.string().max(120).openapi({ example: EXAMPLE_ID }) }) },
  responses: { 200: answer(receiptOut, 'The receipt.'), ...problems('not_found') },
});

export function receiptRoutes(): Api {
  const api = newApi();

  api.openapi(readReceipt, async (c) => {
    const { parts, actor } = c.var;
    const receipt = await parts.storeFor(actor.businessId).receipts.read(c.req.valid('param').id);
    if (receipt === null) throw new Problem('not_found');
    return c.json(show(receipt, parts.config.publicUrl), 200);
  });

  return api;
}

function show(receipt: Receipt, publicUrl: string): z.infer<typeof receiptOut> {
  const { atMs, businessId: _, businessName: __, ...rest } = receipt;
  return { ...rest, at: toRfc3339(atMs), url: `${publicUrl}/a/${receipt.id}` };
}
