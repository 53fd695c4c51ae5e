/** What a send weighs and costs on its channel, and what the provider is handed. */
import { DEFAULT_TARIFF } from './business.ts';
import type { ChannelProfile, OutboundMessage } from './channel.ts';
import { segmentsOf as textSegments } from './segments.ts';
import type { SendRequest } from './send.ts';

const POST_VALID_MS = 4 * 3_600_000;
const POST_VALID_LEAST_MS = 60_000;

type Segmented = Pick<ChannelProfile, 'segmented'>;

export function segmentsOf(
  wish: Pick<SendRequest, 'text' | 'quickReplies'>,
  { segmented }: Segmented,
): number {
  if (!segmented) return 1;
  const options = wish.quickReplies.map((reply, index) => `\n${index + 1}. ${reply.title}`).join('');
  return textSegments(wish.text + options).segments;
}

export function carrierCostMicroUsd(segments: number, { segmented }: Segmented): number {
  return segmented ? segments * DEFAULT_TARIFF.smsSegmentMicroUsd : 0;
}

/** What the provider says it bills, or else what we have counted. */
export const billedSegments = (told: number | null, counted: number): number =>
  told !== null && told > 0 ? told : counted;

/** A provider must not deliver it when it is of no use any more. */
export function outboundOf(
  send: Pick<SendRequest, 'sendId' | 'to' | 'text' | 'quickReplies' | 'mediaUrls' | 'expiresAtMs'>,
  nowMs: number,
): OutboundMessage {
  const { sendId, to, text, quickReplies, mediaUrls, expiresAtMs } = send;
  const validForMs = Math.max(Math.min(expiresAtMs - nowMs, POST_VALID_MS), POST_VALID_LEAST_MS);
  return { sendId, to, text, quickReplies, mediaUrls, validForMs };
}
