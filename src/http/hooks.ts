/**
 * Where providers call. Verified over raw bytes, stored in the conversation, and only then answered: nothing acknowledged is lost.
 * No router and no middleware stand before it: a provider's burst pays for every step on this path.
 */
import type { ChannelAdapter, DeliveryUpdate, InboundMessage } from '../domain/channel.ts';
import { isCampaignSend } from '../campaigns/audience.ts';
import { conversationOfSend, parseId } from '../domain/ids.ts';
import type { Parts } from '../parts.ts';
import { consoleLog, errorName } from '../platform/log.ts';
import { randomName } from '../platform/random.ts';
import type { Connection } from '../store/connections.ts';
import { problemOf } from './errors.ts';
import { readBody } from './json-body.ts';
import { Problem, problemAnswer } from './problem.ts';

const PREFIX = '/hooks/';
const MAX_BODY_BYTES = 256 * 1_024;
const MAX_SIGNATURE_HEADERS_BYTES = 16 * 1_024;
const RETRY_AFTER_S = 5;

export function isHook(request: Request): boolean {
  const { url } = request;
  return url.startsWith(PREFIX, url.indexOf('/', url.indexOf('//') + 2));
}

/** @param partsOf called inside, so that a broken configuration is an answer too */
export async function answerHook(
  request: Request,
  partsOf: () => Parts,
  adapterOf: (provider: string) => ChannelAdapter | null,
): Promise<Response> {
  try {
    return await takeHook(request, partsOf(), adapterOf);
  } catch (error) {
    const problem = problemOf(error instanceof Error ? error : new Error('unknown'));
    const requestId = `req_${randomName(20)}`;
    if (problem.code === 'internal')
      consoleLog().error('request.failed', { requestId, error: errorName(error), route: PREFIX });
    const response = problemAnswer(problem, requestId);
    if (problem.code === 'method_not_allowed') response.headers.set('allow', 'POST');
    return response;
  }
}

async function takeHook(
  request: Request,
  parts: Parts,
  adapterOf: (provider: string) => ChannelAdapter | null,
): Promise<Response> {
  if (request.method !== 'POST') throw new Problem('method_not_allowed');
  const { id, search } = hookOf(request.url);
  const connection = await connectionFor(parts, id);
  const adapter = connection === null ? null : adapterOf(connection.provider);
  // One constant answer, whatever the cause: unknown, deleted, unsigned and forged cannot be told apart.
  if (connection === null || adapter === null) throw new Problem('signature_invalid');
  if (headerBytes(request.headers) > MAX_SIGNATURE_HEADERS_BYTES) throw new Problem('signature_invalid');
  const raw = {
    method: request.method,
    url: connection.hookUrl + search,
    headers: request.headers,
    body: await readBody(request, MAX_BODY_BYTES),
  };
  if (!(await adapter.verify(raw, connection.credentials))) {
    parts.log.info('signature_invalid', { connectionId: connection.id });
    throw new Problem('signature_invalid');
  }
  try {
    await store(parts, connection, adapter.parse(raw));
  } catch (error) {
    // Not stored: say so, and the provider comes again.
    parts.log.error('inbound_not_stored', { connectionId: connection.id, error: errorName(error) });
    throw new Problem('unavailable', { retryAfterS: RETRY_AFTER_S });
  }
  const { body, contentType } = adapter.acknowledgement;
  return new Response(body, {
    headers: { 'content-type': contentType, 'x-content-type-options': 'nosniff' },
  });
}

/** What stands after the prefix. The platform's URLs are spelled one way: taking this one apart again would cost more than its parts. */
function hookOf(url: string): { id: string; search: string } {
  const rest = url.slice(url.indexOf(PREFIX) + PREFIX.length).split('#', 1)[0] ?? '';
  const end = rest.indexOf('?');
  return end < 0 ? { id: rest, search: '' } : { id: rest.slice(0, end), search: rest.slice(end) };
}

/** Null = no live connection of that name, with nothing after it in the path. */
async function connectionFor(parts: Parts, path: string): Promise<Connection | null> {
  const id = parseId('con', path);
  if (id === null) return null;
  let connection: Connection | null;
  try {
    connection = await parts.connection(id);
  } catch (error) {
    parts.log.error('connection_unreadable', { connectionId: id, error: errorName(error) });
    throw new Problem('unavailable', { retryAfterS: RETRY_AFTER_S });
  }
  return connection === null || connection.state === 'deleted' ? null : connection;
}

async function store(
  parts: Parts,
  connection: Connection,
  events: ReturnType<ChannelAdapter['parse']>,
): Promise<void> {
  const messages = events.filter((event) => event.kind === 'message');
  const updates = events.filter((event) => event.kind === 'delivery');
  await Promise.all([
    ...byCustomer(messages).map((group) => receive(parts, connection, group)),
    ...updates.map((update) => deliveryUpdate(parts, connection, update)),
  ]);
}

/** A batch may hold several customers; each one's messages stay in order. */
function byCustomer(messages: InboundMessage[]): InboundMessage[][] {
  const groups = new Map<string, InboundMessage[]>();
  for (const message of messages) {
    const key = `${message.from.kind}:${message.from.value}`;
    groups.set(key, [...(groups.get(key) ?? []), message]);
  }
  return [...groups.values()];
}

async function receive(parts: Parts, connection: Connection, messages: InboundMessage[]): Promise<void> {
  const [first] = messages;
  if (first === undefined) return;
  const { businessId, id: connectionId, channel } = connection;
  const conversationId = await parts.conversationIdFor(businessId, first.from);
  const who = { businessId, conversationId, address: first.from };
  await parts.conversation(businessId, conversationId).receive(who, { channel, connectionId }, messages);
}

/** The send id names the conversation; under another business's name that conversation is empty and knows nothing. */
async function deliveryUpdate(parts: Parts, connection: Connection, update: DeliveryUpdate): Promise<void> {
  if (update.sendId === null) return;
  const { businessId } = connection;
  const known =
    (isCampaignSend(update.sendId) && (await parts.outreach(businessId).delivery(update))) ||
    (await parts.conversation(businessId, conversationOfSend(update.sendId)).delivery(update));
  if (!known) parts.log.info('delivery_of_unknown_send', { connectionId: connection.id });
}

function headerBytes(headers: Headers): number {
  let bytes = 0;
  for (const [name, value] of headers) bytes += name.length + value.length;
  return bytes;
}
