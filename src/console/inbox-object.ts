/** The live inbox of one business: a small list, and the sockets of the pages that show it. Sockets hibernate. */
import { DurableObject } from 'cloudflare:workers';
import { PING, PONG } from '../domain/chat-protocol.ts';
import type { ConversationId } from '../domain/ids.ts';
import type { InboxApi, InboxItem } from '../parts.ts';
import { durableSql } from '../platform/durable-sql.ts';
import type { Sql } from '../platform/sql.ts';
import { createInboxTables, listItems, putItem, removeItem, SOCKET_EXPIRES } from './inbox-core.ts';

const MAX_SOCKETS = 500;
const EXPIRED = 4401;

export class Inbox extends DurableObject<Cloudflare.Env> implements InboxApi {
  readonly #sql: Sql;

  constructor(state: DurableObjectState, env: Cloudflare.Env) {
    super(state, env);
    this.#sql = durableSql(state.storage);
    createInboxTables(this.#sql);
    state.setWebSocketAutoResponse(new WebSocketRequestResponsePair(PING, PONG));
  }

  async list(limit: number): Promise<InboxItem[]> {
    return listItems(this.#sql, limit);
  }

  async put(item: InboxItem): Promise<void> {
    if (putItem(this.#sql, item)) this.#tell(item.conversationId, item.version);
  }

  async remove(conversationId: ConversationId, version: number): Promise<void> {
    if (removeItem(this.#sql, conversationId, version, Date.now())) this.#tell(conversationId, version);
  }

  /** The front door has checked session and origin. */
  override async fetch(request: Request): Promise<Response> {
    const expiresAtMs = Number(request.headers.get(SOCKET_EXPIRES) ?? Number.NaN);
    if (request.headers.get('upgrade') !== 'websocket' || !Number.isSafeInteger(expiresAtMs)) {
      return new Response(null, { status: 400 });
    }
    if (this.ctx.getWebSockets().length >= MAX_SOCKETS) return new Response(null, { status: 503 });
    const { 0: client, 1: server } = new WebSocketPair();
    this.ctx.acceptWebSocket(server);
    server.serializeAttachment(expiresAtMs);
    return new Response(null, { status: 101, webSocket: client });
  }

  override webSocketMessage(): void {
    // Pages only listen; pings are answered without waking this object.
  }

  override webSocketClose(socket: WebSocket): void {
    socket.close();
  }

  /** Says that something changed, not what: a page reads the list again, with its session checked anew. */
  #tell(conversationId: ConversationId, version: number): void {
    const frame = JSON.stringify({ t: 'changed', conversationId, version });
    for (const socket of this.ctx.getWebSockets()) {
      const expiresAtMs: unknown = socket.deserializeAttachment();
      if (typeof expiresAtMs === 'number' && expiresAtMs > Date.now()) socket.send(frame);
      else socket.close(EXPIRED, 'signed out');
    }
  }
}
