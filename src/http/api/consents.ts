/** Consents in bulk: who may be written to for what. A STOP of the customer always wins. */
import { createRoute, z } from '@hono/zod-openapi';
import type { ConsentChange } from '../../conversation/api.ts';
import type { Address } from '../../domain/address.ts';
import type { BusinessId } from '../../domain/ids.ts';
import type { Parts } from '../../parts.ts';
import { errorName } from '../../platform/log.ts';
import { access } from '../access.ts';
import { answer, jsonBody, problems } from '../answers.ts';
import type { Api } from '../context.ts';
import { lineField } from '../fields.ts';
import { newApi } from '../new-api.ts';
import { Problem } from '../problem.ts';
import { parseRecipient } from '../recipient.ts';

const CHANNELS = [
  'sms',
  'whatsapp',
  'messenger',
  'instagram',
  'telegram',
  'email',
  'webchat',
  'push',
  'voice',
] as const;
const AT_ONCE = 20;

const rowIn = z.strictObject({
  to: z.string().min(1).max(330).openapi({ example: '+15551234567' }),
  kind: z.enum(['grant', 'revoke', 'optOut']),
  channel: z.enum(CHANNELS),
  purpose: z
    .string()
    .regex(/^[a-z][a-z0-9_-]{0,39}$/)
    .default('offers'),
  evidence: lineField(300).openapi({ description: 'The proof: a form, a receipt, an import and its line.' }),
});

const STATUSES = ['changed', 'unchanged', 'conflict', 'invalid', 'unavailable'] as const;
type RowStatus = (typeof STATUSES)[number];

const resultOut = z
  .object({
    results: z.array(
      z.object({
        index: z.int(),
        status: z.enum(STATUSES).openapi({
          description:
            '`conflict`: the customer has opted out, and that wins. `unavailable`: not done, send the row again with another key.',
        }),
        message: z.string().nullable(),
      }),
    ),
  })
  .openapi('ConsentResults');

const changeConsents = createRoute({
  method: 'post',
  path: '/v1/consents',
  tags: ['Contacts'],
  summary: 'Record consents, refusals and opt-outs',
  description: 'Up to 1,000 rows, each with its own result. Rows of one customer are applied in order.',
  ...access('contacts:write', { idempotencyKey: true }),
  request: {
    body: jsonBody(z.strictObject({ rows: z.array(rowIn).min(1).max(1_000) }), {
      rows: [
        {
          to: '+15551234567',
          kind: 'grant',
          channel: 'sms',
          purpose: 'offers',
          evidence: 'web form 2026-11-20',
        },
      ],
    }),
  },
  responses: {
    200: answer(resultOut, 'One result for each row, in order.'),
    ...problems('validation_failed', 'idempotency_key_missing', 'idempotency_key_reused'),
  },
});

type Row = z.output<typeof rowIn>;
type RowResult = { index: number; status: RowStatus; message: string | null };

export function consentRoutes(): Api {
  const api = newApi();

  api.openapi(changeConsents, async (c) => {
    const { parts, actor } = c.var;
    const business = await parts.profile(actor.businessId);
    if (business === null) throw new Problem('not_found');
    const { rows } = c.req.valid('json');
    const results: RowResult[] = [];
    const byAddress = new Map<string, { address: Address; rows: { index: number; row: Row }[] }>();
    for (const [index, row] of rows.entries()) {
      const address = parseRecipient(row.to, business.country);
      if (address === null) {
        results.push({ index, status: 'invalid', message: 'not a phone number, e-mail or other address' });
        continue;
      }
      const name = `${address.kind}:${address.value}`;
      const group = byAddress.get(name) ?? { address, rows: [] };
      group.rows.push({ index, row });
      byAddress.set(name, group);
    }
    const groups = [...byAddress.values()];
    const worker = async (): Promise<void> => {
      for (let group = groups.pop(); group !== undefined; group = groups.pop())
        for (const { index, row } of group.rows)
          results.push({ index, ...(await applyRow(parts, actor.businessId, group.address, row)) });
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    return c.json({ results: results.sort((a, b) => a.index - b.index) }, 200);
  });

  return api;
}

async function applyRow(
  parts: Parts,
  businessId: BusinessId,
  address: Address,
  { kind, channel, purpose, evidence }: Row,
): Promise<{ status: RowStatus; message: string | null }> {
  const change: ConsentChange = { kind, channel, purpose, evidence, source: 'api' };
  try {
    const conversationId = await parts.conversationIdFor(businessId, address);
    const conversation = parts.conversation(businessId, conversationId);
    const result = await conversation.changeConsent({ businessId, conversationId, address }, change);
    if (result.kind === 'refused') return { status: 'conflict', message: 'the customer has opted out' };
    return { status: result.kind, message: null };
  } catch (error) {
    parts.log.error('consent.row_failed', { error: errorName(error) });
    return { status: 'unavailable', message: 'not done, please send this row again' };
  }
}
