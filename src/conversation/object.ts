/** The Conversation object: a thin shell that gives the core its storage, its alarm and its sockets. */
import { DurableObject } from 'cloudflare:workers';
import type { DeliveryUpdate, InboundMessage } from '../domain/channel.ts';
import type { GateVerdict } from '../domain/gate.ts';
import type { SendId } from '../domain/ids.ts';
import type { Posted } from '../outreach/api.ts';
import { turnstile } from '../platform/turnstile.ts';
import { conversationPorts } from '../wiring.ts';
import type {
  ConsentChange,
  ConsentResult,
  ConversationApi,
  CorrectedTurn,
  DeliverResult,
  Identity,
  ReceiveResult,
  RequestResult,
  Route,
  SendView,
  SendWish,
  ThreadView,
  UnderstoodTurn,
} from './api.ts';
import { ConversationCore } from './core.ts';
import { LEASE_MS } from '../domain/send.ts';
import { Sockets } from './sockets.ts';

/** In this isolate. Each holds a provider's answer for at most as long as a lease. */
const ALARMS = turnstile(64, LEASE_MS, () => Date.now());

export class Conversation extends DurableObject<Cloudflare.Env> implements ConversationApi {
  readonly #core: ConversationCore;
  readonly #sockets: Sockets;

  constructor(state: DurableObjectState, env: Cloudflare.Env) {
    super(state, env);
    this.#core = new ConversationCore(conversationPorts(env, state.storage, () => this.#sockets.changed()));
    this.#sockets = new Sockets(state, this.#core);
  }

  receive(who: Identity, route: Route, messages: InboundMessage[]): Promise<ReceiveResult> {
    return this.#core.receive(who, route, messages);
  }

  delivery(update: DeliveryUpdate): Promise<boolean> {
    return this.#core.delivery(update);
  }

  request(who: Identity, wish: SendWish): Promise<RequestResult> {
    return this.#core.request(who, wish);
  }

  explain(who: Identity, wish: SendWish): Promise<GateVerdict | null> {
    return this.#core.explain(who, wish);
  }

  deliver(sendId: SendId): Promise<DeliverResult> {
    return this.#core.deliver(sendId);
  }

  adopt(who: Identity, posted: Posted): Promise<SendView> {
    return this.#core.adopt(who, posted);
  }

  cancel(sendId: SendId): Promise<SendView | null> {
    return this.#core.cancel(sendId);
  }

  readSend(sendId: SendId): Promise<SendView | null> {
    return this.#core.readSend(sendId);
  }

  thread(afterSeq: number, limit: number): Promise<ThreadView | null> {
    return this.#core.thread(afterSeq, limit);
  }

  takeFloor(memberId: string): Promise<boolean> {
    return this.#core.takeFloor(memberId);
  }

  handBack(memberId: string): Promise<boolean> {
    return this.#core.handBack(memberId);
  }

  answer(memberId: string, clientId: string, text: string): Promise<SendView | null> {
    return this.#core.answer(memberId, clientId, text);
  }

  correct(memberId: string, seq: number, meant: string | null): Promise<CorrectedTurn | null> {
    return this.#core.correct(memberId, seq, meant);
  }

  recentTurns(limit: number): Promise<UnderstoodTurn[]> {
    return this.#core.recentTurns(limit);
  }

  changeConsent(who: Identity, change: ConsentChange): Promise<ConsentResult> {
    return this.#core.changeConsent(who, change);
  }

  wake(): Promise<boolean> {
    return this.#core.wake();
  }

  override async alarm(): Promise<void> {
    await ALARMS.pass(() => this.#core.alarm());
  }

  override async fetch(request: Request): Promise<Response> {
    return this.#sockets.accept(request);
  }

  override async webSocketMessage(socket: WebSocket, data: string | ArrayBuffer): Promise<void> {
    await this.#sockets.message(socket, data);
  }

  override webSocketClose(socket: WebSocket): void {
    socket.close();
  }
}
