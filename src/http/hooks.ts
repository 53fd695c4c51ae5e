/** Where providers call. Verified over raw bytes, stored in the conversation, and only then answered: nothing acknowledged is lost. */
import { Hono } from 'hono';
import type { Context } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { ChannelAdapter, DeliveryUpdate, InboundMessage } from '../domain/channel.ts';
import { conversationOfSend, parseId } from '../domain/ids.ts';
import type { Parts } from '../parts.ts';
import { errorName } from '../platform/log.ts';
import type { Connection } from '../store/connections.ts';
import type { HttpEnv } from './context.ts';
import { Problem } from './problem.ts';

const MAX_BODY_BYTES = 256 * 1_024;
const MAX_SIGNATURE_HEADERS_BYTES = 16 * 1_024;
const RETRY_AFTER_S = 5;

export function hookRoutes(adapter: (provider: string) => ChannelAdapter | null): Hono<HttpEnv> {
  const app = new Hono<HttpEnv>();
  app.post(
    '/hooks/*',
    bodyLimit({
      maxSize: MAX_BODY_BYTES,
      onError: () => {
        throw new Problem('payload_too_large');
      },
    }),
    (c) => takeHook(c, adapter),
  );
  app.all('/hooks/*', (c) => {
    c.header('allow', 'POST');
    throw new Problem('method_not_allowed');
  });
  return app;
}

async function takeHook(
  c: Context<HttpEnv>,
  adapterOf: (provider: string) => ChannelAdapter | null,
): Promise<Response> {
  const parts = c.var.parts;
  const url = new URL(c.req.url);
  const connection = await connectionFor(parts, url.pathname.slice('/hooks/'.length));
  const adapter = connection === null ? null : adapterOf(connection.provider);
  // One constant answer, whatever the cause: unknown, deleted, unsigned and forged cannot be told apart.
  if (connection === null || adapter === null) throw new Problem('signature_invalid');
  const request = {
    method: c.req.method,
    url: connection.hookUrl + url.search,
    headers: c.req.raw.headers,
    body: new Uint8Array(await c.req.arrayBuffer()),
  };
  if (headerBytes(request.headers) > MAX_SIGNATURE_HEADERS_BYTES) throw new Problem('signature_invalid');
  if (!(await adapter.verify(request, connection.credentials))) {
    parts.log.info('signature_invalid', { connectionId: connection.id });
    throw new Problem('signature_invalid');
  }
  try {
    await store(parts, connection, adapter.parse(request));
  } catch (error) {
    // Not stored: say so, and the provider comes again.
    parts.log.error('inbound_not_stored', { connectionId: connection.id, error: errorName(error) });
    throw new Problem('unavailable', { retryAfterS: RETRY_AFTER_S });
  }
  const { body, contentType } = adapter.acknowledgement;
  return c.body(body, 200, { 'content-type': contentType });
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
  const conversation = parts.conversation(connection.businessId, conversationOfSend(update.sendId));
  const known = await conversation.delivery(update);
  if (!known) parts.log.info('delivery_of_unknown_send', { connectionId: connection.id });
}

function headerBytes(headers: Headers): number {
  let bytes = 0;
  for (const [name, value] of headers) bytes += name.length + value.length;
  return bytes;
}
