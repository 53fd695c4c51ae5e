/** From what a caller gave to a campaign that can be: every check before the first change. */
import type { z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { MAX_RECIPIENTS, type CampaignApi, type CampaignSpec } from '../../campaigns/api.ts';
import { recipientBatches } from '../../campaigns/batches.ts';
import { compileTemplate } from '../../campaigns/template.ts';
import type { ChannelProfile } from '../../domain/channel.ts';
import type { CampaignRecord } from '../../store/campaigns.ts';
import type { HttpEnv } from '../context.ts';
import { Problem } from '../problem.ts';
import type { campaignIn } from './campaign-shape.ts';
import { recipientsFromJson, type GivenRecipients } from './recipients-in.ts';

const DAY_MS = 86_400_000;
const MAX_AHEAD_MS = 90 * DAY_MS;

type CampaignIn = z.output<typeof campaignIn>;

/** @throws Problem naming what cannot be */
export async function specOf(
  c: Context<HttpEnv>,
  body: CampaignIn,
): Promise<{ spec: CampaignSpec; profile: ChannelProfile }> {
  const nowMs = c.var.parts.nowMs();
  const template = compileTemplate(body.template);
  if (template.kind === 'error')
    throw invalid('template', `line ${template.line}, column ${template.column}: ${template.message}`);
  const connection = await c.var.parts.connection(body.connectionId);
  const profile = await profileOf(c, body);
  if (connection === null || profile === null) throw invalid('connectionId', 'no such connection');
  if (connection.state !== 'active') throw invalid('connectionId', `this connection is ${connection.state}`);
  const startAtMs = body.startAt === undefined ? null : Date.parse(body.startAt);
  const fromMs = Math.max(nowMs, startAtMs ?? 0);
  const expiresAtMs = body.expiresAt === undefined ? fromMs + 7 * DAY_MS : Date.parse(body.expiresAt);
  if (expiresAtMs <= fromMs) throw invalid('expiresAt', 'must be later than now and than startAt');
  if (expiresAtMs > nowMs + MAX_AHEAD_MS) throw invalid('expiresAt', 'at most 90 days ahead');
  const { name, connectionId, purpose, stopAtFailureShare } = body;
  // Faster than the connection would only fill the conversations with retries.
  const perSecond = Math.min(body.perSecond ?? connection.ratePerSecond, connection.ratePerSecond);
  const spec: CampaignSpec = {
    name,
    channel: profile.channel,
    connectionId,
    template: body.template,
    purpose,
    startAtMs,
    perSecond,
    expiresAtMs,
    stopAtFailureShare,
  };
  return { spec, profile };
}

/** Null for another business's connection too: that one and a missing one are the same. */
export async function profileOf(
  c: Context<HttpEnv>,
  { connectionId }: Pick<CampaignSpec, 'connectionId'>,
): Promise<ChannelProfile | null> {
  const { parts, actor } = c.var;
  const connection = await parts.connection(connectionId);
  if (connection === null || connection.businessId !== actor.businessId || connection.state === 'deleted')
    return null;
  return parts.storeFor(actor.businessId).channelProfile(connection.provider);
}

export type Given = GivenRecipients & { saved?: AsyncIterable<GivenRecipients['recipients']> };

/** Checks all of it before anything is changed. */
export async function givenRecipients(
  c: Context<HttpEnv>,
  kind: CampaignRecord['addressKind'],
  body: Pick<CampaignIn, 'recipients' | 'listId'>,
): Promise<Given> {
  const given = await recipientsFromJson(c, kind, body.recipients ?? []);
  if (body.listId === undefined) return given;
  const lists = c.var.parts.storeFor(c.var.actor.businessId).recipientLists;
  const list = await lists.read(body.listId);
  if (list === null) throw invalid('listId', 'no such list');
  if (list.addressKind !== kind) throw invalid('listId', `this list has no ${kind} addresses`);
  return { ...given, saved: lists.recipients(list.id) };
}

export async function addAll(
  campaign: CampaignApi,
  { recipients, saved }: Given,
): Promise<{ added: number; duplicates: number; total: number }> {
  let added = 0;
  let duplicates = 0;
  const add = async (batch: Given['recipients']): Promise<void> => {
    const result = await campaign.addRecipients(batch);
    if (result.kind === 'refused') throw refusedToAdd(result.reason);
    added += result.added;
    duplicates += result.duplicates;
  };
  for (const batch of recipientBatches(recipients)) await add(batch);
  for await (const part of saved ?? []) for (const batch of recipientBatches(part)) await add(batch);
  return { added, duplicates, total: (await campaign.progress())?.total ?? 0 };
}

function refusedToAdd(reason: 'missing' | 'frozen' | 'full'): Problem {
  if (reason === 'missing') return new Problem('not_found');
  if (reason === 'frozen')
    return new Problem('conflict', { detail: 'It was started: its recipients are frozen.' });
  return invalid('recipients', `a campaign takes ${MAX_RECIPIENTS} recipients; those that fit were added`);
}

export function invalid(path: string, message: string): Problem {
  return new Problem('validation_failed', { errors: [{ path, message }] });
}
