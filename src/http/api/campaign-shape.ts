/** How a campaign looks outside. */
import { z } from '@hono/zod-openapi';
import type { CampaignProgress, CampaignSpec } from '../../campaigns/api.ts';
import { MAX_TEMPLATE_CHARS } from '../../campaigns/template.ts';
import { toRfc3339, toRfc3339OrNull } from '../../platform/clock.ts';
import type { CampaignRecord } from '../../store/campaigns.ts';
import { idField, lineField, textField, timeField, timeOut } from '../fields.ts';
import { listIdField } from './lists.ts';
import { recipientsField } from './recipients-in.ts';

export const CAMPAIGN_EXAMPLE = 'cmp_abcdefghijklmnopqrstuvwxyz';

export const campaignIn = z
  .strictObject({
    name: lineField(80),
    connectionId: idField('con', 'con_mgzq0w3u2abcdefghijklmnop'),
    template: textField(MAX_TEMPLATE_CHARS).openapi({
      description:
        'Liquid, with `contact.<attribute>` and `business.name`. Conditions and text filters; no loops, no files.',
      example: 'Hi {{ contact.name | default: "there" }}, 10% off this week at {{ business.name }}.',
    }),
    purpose: z
      .string()
      .regex(/^[a-z][a-z0-9_-]{0,39}$/)
      .default('offers')
      .openapi({ description: 'Only contacts who consented to it are written to.' }),
    startAt: timeField.optional().openapi({ description: 'No earlier than this, once it was started.' }),
    expiresAt: timeField
      .optional()
      .openapi({ description: 'Who was not reached by then is not written to. A week without it.' }),
    perSecond: z
      .number()
      .min(0.01)
      .max(10_000)
      .optional()
      .openapi({ description: 'At most so many a second; never more than the connection allows.' }),
    stopAtFailureShare: z
      .number()
      .min(0.01)
      .max(1)
      .default(0.3)
      .openapi({ description: 'Pauses itself when this share of the latest 100 sends failed.' }),
    recipients: recipientsField.optional(),
    listId: listIdField.optional(),
  })
  .openapi('NewCampaign');

const counts = z.record(z.string(), z.int());

const summary = z.object({
  id: z.string().openapi({ example: CAMPAIGN_EXAMPLE }),
  name: z.string(),
  channel: z.string(),
  connectionId: z.string(),
  state: z.enum(['draft', 'scheduled', 'running', 'paused', 'cancelled', 'done']),
  stateReason: z.string().nullable().openapi({ description: 'Why it paused itself or ended early.' }),
  recipients: z.int(),
  byState: counts.openapi({
    description: '`deferred`: waits for the end of quiet hours. `unknown`: the provider may have it.',
    example: {
      waiting: 0,
      queued: 0,
      sent: 940,
      deferred: 12,
      failed: 3,
      denied: 45,
      unknown: 0,
      cancelled: 0,
    },
  }),
  byReason: counts,
  segments: z.int(),
  startedAt: timeOut.nullable(),
  finishedAt: timeOut.nullable(),
  createdAt: timeOut,
});

export const campaignSummaryOut = summary.openapi('CampaignSummary');

export const campaignOut = summary
  .extend({
    template: z.string(),
    purpose: z.string(),
    startAt: timeOut.nullable(),
    expiresAt: timeOut,
    perSecond: z.number().nullable(),
    stopAtFailureShare: z.number(),
  })
  .openapi('Campaign');

export function showSummary(
  record: CampaignRecord,
  progress: CampaignProgress,
): z.infer<typeof campaignSummaryOut> {
  return {
    id: record.id,
    name: record.name,
    channel: record.channel,
    connectionId: record.connectionId,
    state: progress.state,
    stateReason: progress.stateReason,
    recipients: progress.total,
    byState: { ...progress.byState },
    byReason: { ...progress.byReason },
    segments: progress.segments,
    startedAt: toRfc3339OrNull(progress.startedAtMs),
    finishedAt: toRfc3339OrNull(progress.finishedAtMs),
    createdAt: toRfc3339(record.createdAtMs),
  };
}

export function showCampaign(
  record: CampaignRecord,
  spec: CampaignSpec,
  progress: CampaignProgress,
): z.infer<typeof campaignOut> {
  return {
    ...showSummary(record, progress),
    template: spec.template,
    purpose: spec.purpose,
    startAt: toRfc3339OrNull(spec.startAtMs),
    expiresAt: toRfc3339(spec.expiresAtMs),
    perSecond: spec.perSecond,
    stopAtFailureShare: spec.stopAtFailureShare,
  };
}
