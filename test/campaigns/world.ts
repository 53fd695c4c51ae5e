/** A small world around the campaign core: a clock, a queue, conversations that post once, and a crash wherever it is asked for. */
import { DatabaseSync } from 'node:sqlite';
import type {
  CampaignSpec,
  PageRecipient,
  RecipientInput,
  RecipientOutcome,
} from '../../src/campaigns/api.ts';
import { campaignCore, type CampaignCore } from '../../src/campaigns/core.ts';
import { CAMPAIGN_TABLES } from '../../src/campaigns/tables.ts';
import { formatAddress, type Address } from '../../src/domain/address.ts';
import { makeId, type ConversationId } from '../../src/domain/ids.ts';
import type { CampaignPageJob } from '../../src/outbound/jobs.ts';
import { tupleName } from '../../src/platform/hash.ts';
import { silentLog } from '../../src/platform/log.ts';
import { nodeSql } from '../../src/platform/node-sql.ts';

export const START_MS = Date.UTC(2026, 5, 1, 12);

export const SPEC: CampaignSpec = {
  name: 'Spring',
  channel: 'sms',
  connectionId: makeId('con', 'shop1'),
  template: 'Hi {{ contact.name }}, 10% off this week.',
  purpose: 'offers',
  startAtMs: null,
  perSecond: null,
  expiresAtMs: START_MS + 7 * 86_400_000,
  stopAtFailureShare: 0.5,
};

export function people(count: number, from = 0): RecipientInput[] {
  return Array.from({ length: count }, (_, at) => ({
    address: { kind: 'phone', value: `+1555${String(1_000_000 + from + at)}` },
    attributes: { name: `Ann ${at}` },
  }));
}

type Outcome = Pick<RecipientOutcome, 'state' | 'reason'>;

export class World {
  readonly sql = nodeSql(new DatabaseSync(':memory:'));
  nowMs = START_MS;
  alarmAtMs: number | null = null;
  queue: CampaignPageJob[] = [];
  releases: { atMs: number; recipients: number }[] = [];
  /** Posts by address: what the provider saw. */
  posts = new Map<string, number>();
  private readonly settled = new Map<string, Outcome>();
  outcomeOf: (recipient: PageRecipient) => Outcome = () => ({ state: 'sent', reason: null });
  queueDown = false;
  /** Steps until the process dies; null = never. */
  crashIn: number | null = null;
  crashes = 0;
  private onCrash: () => void = () => {};
  core: CampaignCore;

  constructor() {
    for (const statement of CAMPAIGN_TABLES.split(';')) if (statement.trim() !== '') this.sql.run(statement);
    this.core = this.open();
  }

  private open(): CampaignCore {
    return campaignCore({
      sql: this.sql,
      nowMs: () => this.nowMs,
      setAlarm: (atMs) => {
        this.alarmAtMs = atMs;
        return this.step();
      },
      enqueue: async (job) => {
        await this.step();
        if (this.queueDown) throw new Error('queue down');
        this.queue.push(job);
        this.releases.push({ atMs: this.nowMs, recipients: job.toSeq - job.fromSeq + 1 });
        await this.step();
      },
      conversationIdFor: async (businessId, address: Address): Promise<ConversationId> => {
        await this.step();
        return makeId('cnv', await tupleName([businessId, formatAddress(address)], 26));
      },
      identity: () => ({ businessId: makeId('biz', 'shop'), campaignId: makeId('cmp', 'spring1') }),
      log: silentLog,
    });
  }

  /** The step at which the process dies never ends: what comes after it in the code does not happen. */
  private async step(): Promise<void> {
    if (this.crashIn === null) return;
    this.crashIn -= 1;
    if (this.crashIn > 0) return;
    this.crashIn = null;
    this.onCrash();
    await new Promise(() => {});
  }

  /** Runs `work`; false when a crash ended it and a new process took over. */
  async survive(work: () => Promise<unknown>): Promise<boolean> {
    const crash = new Promise<'crashed'>((resolve) => {
      this.onCrash = () => resolve('crashed');
    });
    if ((await Promise.race([work(), crash])) !== 'crashed') return true;
    this.crashes += 1;
    this.core = this.open();
    return false;
  }

  /** At least once: a job whose consumer died comes again. */
  async consume(): Promise<void> {
    const job = this.queue.shift();
    if (job === undefined) return;
    const done = await this.survive(() => this.deliver(job));
    if (!done) this.queue.push(job);
  }

  async deliver(job: CampaignPageJob): Promise<void> {
    const page = await this.core.page(job.fromSeq, job.toSeq);
    if (page === null) return;
    const outcomes: RecipientOutcome[] = [];
    for (const recipient of page.recipients) {
      await this.step();
      outcomes.push({ sendId: recipient.sendId, segments: 1, ...this.sendNow(recipient) });
      await this.step();
    }
    await this.core.report(outcomes);
    await this.step();
  }

  /** A conversation's claim by send id: the second wish with the same id posts nothing. */
  private sendNow(recipient: PageRecipient): Outcome {
    const known = this.settled.get(recipient.sendId);
    if (known !== undefined) return known;
    const outcome = this.outcomeOf(recipient);
    this.settled.set(recipient.sendId, outcome);
    if (outcome.state === 'sent' || outcome.state === 'unknown') {
      const to = formatAddress(recipient.address);
      this.posts.set(to, (this.posts.get(to) ?? 0) + 1);
    }
    return outcome;
  }

  /** Lets time pass to the alarm and lets it ring. */
  async ring(): Promise<void> {
    if (this.alarmAtMs === null) return;
    this.nowMs = Math.max(this.nowMs, this.alarmAtMs);
    const atMs = this.alarmAtMs;
    this.alarmAtMs = null;
    const done = await this.survive(() => this.core.alarm());
    // The platform repeats an alarm whose handler did not end.
    if (!done) this.alarmAtMs ??= atMs;
  }

  /** Until nothing is left to do. Throws when that does not happen. */
  async run(maxSteps = 20_000): Promise<void> {
    for (let step = 0; step < maxSteps; step += 1) {
      if (this.queue.length > 0) await this.consume();
      else if (this.alarmAtMs !== null) await this.ring();
      else return;
    }
    throw new Error('the campaign does not come to an end');
  }

  /** A running campaign with `count` recipients. */
  static async started(count: number, spec: Partial<CampaignSpec> = {}): Promise<World> {
    const world = new World();
    await world.core.create({ ...SPEC, ...spec });
    for (let from = 0; from < count; from += 1_000) {
      await world.core.addRecipients(people(Math.min(1_000, count - from), from));
    }
    await world.core.start();
    return world;
  }
}
