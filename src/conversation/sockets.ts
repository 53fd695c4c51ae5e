/** The sockets of a conversation: the customer's web chat and the console's pages. They hibernate; nothing is kept in memory. */
import {
  CLOSE,
  ENTRIES_PER_FRAME,
  OVERLAP,
  parseClientFrame,
  PING,
  PONG,
  toChatEntry,
  writeServerFrame,
} from '../domain/chat-protocol.ts';
import type { ChatEntry, ClientFrame, ServerFrame } from '../domain/chat-protocol.ts';
import { readSocketRole } from '../domain/socket-role.ts';
import type { SocketRole } from '../domain/socket-role.ts';
import type { ConversationApi } from './api.ts';

/** Kept with the socket while the object sleeps. `sentSeq`: what this socket has been given so far. */
type Attachment = { role: SocketRole; sentSeq: number; windowStartMs: number; frames: number };

const MAX_SOCKETS = 50;
const FRAMES = { max: 40, windowMs: 10_000 };

export class Sockets {
  readonly #state: DurableObjectState;
  readonly #conversation: ConversationApi;

  constructor(state: DurableObjectState, conversation: ConversationApi) {
    this.#state = state;
    this.#conversation = conversation;
    // Most conversations never have a socket, and a burst of new ones pays for all that is made here.
    if (state.getWebSockets().length > 0) this.#answerPings();
  }

  /** The front door has checked origin and token, or the session; the headers are its own. */
  accept(request: Request): Response {
    const role = readSocketRole((name) => request.headers.get(name));
    if (request.headers.get('upgrade') !== 'websocket' || role === null)
      return new Response(null, { status: 400 });
    if (this.#state.getWebSockets().length >= MAX_SOCKETS) return new Response(null, { status: 503 });
    this.#answerPings();
    const { 0: client, 1: server } = new WebSocketPair();
    this.#state.acceptWebSocket(server, [role.kind]);
    attach(server, { role, sentSeq: 0, windowStartMs: Date.now(), frames: 0 });
    return new Response(null, { status: 101, webSocket: client });
  }

  async message(socket: WebSocket, data: string | ArrayBuffer): Promise<void> {
    const attachment = attachmentOf(socket);
    if (attachment === null || attachment.role.expiresAtMs <= Date.now()) {
      socket.close(CLOSE.tokenInvalid, 'expired');
      return;
    }
    if (tooMany(attachment)) {
      socket.close(CLOSE.tooManyFrames, 'too many frames');
      return;
    }
    attach(socket, attachment);
    // A person's page only listens: what it does goes through the console's own checks.
    if (attachment.role.kind === 'person') return;
    const parsed = parseClientFrame(data);
    if (parsed.kind === 'refused') {
      send(socket, { t: 'error', code: parsed.code, id: parsed.id });
      return;
    }
    try {
      await this.#act(socket, attachment, attachment.role, parsed.frame);
    } catch {
      const id = 'id' in parsed.frame ? parsed.frame.id : null;
      send(socket, { t: 'error', code: 'unavailable', id });
    }
  }

  /** By the platform itself, without waking the object. */
  #answerPings(): void {
    this.#state.setWebSocketAutoResponse(new WebSocketRequestResponsePair(PING, PONG));
  }

  /** Something is new: customers get their entries, pages are told to read again. Best effort; a reconnect fills gaps. */
  changed(): void {
    const sockets = this.#state.getWebSockets();
    if (sockets.length === 0) return;
    for (const socket of this.#state.getWebSockets('person')) send(socket, { t: 'changed', seq: 0 });
    for (const socket of this.#state.getWebSockets('customer')) {
      const attachment = attachmentOf(socket);
      // Before its hello a socket has not said what it already has.
      if (attachment !== null && attachment.sentSeq > 0) void this.#push(socket, attachment);
    }
  }

  async #act(
    socket: WebSocket,
    attachment: Attachment,
    role: Extract<SocketRole, { kind: 'customer' }>,
    frame: ClientFrame,
  ): Promise<void> {
    switch (frame.t) {
      case 'hello':
        await this.#fill(socket, attachment, frame.since);
        return;
      case 'say':
      case 'tap': {
        const { businessId, conversationId, address, connectionId } = role;
        await this.#conversation.receive(
          { businessId, conversationId, address },
          { channel: 'webchat', connectionId },
          [
            {
              kind: 'message',
              providerMessageId: frame.id,
              from: address,
              to: connectionId,
              text: frame.t === 'say' ? frame.text : frame.title,
              media: [],
              payload: frame.t === 'tap' ? frame.payload : null,
              handledByProvider: null,
              sentAtMs: null,
            },
          ],
        );
        return;
      }
      case 'ack':
      case 'typing':
        return;
    }
  }

  async #fill(socket: WebSocket, attachment: Attachment, since: number): Promise<void> {
    const page = await this.#visible(since);
    send(socket, { t: 'entries', entries: page.entries, more: page.more });
    attach(socket, { ...attachment, sentSeq: Math.max(1, since, page.lastSeq) });
  }

  async #push(socket: WebSocket, attachment: Attachment): Promise<void> {
    const page = await this.#visible(Math.max(0, attachment.sentSeq - OVERLAP));
    if (page.entries.length === 0) return;
    send(socket, { t: 'entries', entries: page.entries, more: page.more });
    attach(socket, { ...attachment, sentSeq: Math.max(attachment.sentSeq, page.lastSeq) });
  }

  async #visible(since: number): Promise<{ entries: ChatEntry[]; more: boolean; lastSeq: number }> {
    const thread = await this.#conversation.thread(since, ENTRIES_PER_FRAME);
    const entries = (thread?.entries ?? []).map(toChatEntry).filter((entry) => entry !== null);
    return { entries, more: thread?.more ?? false, lastSeq: thread?.entries.at(-1)?.seq ?? since };
  }
}

function tooMany(attachment: Attachment): boolean {
  const nowMs = Date.now();
  if (nowMs - attachment.windowStartMs > FRAMES.windowMs) {
    attachment.windowStartMs = nowMs;
    attachment.frames = 0;
  }
  attachment.frames += 1;
  return attachment.frames > FRAMES.max;
}

function send(socket: WebSocket, frame: ServerFrame): void {
  try {
    socket.send(writeServerFrame(frame));
  } catch {
    // A socket that is closing: the client asks again when it comes back.
  }
}

function attach(socket: WebSocket, attachment: Attachment): void {
  socket.serializeAttachment(attachment);
}

/** The only place that reads a socket's attachment: we wrote it ourselves. */
function attachmentOf(socket: WebSocket): Attachment | null {
  return socket.deserializeAttachment() as Attachment | null;
}
