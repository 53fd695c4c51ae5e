/** The shape of the stats answer, for the API document. */
import { z } from '@hono/zod-openapi';
import { BY } from '../../analytics/report.ts';

const count = z.number().int().min(0);
const share = z.number().min(0).max(1).nullable();
const waitMs = z.number().min(0).nullable();

const sections = {
  messages: z.object({ in: count, out: count }),
  conversations: count,
  turns: z.object({ reply: count, ask: count, handOff: count, silent: count }),
  firstResponse: z.object({ byBot: count, byPerson: count, medianMs: waitMs, p90Ms: waitMs }),
  deflection: z.object({
    closed: count,
    confirmed: count,
    assumed: count,
    abandoned: count,
    reopened: count,
    handedOff: count,
    confirmedRate: share,
    atBestRate: share,
  }),
  handOff: z.object({ requests: count, rate: share }),
  consent: z.object({ optOuts: count, optIns: count }),
  sends: z.object({
    sent: count,
    failed: count,
    denied: count,
    cancelled: count,
    expired: count,
    unknown: count,
    segments: count,
  }),
  deliveries: z.object({ delivered: count, read: count, failed: count }),
  costMicroUsd: z.object({
    model: count,
    carrier: count,
    infrastructure: count,
    total: count,
    perConversation: count.nullable(),
  }),
};

const figures = z.object(sections).openapi('Figures');

const groupFigures = z
  .object({
    messages: sections.messages.nullable(),
    conversations: sections.conversations.nullable(),
    turns: sections.turns.nullable(),
    firstResponse: sections.firstResponse.nullable(),
    deflection: sections.deflection.nullable(),
    handOff: sections.handOff.nullable(),
    consent: sections.consent.nullable(),
    sends: sections.sends.nullable(),
    deliveries: sections.deliveries.nullable(),
    costMicroUsd: sections.costMicroUsd.nullable(),
  })
  .openapi('GroupFigures');

export const statsAnswer = z
  .object({
    from: z.iso.date(),
    to: z.iso.date(),
    by: z.enum(BY),
    timeZone: z.string(),
    total: figures,
    groups: z.array(z.object({ key: z.string(), figures: groupFigures })),
    definitions: z.record(z.string(), z.string()),
  })
  .openapi('Stats');
