/** Campaigns: one text to many, with consent, at a pace, stoppable at any moment. */
import { createRoute, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import type { CampaignApi, TransitionResult } from '../../campaigns/api.ts';
import { eachOf } from '../../campaigns/page.ts';
import { rehearse } from '../../campaigns/rehearse.ts';
import { makeId, type CampaignId } from '../../domain/ids.ts';
import type { CampaignRecord } from '../../store/campaigns.ts';
import { access } from '../access.ts';
import { answer, jsonBody, problems } from '../answers.ts';
import type { Api, HttpEnv } from '../context.ts';
import { idField, pageOf, pageQuery } from '../fields.ts';
import { idempotentName } from '../idempotency-key.ts';
import { newApi } from '../new-api.ts';
import { readPage, writePage } from '../pages.ts';
import { Problem } from '../problem.ts';
import { LIST_RULE, uploadAccess, uploadedFile } from '../upload.ts';
import { addAll, givenRecipients, invalid, profileOf, specOf, type Given } from './campaign-body.ts';
import {
  CAMPAIGN_EXAMPLE,
  campaignIn,
  campaignOut,
  campaignSummaryOut,
  showCampaign,
  showSummary,
} from './campaign-shape.ts';
import { listIdField } from './lists.ts';
import { csvBody, recipientsField, recipientsFromCsv, uploadOut } from './recipients-in.ts';

const tags = ['Campaigns'];
const params = z.object({ id: idField('cmp', CAMPAIGN_EXAMPLE) });

const createCampaign = createRoute({
  method: 'post',
  path: '/v1/campaigns',
  tags,
  summary: 'Create a campaign',
  description: 'A draft. Add recipients here, from a saved list, or by `POST /v1/campaigns/{id}/recipients`.',
  ...access('campaigns:write', { idempotencyKey: true, body: LIST_RULE }),
  request: {
    body: jsonBody(campaignIn, {
      name: 'Spring sale',
      connectionId: 'con_mgzq0w3u2abcdefghijklmnop',
      template: 'Hi {{ contact.name | default: "there" }}, 10% off this week at {{ business.name }}.',
      recipients: [{ to: '+15551234567', attributes: { name: 'Ann' } }],
    }),
  },
  responses: {
    201: answer(campaignOut, 'Created.'),
    ...problems('validation_failed', 'payload_too_large', 'idempotency_key_missing'),
  },
});

const moreRecipients = z.strictObject({
  recipients: recipientsField.optional(),
  listId: listIdField.optional(),
});

const addRecipients = createRoute({
  method: 'post',
  path: '/v1/campaigns/{id}/recipients',
  tags,
  summary: 'Add recipients to a draft',
  description: 'JSON, a saved list, or a CSV file. Addresses that are there already are left as they are.',
  ...uploadAccess('campaigns:write'),
  request: {
    params,
    body: {
      content: {
        'application/json': {
          schema: moreRecipients,
          example: { recipients: [{ to: '+15551234567', attributes: { name: 'Ann' } }] },
        },
        'text/csv': csvBody,
      },
    },
  },
  responses: {
    200: answer(uploadOut, 'Added.'),
    ...problems('validation_failed', 'payload_too_large', 'not_found', 'conflict', 'idempotency_key_missing'),
  },
});

const dryRunOut = z
  .object({
    basis: z.enum(['all', 'sample']).openapi({
      description: '`sample`: not everybody was asked; the estimate is scaled up from those examined.',
    }),
    total: z.int(),
    examined: z.int(),
    allowed: z.int(),
    deferred: z.int(),
    denied: z.int(),
    byReason: z.record(z.string(), z.int()),
    missingAttributes: z.record(z.string(), z.int()),
    estimate: z.object({ recipients: z.int(), segments: z.int(), costMicroUsd: z.int() }),
    examples: z.array(
      z.object({
        to: z.string(),
        text: z.string(),
        verdict: z.enum(['allow', 'defer', 'deny']),
        reason: z.string().nullable(),
        segments: z.int(),
      }),
    ),
  })
  .openapi('CampaignDryRun');

const dryRun = createRoute({
  method: 'post',
  path: '/v1/campaigns/{id}/dry-run',
  tags,
  summary: 'Say who would get it, who not and why, and what it would cost',
  description: 'Changes nothing and needs no Idempotency-Key.',
  ...access('campaigns:read'),
  request: {
    params,
    body: {
      content: {
        'application/json': {
          schema: z.strictObject({
            sample: z.int().min(1).max(500).default(200).openapi({ description: 'Recipients to examine.' }),
          }),
          example: { sample: 200 },
        },
      },
    },
  },
  responses: { 200: answer(dryRunOut, 'What would happen.'), ...problems('not_found', 'validation_failed') },
});

const listCampaigns = createRoute({
  method: 'get',
  path: '/v1/campaigns',
  tags,
  summary: 'List campaigns, newest first',
  ...access('campaigns:read'),
  request: { query: pageQuery },
  responses: { 200: answer(pageOf(campaignSummaryOut), 'One page.'), ...problems('cursor_invalid') },
});

const readCampaign = createRoute({
  method: 'get',
  path: '/v1/campaigns/{id}',
  tags,
  summary: 'Read one campaign and its progress',
  ...access('campaigns:read'),
  request: { params },
  responses: { 200: answer(campaignOut, 'The campaign.'), ...problems('not_found') },
});

const STEPS = {
  start: 'Start a draft: its recipients are frozen',
  pause: 'Stop sending, for now',
  resume: 'Go on after a pause',
  cancel: 'End it for good',
} as const;
type Step = keyof typeof STEPS;

function stepRoute(step: Step) {
  return createRoute({
    method: 'post',
    path: `/v1/campaigns/{id}/${step}`,
    tags,
    summary: STEPS[step],
    ...access('campaigns:write', { idempotencyKey: true }),
    request: { params },
    responses: {
      200: answer(campaignOut, 'Done.'),
      ...problems('not_found', 'conflict', 'idempotency_key_missing'),
    },
  });
}

export function campaignRoutes(): Api {
  const api = newApi();

  api.openapi(createCampaign, async (c) => {
    const { parts, actor } = c.var;
    const body = c.req.valid('json');
    const { spec, profile } = await specOf(c, body);
    const kind = profile.addressKind;
    const given = await givenRecipients(c, kind, body);
    const id = makeId('cmp', await idempotentName(c, 'campaign', 26));
    const campaign = parts.campaign(actor.businessId, id);
    await campaign.create(spec);
    await addAll(campaign, given);
    const record: CampaignRecord = {
      id,
      name: spec.name,
      channel: spec.channel,
      connectionId: spec.connectionId,
      addressKind: kind,
      createdBy: actor.keyId,
      createdAtMs: parts.nowMs(),
    };
    await parts.storeFor(actor.businessId).campaigns.add(record);
    return c.json(await show(record, campaign), 201);
  });

  api.openapi(addRecipients, async (c) => {
    const { record, campaign } = await findCampaign(c, c.req.valid('param').id);
    const file = uploadedFile(c);
    const given: Given =
      file === null
        ? await givenRecipients(c, record.addressKind, moreRecipients.parse(c.req.valid('json')))
        : await recipientsFromCsv(c, record.addressKind, file);
    const { rejected, errors } = given;
    if (given.recipients.length === 0 && given.saved === undefined)
      throw invalid('recipients', 'recipients, a listId or a CSV file is needed');
    return c.json({ ...(await addAll(campaign, given)), rejected, errors }, 200);
  });

  api.openapi(dryRun, async (c) => {
    const { parts, actor } = c.var;
    const { id } = c.req.valid('param');
    const { record, campaign } = await findCampaign(c, id);
    const [spec, progress] = await Promise.all([campaign.read(), campaign.progress()]);
    const business = await parts.profile(actor.businessId);
    if (spec === null || progress === null || business === null) throw new Problem('not_found');
    const sample = await campaign.sample(c.req.valid('json').sample ?? 200);
    const profile = await profileOf(c, spec);
    const rehearsal = await rehearse({
      businessId: actor.businessId,
      businessName: business.name,
      campaignId: record.id,
      spec,
      total: progress.total,
      sample,
      segmented: profile?.segmented ?? false,
      conversation: parts.conversation,
    });
    return c.json(rehearsal, 200);
  });

  api.openapi(listCampaigns, async (c) => {
    const { parts, actor } = c.var;
    const { limit, cursor } = c.req.valid('query');
    const [beforeMs, beforeId] = await readPage(c, 'campaigns', cursor, [Number.MAX_SAFE_INTEGER, '']);
    const before = { createdAtMs: Number(beforeMs), id: String(beforeId) };
    const records: CampaignRecord[] = await parts
      .storeFor(actor.businessId)
      .campaigns.list(before, limit + 1);
    const shown = new Map<CampaignId, z.infer<typeof campaignSummaryOut>>();
    await eachOf(records.slice(0, limit), 16, async (record) => {
      const progress = await parts.campaign(actor.businessId, record.id).progress();
      if (progress !== null) shown.set(record.id, showSummary(record, progress));
    });
    const page = await writePage(
      c,
      'campaigns',
      limit,
      records,
      (r) => [r.createdAtMs, r.id],
      (r) => shown.get(r.id),
    );
    return c.json({ ...page, data: page.data.filter((item) => item !== undefined) }, 200);
  });

  api.openapi(readCampaign, async (c) => {
    const { record, campaign } = await findCampaign(c, c.req.valid('param').id);
    return c.json(await show(record, campaign), 200);
  });

  const steps: Step[] = ['start', 'pause', 'resume', 'cancel'];
  for (const step of steps) {
    api.openapi(stepRoute(step), async (c) => {
      const { record, campaign } = await findCampaign(c, c.req.valid('param').id);
      refuseConflict(await campaign[step]());
      return c.json(await show(record, campaign), 200);
    });
  }

  return api;
}

async function findCampaign(
  c: Context<HttpEnv>,
  id: CampaignId,
): Promise<{ record: CampaignRecord; campaign: CampaignApi }> {
  const { parts, actor } = c.var;
  const record = await parts.storeFor(actor.businessId).campaigns.read(id);
  if (record === null) throw new Problem('not_found');
  return { record, campaign: parts.campaign(actor.businessId, id) };
}

async function show(record: CampaignRecord, campaign: CampaignApi): Promise<z.infer<typeof campaignOut>> {
  const [spec, progress] = await Promise.all([campaign.read(), campaign.progress()]);
  if (spec === null || progress === null) throw new Problem('not_found');
  return showCampaign(record, spec, progress);
}

function refuseConflict(result: TransitionResult): void {
  if (result.kind === 'changed') return;
  if (result.kind === 'missing') throw new Problem('not_found');
  const details = {
    state: `It is ${result.progress.state}.`,
    no_recipients: 'It has no recipients.',
    expired: 'Its time is over.',
  };
  throw new Problem('conflict', { detail: details[result.reason] });
}
