/**
 * The outreach of one business. A campaign writes to thousands who have said yes and of whom most say nothing back: their first
 * tries are made here, many in one transaction. Whatever is not that simple (the gate wants to wait, the provider does not take
 * it, nobody knows) becomes a send of its conversation, and so does every other as soon as somebody looks at that conversation.
 * The same code runs in the object and in the simulator.
 */
import { carrierCostMicroUsd, outboundOf, segmentsOf } from '../domain/carriage.ts';
import type { DeliveryUpdate, SendOutcome } from '../domain/channel.ts';
import type { ConversationId, SendId } from '../domain/ids.ts';
import { alarmClock } from '../platform/alarm-clock.ts';
import type { AlarmClock } from '../platform/alarm-clock.ts';
import { errorName } from '../platform/log.ts';
import type { FirstTry, OutreachApi, Permit, Posted, Wanted } from './api.ts';
import { TELL_AFTER_MS, tellFigures } from './figures.ts';
import { answerOf, claimAll, judge, othersOf, settleAll, withOffer } from './first-try.ts';
import type { Scene } from './first-try.ts';
import { delivered, elsewhere, isAbout } from './lifecycle.ts';
import type { Change } from './lifecycle.ts';
import type { OutreachPorts } from './ports.ts';
import {
  addEvents,
  changeSends,
  firstLeaseMs,
  oldestEventMs,
  overdueRows,
  putContacts,
  readContact,
  readContacts,
  readSend,
  readSends,
  sentRows,
} from './tables.ts';
import type { SendRow } from './tables.ts';

const LEAVE_AT_ONCE = 20;
const LEAVE_AGAIN_AFTER_MS = 15_000;
const TROUBLE_MS = 5_000;
/** An alarm that late is not coming. */
const OVERDUE_MS = 60_000;

type Post = { row: SendRow; outcome: SendOutcome };

export class OutreachCore implements OutreachApi {
  readonly #ports: OutreachPorts;
  readonly #alarm: AlarmClock;

  /** The tables must exist. */
  constructor(ports: OutreachPorts) {
    this.#ports = ports;
    this.#alarm = alarmClock(ports.nowMs, ports.setAlarm);
  }

  async permit({ conversationId, version, granted }: Permit): Promise<void> {
    const { sql } = this.#ports;
    sql.transaction(() => {
      const known = readContact(sql, conversationId);
      if (known.version < version) putContacts(sql, [{ ...known, version, granted }]);
    });
  }

  async post(wanted: Wanted[], tokenUntilMs: number): Promise<FirstTry[]> {
    const { sql, nowMs } = this.#ports;
    const scene = await this.#scene(wanted);
    const affordable = scene === null ? null : await this.#afford(scene, wanted);
    const claims = sql.transaction(() => claimAll(this.#ports, scene, wanted, tokenUntilMs, affordable));
    const begun = claims.flatMap((one) => (one.kind === 'begun' ? one.row : []));
    const armed = begun.length > 0 ? this.#alarm.ringBy(nowMs() + TELL_AFTER_MS) : Promise.resolve();
    // Heard of below: the caller comes again, and finds what was sent.
    armed.catch(() => undefined);
    const posts = await Promise.all(begun.map((row) => this.#call(row)));
    const rows = sql.transaction(() => settleAll(this.#ports, posts));
    await armed;
    await Promise.all(posts.map((one) => this.#report(scene, one)));
    const answers = new Map(
      await Promise.all(rows.map(async (row) => [row.sendId, await this.#conclude(row)] as const)),
    );
    return Promise.all(
      claims.map(async (one, at): Promise<FirstTry> => {
        if (one.kind === 'begun') return answers.get(one.row.sendId) ?? answerOf(one.row);
        if (one.kind !== 'left') return one;
        const sendId = wanted[at]?.wish.sendId;
        // Its conversation reserves for itself.
        if (scene !== null && sendId !== undefined && affordable?.has(sendId) === true)
          await this.#ports.budget.release(scene.business, sendId);
        return { kind: 'elsewhere', waitsFor: one.waitsFor };
      }),
    );
  }

  async delivery(update: DeliveryUpdate): Promise<boolean> {
    const { sql, nowMs, conversation } = this.#ports;
    const row = update.sendId === null ? null : readSend(sql, update.sendId);
    if (row === null || row.posted === null) return false;
    // Its conversation is about to take it: the provider comes again.
    if (row.state === 'leaving') throw new Error('this send is changing hands');
    if (!isAbout(row, update)) return false;
    const failed = update.status === 'failed';
    const status = failed ? 'sent' : update.status;
    const sent = this.#write(row, delivered(row, { ...update, status }, nowMs()));
    try {
      // What a failure means, for the contact too, is for the conversation to say.
      if (failed) await this.#handOver(sent);
    } finally {
      await this.#arm();
    }
    return failed ? conversation(row.conversationId).delivery(update) : true;
  }

  async sentTo(conversationId: ConversationId): Promise<Posted[]> {
    return sentRows(this.#ports.sql, conversationId).flatMap(({ posted }) => posted ?? []);
  }

  async forget(sends: { sendId: SendId; delivery: Posted['delivery'] }[]): Promise<void> {
    const { sql } = this.#ports;
    sql.transaction(() => {
      const rows = readSends(
        sql,
        sends.map(({ sendId }) => sendId),
      );
      const known = sends.flatMap(({ sendId, delivery }) => {
        const row = rows.get(sendId);
        return row?.state === 'sent' && row.posted?.delivery === delivery ? [elsewhere(row)] : [];
      });
      changeSends(sql, known);
    });
  }

  async countOffer(conversationId: ConversationId, sendId: SendId | null): Promise<number[]> {
    const { sql, nowMs } = this.#ports;
    const contact = readContact(sql, conversationId);
    if (sendId !== null) putContacts(sql, [withOffer(contact, sendId, nowMs())]);
    return othersOf(contact.offers, sendId).map(({ atMs }) => atMs);
  }

  async uncountOffer(conversationId: ConversationId, sendId: SendId): Promise<void> {
    const { sql } = this.#ports;
    const contact = readContact(sql, conversationId);
    const offers = othersOf(contact.offers, sendId);
    if (offers.length < contact.offers.length) putContacts(sql, [{ ...contact, offers }]);
  }

  async wake(): Promise<void> {
    const dueMs = this.#nextDueMs();
    if (dueMs !== null && dueMs < this.#ports.nowMs() - OVERDUE_MS) await this.alarm();
  }

  /** What the platform's alarm calls. Never throws but when storage itself is gone. */
  async alarm(): Promise<void> {
    this.#alarm.rang();
    let isTroubled = false;
    for (const step of [() => this.#leaveOverdue(), () => tellFigures(this.#ports)]) {
      try {
        await step();
      } catch (error) {
        isTroubled = true;
        this.#ports.log.error('outreach.step_failed', { error: errorName(error) });
      }
    }
    await this.#arm(isTroubled ? TROUBLE_MS : 0);
  }

  /** Null = nothing can be posted here. All of a call are of one campaign. */
  async #scene(wanted: readonly Wanted[]): Promise<Scene | null> {
    const [first] = wanted;
    if (first === undefined) return null;
    const business = await this.#ports.profile(this.#ports.businessId);
    const channel = await this.#ports.channel(first.wish.connectionId);
    return business === null || channel === null ? null : { business, channel };
  }

  /** Money is reserved before anything is claimed, for those who would be allowed. Null = there is no budget. */
  async #afford(scene: Scene, wanted: readonly Wanted[]): Promise<ReadonlySet<SendId> | null> {
    const { business, channel } = scene;
    const { sql, budget } = this.#ports;
    if (business.monthlyBudgetMicroUsd === null) return null;
    const known = readSends(
      sql,
      wanted.map(({ wish }) => wish.sendId),
    );
    const contacts = readContacts(
      sql,
      wanted.map(({ who }) => who.conversationId),
    );
    const affordable = new Set<SendId>();
    await Promise.all(
      wanted.map(async (one) => {
        const { sendId } = one.wish;
        const contact = contacts.get(one.who.conversationId);
        if (known.has(sendId) || judge(this.#ports, scene, one, contact)?.kind !== 'allow') return;
        const cost = carrierCostMicroUsd(segmentsOf(one.wish, channel), channel);
        if (cost === 0 || (await budget.reserve(business, sendId, cost))) affordable.add(sendId);
      }),
    );
    return affordable;
  }

  /** The write that makes the send `posting` was made in this very step. */
  async #call(row: SendRow): Promise<Post> {
    const { posted } = row;
    if (posted === null) throw new Error('a send that is being posted has its content');
    const { wish } = posted;
    const outcome = await this.#ports.carrier.post(wish.connectionId, outboundOf(wish, posted.postedAtMs));
    return { row, outcome };
  }

  /** Neither report may undo what is settled: a governor or a budget that cannot be reached loses a number, not a send. */
  async #report(scene: Scene | null, { row, outcome }: Post): Promise<void> {
    if (row.posted === null) return;
    try {
      await this.#ports.governor.report(row.posted.wish.connectionId, outcome);
      if (outcome.kind === 'never' && scene !== null && scene.business.monthlyBudgetMicroUsd !== null)
        await this.#ports.budget.release(scene.business, row.sendId);
    } catch {
      this.#ports.log.error('report_failed', { sendId: row.sendId });
    }
  }

  async #conclude(row: SendRow): Promise<FirstTry> {
    if (row.state !== 'leaving') return answerOf(row);
    try {
      return await this.#handOver(row);
    } catch (error) {
      this.#ports.log.error('outreach.not_taken', { sendId: row.sendId, error: errorName(error) });
      return answerOf(row);
    } finally {
      await this.#arm();
    }
  }

  /** Its conversation keeps it from now on. The same send twice is one there, so a lost answer does no harm. */
  async #handOver(row: SendRow): Promise<FirstTry> {
    const { sql, businessId, conversation } = this.#ports;
    const { posted, conversationId } = row;
    if (posted === null) return answerOf(row);
    const who = { businessId, conversationId, address: posted.wish.to };
    const { state, stateReason, segments } = await conversation(conversationId).adopt(who, posted);
    sql.transaction(() => {
      const current = readSend(sql, row.sendId);
      if (current?.state === row.state && current.posted?.delivery === posted.delivery)
        changeSends(sql, [elsewhere(current)]);
    });
    // It has certainly not reached anybody: the cap counts it when it does.
    const { kind } = posted.outcome ?? { kind: 'unknown' };
    if (kind !== 'sent' && kind !== 'unknown') await this.uncountOffer(conversationId, row.sendId);
    return { kind: 'done', state, reason: stateReason, segments };
  }

  /** Posts that nobody came back from, and what no conversation could take yet. */
  async #leaveOverdue(): Promise<void> {
    const { sql, nowMs } = this.#ports;
    for (let taken = 0; taken < LEAVE_AT_ONCE; taken += 1) {
      const [row] = overdueRows(sql, nowMs(), 1);
      if (row === undefined) return;
      const leaving = { ...row, state: 'leaving' as const, leaseUntilMs: nowMs() + LEAVE_AGAIN_AFTER_MS };
      changeSends(sql, [leaving]);
      await this.#handOver(leaving);
    }
  }

  #write(row: SendRow, change: Change): SendRow {
    if (change === null) return row;
    const { sql } = this.#ports;
    sql.transaction(() => {
      changeSends(sql, [change.row]);
      addEvents(sql, change.told);
    });
    return change.row;
  }

  #nextDueMs(): number | null {
    const { sql } = this.#ports;
    const leaseMs = firstLeaseMs(sql);
    const eventMs = oldestEventMs(sql);
    if (eventMs === null) return leaseMs;
    return Math.min(leaseMs ?? Number.POSITIVE_INFINITY, eventMs + TELL_AFTER_MS);
  }

  async #arm(waitMs = 0): Promise<void> {
    const dueMs = this.#nextDueMs();
    if (dueMs !== null) await this.#alarm.ringBy(Math.max(dueMs, this.#ports.nowMs() + waitMs));
  }
}
