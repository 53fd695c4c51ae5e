/** One conversation, whole: the same core runs in the Durable Object, in the tests and in the simulator. */
import { carrierCostMicroUsd, segmentsOf } from '../domain/carriage.ts';
import type { BusinessProfile } from '../domain/business.ts';
import type { ChannelProfile, DeliveryUpdate, InboundMessage } from '../domain/channel.ts';
import { keyOfConversation, makeId } from '../domain/ids.ts';
import type { SendId } from '../domain/ids.ts';
import type { GateVerdict } from '../domain/gate.ts';
import type { Posted } from '../outreach/api.ts';
import { alarmClock } from '../platform/alarm-clock.ts';
import type { AlarmClock } from '../platform/alarm-clock.ts';
import { adopt, adoptSent, mayHaveOffers } from './adopt.ts';
import { flush, nextDueMs, release, runDue } from './alarm.ts';
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
import { applyConsent } from './consent.ts';
import { deliver } from './deliver.ts';
import { extendFloor, giveFloor, returnFloor, touchInbox } from './floor.ts';
import { fileProposal } from './gaps.ts';
import { open } from './identity.ts';
import { correctTurn, recentTurns } from './mistakes.ts';
import { conclude, insertSend, judge } from './outbox.ts';
import { tellPermit } from './permit.ts';
import { Kept } from './kept.ts';
import type { Tamper } from './kept.ts';
import type { CorePorts, Ports } from './ports.ts';
import { offersElsewhere } from './offers.ts';
import { append, saysStop, takeIn } from './receive.ts';
import { addressOf, changeState, readSend, readState, stateOf } from './rows.ts';
import { applyDelivery } from './settle.ts';
import { sendView, threadView } from './view.ts';

/** An alarm that late is not coming. */
const OVERDUE_MS = 60_000;
const PERSON_ANSWER_OF_USE_MS = 48 * 3_600_000;

export class ConversationCore implements ConversationApi {
  readonly #ports: Ports;
  readonly #alarm: AlarmClock;
  /** @param tamper only for planted bugs */
  constructor({ sql, ...ports }: CorePorts, tamper: Tamper | null = null) {
    this.#ports = { ...ports, kept: new Kept(sql, tamper) };
    this.#alarm = alarmClock(ports.nowMs, ports.setAlarm);
  }

  async receive(who: Identity, route: Route, messages: InboundMessage[]): Promise<ReceiveResult> {
    this.#ports.kept.make();
    const result = append(this.#ports, who, route, messages);
    // A duplicate too: it may come because the alarm of the first could not be set. One that is set earlier stays.
    if (this.#ports.kept.mayHaveAppended)
      await this.#alarm.ringBy(this.#ports.nowMs() + this.#ports.gatherMs(who.businessId, route.channel));
    if (result.stored > 0) this.#ports.outward.changed();
    // Nothing leaves after a STOP was acknowledged, wherever it would leave from. A duplicate comes because that was not certain.
    if (mayHaveOffers(this.#ports.kept) && messages.some(saysStop)) {
      takeIn(this.#ports.kept);
      await tellPermit(this.#ports);
    }
    return result;
  }

  async delivery(update: DeliveryUpdate): Promise<boolean> {
    if (!this.#exists()) return false;
    const known = this.#ports.kept.transaction(() => applyDelivery(this.#ports, update));
    await this.#arm();
    return known;
  }

  async request(who: Identity, wish: SendWish): Promise<RequestResult> {
    const added = await this.#add(who, wish);
    // Asked again: perhaps because it was kept and could not be released.
    if (added.kind === 'exists') await this.#arm();
    if (added.kind !== 'queued') return added;
    await this.#releaseNow();
    return { kind: 'queued', send: sendView(this.#ports.kept, wish.sendId) ?? added.send };
  }

  async explain(who: Identity, wish: SendWish): Promise<GateVerdict | null> {
    const business = await this.#ports.profile(who.businessId);
    const channel = await this.#ports.channel(wish.connectionId);
    if (business === null || channel === null) return null;
    this.#create();
    return this.#judge(wish, business, channel);
  }

  async deliver(sendId: SendId): Promise<DeliverResult> {
    if (!this.#exists()) return { kind: 'missing' };
    const result = await deliver(this.#ports, sendId);
    await this.#after();
    return result;
  }

  async adopt(who: Identity, posted: Posted): Promise<SendView> {
    this.#create();
    const { kept } = this.#ports;
    kept.transaction(() => adopt(this.#ports, who, posted));
    await this.#after();
    const view = sendView(kept, posted.wish.sendId);
    if (view === null) throw new Error('a send that was just adopted is not there');
    return view;
  }

  async cancel(sendId: SendId): Promise<SendView | null> {
    if (!this.#exists()) return null;
    const { kept } = this.#ports;
    kept.transaction(() => {
      const row = readSend(kept, sendId);
      if (row?.state === 'pending') conclude(kept, this.#ports.nowMs(), row, 'cancelled', 'asked');
    });
    await this.#arm();
    return sendView(kept, sendId);
  }

  async readSend(sendId: SendId): Promise<SendView | null> {
    if (!this.#exists()) return null;
    if (readSend(this.#ports.kept, sendId) === null) await this.#adoptSent();
    return sendView(this.#ports.kept, sendId);
  }

  async thread(afterSeq: number, limit: number): Promise<ThreadView | null> {
    if (!this.#exists()) return null;
    await this.#adoptSent();
    return threadView(this.#ports.kept, afterSeq, limit);
  }

  async takeFloor(memberId: string): Promise<boolean> {
    if (!this.#exists()) return false;
    const business = await this.#ports.profile(stateOf(this.#ports.kept).business_id);
    this.#ports.kept.transaction(() => giveFloor(this.#ports.kept, this.#ports.nowMs(), memberId, business));
    this.#ports.outward.changed();
    await this.#arm();
    return true;
  }

  async handBack(_memberId: string): Promise<boolean> {
    if (!this.#exists()) return false;
    const changed = this.#ports.kept.transaction(() => returnFloor(this.#ports.kept, this.#ports.nowMs()));
    this.#ports.outward.changed();
    await this.#arm();
    return changed;
  }

  async answer(memberId: string, clientId: string, text: string): Promise<SendView | null> {
    if (!this.#exists()) return null;
    const { kept } = this.#ports;
    const state = stateOf(kept);
    const business = await this.#ports.profile(state.business_id);
    const channel = await this.#ports.channel(state.connection_id);
    if (channel === null) return null;
    const sendId = makeId('snd', `${keyOfConversation(state.conversation_id)}_p${clientId}`);
    kept.transaction(() => {
      const nowMs = this.#ports.nowMs();
      const current = stateOf(kept);
      if (current.floor === 'bot' || current.member_id !== memberId)
        giveFloor(kept, nowMs, memberId, business);
      else extendFloor(kept, nowMs, business);
      changeState(kept, { needs_person_reason: 'answered' });
      touchInbox(kept);
      fileProposal(kept, nowMs, text);
      insertSend(
        kept,
        nowMs,
        {
          sendId,
          class: 'reply',
          author: 'person',
          channel: channel.channel,
          connectionId: state.connection_id,
          to: addressOf(state.address),
          text,
          quickReplies: [],
          mediaUrls: [],
          campaignId: null,
          purpose: 'service',
          notBeforeMs: 0,
          expiresAtMs: nowMs + PERSON_ANSWER_OF_USE_MS,
          fallbacks: [],
        },
        channel,
      );
    });
    await this.#releaseNow();
    return sendView(kept, sendId);
  }

  async correct(memberId: string, seq: number, meant: string | null): Promise<CorrectedTurn | null> {
    if (!this.#exists()) return null;
    const { kept } = this.#ports;
    const corrected = kept.transaction(() => correctTurn(kept, this.#ports.nowMs(), seq, meant, memberId));
    this.#ports.outward.changed();
    await this.#arm();
    return corrected;
  }

  async recentTurns(limit: number): Promise<UnderstoodTurn[]> {
    return this.#exists() ? recentTurns(this.#ports.kept, limit) : [];
  }

  async changeConsent(who: Identity, change: ConsentChange): Promise<ConsentResult> {
    this.#create();
    const { kept } = this.#ports;
    const result = kept.transaction(() => {
      open(kept, who, { channel: change.channel, connectionId: makeId('con', 'none') });
      return applyConsent(kept, this.#ports.nowMs(), change);
    });
    try {
      await tellPermit(this.#ports);
    } finally {
      await this.#arm();
    }
    return result;
  }

  /** What the platform's alarm calls. Never throws but when storage itself is gone. */
  async alarm(): Promise<void> {
    this.#alarm.rang();
    // What the customer answers to stands before the answer in the thread.
    if (this.#ports.kept.mayHaveAppended && mayHaveOffers(this.#ports.kept)) await this.#adoptSent();
    if (!this.#exists()) return;
    try {
      await runDue(this.#ports);
    } finally {
      await this.#arm();
    }
  }

  /** For the sweep: runs what is overdue when the platform has forgotten the alarm. True when there was something. */
  async wake(): Promise<boolean> {
    if (!this.#exists()) return false;
    const dueMs = nextDueMs(this.#ports);
    if (dueMs === null || dueMs > this.#ports.nowMs() - OVERDUE_MS) return false;
    await this.alarm();
    return true;
  }

  /** New sends leave at once; if that fails the alarm does it. */
  async #releaseNow(): Promise<void> {
    try {
      await release(this.#ports);
      this.#ports.outward.changed();
    } finally {
      await this.#arm();
    }
  }

  /** After a delivery: the next in line, and the figures of the whole turn in one queue message. */
  async #after(): Promise<void> {
    try {
      await release(this.#ports);
      await flush(this.#ports);
      this.#ports.outward.changed();
    } catch (error) {
      this.#ports.log.error('after_delivery', { error: error instanceof Error ? error.name : 'unknown' });
    } finally {
      await this.#arm();
    }
  }

  /** Sends that were posted elsewhere: without them the thread lacks a line, and that is no reason to fail. */
  async #adoptSent(): Promise<void> {
    try {
      await adoptSent(this.#ports);
    } catch (error) {
      this.#ports.log.error('sends_not_adopted', { error: error instanceof Error ? error.name : 'unknown' });
    }
  }

  async #add(who: Identity, wish: SendWish): Promise<RequestResult> {
    this.#create();
    const { kept } = this.#ports;
    const existing = readState(kept) === null ? null : sendView(kept, wish.sendId);
    if (existing !== null) return { kind: 'exists', send: existing };
    const business = await this.#ports.profile(who.businessId);
    const channel = await this.#ports.channel(wish.connectionId);
    if (business === null || channel === null) return { kind: 'noConnection' };
    const verdict = await this.#judge(wish, business, channel);
    if (verdict.kind === 'deny') return { kind: 'refused', verdict };
    const costMicroUsd = carrierCostMicroUsd(segmentsOf(wish, channel), channel);
    if (business.monthlyBudgetMicroUsd !== null && costMicroUsd > 0) {
      if (!(await this.#ports.budget.reserve(business, wish.sendId, costMicroUsd)))
        return { kind: 'overBudget' };
    }
    kept.transaction(() => {
      open(kept, who, { channel: wish.channel, connectionId: wish.connectionId });
      insertSend(kept, this.#ports.nowMs(), wish, channel);
    });
    const send = sendView(kept, wish.sendId);
    if (send === null) throw new Error('a send that was just added is not there');
    return { kind: 'queued', send };
  }

  async #judge(wish: SendWish, business: BusinessProfile, channel: ChannelProfile): Promise<GateVerdict> {
    const offersAtMs = await offersElsewhere(this.#ports, business, wish.class);
    const judged = { ...wish, segments: segmentsOf(wish, channel) };
    const atMs = Math.max(this.#ports.nowMs(), wish.notBeforeMs);
    return judge(this.#ports, atMs, business, channel, judged, false, offersAtMs);
  }

  #create(): void {
    this.#ports.kept.make();
    takeIn(this.#ports.kept);
  }

  /** An object that was only looked at stays without a trace. */
  #exists(): boolean {
    if (this.#ports.kept.isEmpty()) return false;
    this.#create();
    return readState(this.#ports.kept) !== null;
  }

  /** Who made a conversation do something may not come again: only a second failure is told. */
  async #arm(): Promise<void> {
    takeIn(this.#ports.kept);
    const dueMs = nextDueMs(this.#ports);
    if (dueMs === null) return;
    try {
      await this.#alarm.ringBy(dueMs);
    } catch {
      await this.#alarm.ringBy(dueMs);
    }
  }
}
