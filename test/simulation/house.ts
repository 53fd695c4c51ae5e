/** The house under simulation: the Worker's own cores and consumer, with simulated ports around them. */
import { campaignCore } from '../../src/campaigns/core.ts';
import type { CampaignCore } from '../../src/campaigns/core.ts';
import { CAMPAIGN_TABLES } from '../../src/campaigns/tables.ts';
import { twilioSms } from '../../src/channels/twilio-sms.ts';
import type { ConversationApi } from '../../src/conversation/api.ts';
import { ConversationCore } from '../../src/conversation/core.ts';
import type { CorePorts } from '../../src/conversation/ports.ts';
import type { BusinessProfile } from '../../src/domain/business.ts';
import type { Filing } from '../../src/domain/filing.ts';
import { conversationOfSend, keyOfConversation, makeId, parseId } from '../../src/domain/ids.ts';
import type { CampaignId, ConversationId } from '../../src/domain/ids.ts';
import { FLOWS } from '../../src/flows/registry.ts';
import { BUDGET_TABLES, release, reserve } from '../../src/outbound/budget-ledger.ts';
import { OutreachCore } from '../../src/outreach/core.ts';
import type { OutreachPorts } from '../../src/outreach/ports.ts';
import { OUTREACH_TABLES } from '../../src/outreach/tables.ts';
import { consumeJobs } from '../../src/outbound/consume.ts';
import { governorClient } from '../../src/outbound/governor-client.ts';
import type { GovernorClient, GovernorStub } from '../../src/outbound/governor-client.ts';
import { FULL, pause, report, takeTokens } from '../../src/outbound/token-bucket.ts';
import { nodeSql } from '../../src/platform/node-sql.ts';
import { silentLog } from '../../src/platform/log.ts';
import type { Sql } from '../../src/platform/sql.ts';
import { DatabaseSync } from 'node:sqlite';
import { Host, Unreachable } from './host.ts';
import type { Life } from './host.ts';
import type { Mutant } from './mutants.ts';
import { SimulatedProvider } from './provider.ts';
import { SimulatedQueue } from './queue.ts';
import type { World } from './world.ts';

export const BUSINESS = makeId('biz', 'simulated');
export const CONNECTION = makeId('con', 'simulated');
/** Objects live in so many isolates: each has its own governor client and its own leases. */
const ISOLATES = 2;

type StoredEvent = { id: string; kind: string; conversationId: string };

export class House {
  readonly world: World;
  readonly profile: BusinessProfile;
  readonly conversations = new Map<ConversationId, Host<ConversationCore>>();
  readonly campaigns = new Map<CampaignId, Host<CampaignCore>>();
  readonly outreach: Host<OutreachCore>;
  readonly provider: SimulatedProvider;
  readonly queues: { replies: SimulatedQueue; campaigns: SimulatedQueue };
  /** What reached the figures, by event id. */
  readonly events = new Map<string, StoredEvent>();
  /** Receipts of answers, by id. */
  readonly filed = new Map<string, Filing>();
  readonly #mutant: Mutant;
  readonly #budget: Sql;
  /** Mostly slow, as a number of a small shop is; sometimes so fast that tokens are leased by the dozen. */
  readonly ratePerSecond: number;
  #bucket = FULL;
  readonly #governors: GovernorClient[];

  constructor(world: World, profile: BusinessProfile, mutant: Mutant) {
    this.world = world;
    this.profile = profile;
    this.#mutant = mutant;
    this.#budget = nodeSql(new DatabaseSync(':memory:'));
    for (const table of BUDGET_TABLES) this.#budget.run(table);
    this.outreach = new Host(
      world,
      (life, self, sql) => new OutreachCore(mutant.outreach(this.#outreachPorts(life, self, sql))),
      mutant.outreachSql,
    );
    this.outreach.sql.script(OUTREACH_TABLES);
    this.provider = new SimulatedProvider(
      world,
      async (to, update) =>
        (await this.outreach.call((core) => core.delivery(update))) ||
        this.host(conversationIdOf(to)).call((core) => core.delivery(update)),
    );
    this.ratePerSecond = world.chance(0.3) ? 60 : 5;
    this.#governors = Array.from({ length: ISOLATES }, () =>
      governorClient(
        () => mutant.governor(this.#governorStub()),
        () => world.nowMs,
      ),
    );
    const consume = (batch: MessageBatch<unknown>) =>
      consumeJobs(batch, {
        tokens: async (_connection, wanted) => {
          if (world.strikes('storeDown')) throw new Unreachable('the connection cannot be read');
          return this.#governor().lease(this.#limited(), wanted);
        },
        nowMs: () => world.nowMs,
        sleep: (ms) => world.sleep(ms),
        conversation: (_business, id) => this.remote(id),
        outreach: () => remote(this.outreach),
        campaign: (_business, id) => this.remoteCampaign(id),
        profile: () => this.#profileRead(),
        trainHead: async () => {},
        log: silentLog,
      });
    this.queues = {
      replies: new SimulatedQueue(world, consume),
      campaigns: new SimulatedQueue(world, consume),
    };
  }

  host(id: ConversationId): Host<ConversationCore> {
    let host = this.conversations.get(id);
    if (host === undefined) {
      host = new Host(
        this.world,
        (life, self, sql) =>
          new ConversationCore(this.#mutant.ports(this.#ports(life, self, sql)), this.#mutant.tamper),
        this.#mutant.sql,
      );
      this.conversations.set(id, host);
    }
    return host;
  }

  /** The conversation as other parts of the house reach it: by a remote call that may fail. */
  remote(id: ConversationId): ConversationApi {
    const host = this.host(id);
    return {
      receive: (...args) => host.call((core) => core.receive(...args)),
      delivery: (...args) => host.call((core) => core.delivery(...args)),
      request: (...args) => host.call((core) => core.request(...args)),
      explain: (...args) => host.call((core) => core.explain(...args)),
      deliver: (...args) => host.call((core) => core.deliver(...args)),
      adopt: (...args) => host.call((core) => core.adopt(...args)),
      cancel: (...args) => host.call((core) => core.cancel(...args)),
      readSend: (...args) => host.call((core) => core.readSend(...args)),
      thread: (...args) => host.call((core) => core.thread(...args)),
      takeFloor: (...args) => host.call((core) => core.takeFloor(...args)),
      handBack: (...args) => host.call((core) => core.handBack(...args)),
      answer: (...args) => host.call((core) => core.answer(...args)),
      correct: (...args) => host.call((core) => core.correct(...args)),
      recentTurns: (...args) => host.call((core) => core.recentTurns(...args)),
      changeConsent: (...args) => host.call((core) => core.changeConsent(...args)),
    };
  }

  campaignHost(id: CampaignId): Host<CampaignCore> {
    let host = this.campaigns.get(id);
    if (host === undefined) {
      host = new Host(this.world, (life, self, sql) => this.#campaign(id, life, self, sql));
      for (const statement of CAMPAIGN_TABLES.split(';'))
        if (statement.trim() !== '') host.sql.run(statement);
      this.campaigns.set(id, host);
    }
    return host;
  }

  remoteCampaign(id: CampaignId) {
    return remote(this.campaignHost(id));
  }

  #campaign(id: CampaignId, life: Life, host: Host<CampaignCore>, sql: Sql): CampaignCore {
    return campaignCore({
      sql,
      nowMs: () => this.world.nowMs,
      setAlarm: (atMs) => {
        if (!life.dead) host.setAlarm(atMs);
      },
      enqueue: async (job) => {
        await life.hop();
        await this.queues.campaigns.send(job);
        await life.hop();
      },
      conversationIdFor: async (_business, address) => conversationIdOf(address.value),
      identity: () => ({ businessId: BUSINESS, campaignId: id }),
      log: silentLog,
    });
  }

  /** What conversations and the outreach ask alike. */
  #shared(
    life: Life,
    host: { setAlarm: (atMs: number) => void },
    sql: Sql,
  ): Omit<OutreachPorts, 'businessId' | 'conversation' | 'publish'> &
    Pick<CorePorts, 'carrier' | 'governor'> {
    const { world } = this;
    const governor = this.#governor();
    const hopped = hops(life);
    return {
      sql,
      nowMs: () => world.nowMs,
      // Synchronous with the write before it, as the platform's own storage calls are.
      setAlarm: async (atMs: number): Promise<void> => {
        if (world.strikes('alarmFails')) throw new Unreachable('the alarm could not be set');
        if (!life.dead) host.setAlarm(atMs);
        await life.hop();
      },
      log: silentLog,
      profile: () => hopped(() => this.#profileRead()),
      channel: () => hopped(() => twilioSms.profile),
      whereabouts: () => ({ timeZones: ['America/New_York', 'America/Los_Angeles'], country: 'US' }),
      carrier: {
        post: async (_connection, message) => {
          const call = this.provider.post(message);
          const post = this.provider.posts.at(-1);
          const outcome = await call;
          await life.hop();
          // Whoever is dead by now never hears the answer: for the house the post is unknown, whatever it was.
          if (post !== undefined) post.heard = true;
          return outcome;
        },
        lookup: async (_connection, message) => {
          const outcome = await this.provider.lookup(message);
          await life.hop();
          return outcome;
        },
      },
      governor: {
        take: () => hopped(() => governor.take(this.#limited())),
        report: (_connection, outcome) => hopped(() => governor.report(this.#limited(), outcome)),
      },
      budget: {
        reserve: (business, sendId, microUsd) =>
          hopped(() =>
            reserve(this.#budget, sendId, '2026-10', microUsd, business.monthlyBudgetMicroUsd ?? 0),
          ),
        release: (_business, sendId) => hopped(() => release(this.#budget, sendId)),
      },
    };
  }

  #outreachPorts(life: Life, host: Host<OutreachCore>, sql: Sql): OutreachPorts {
    const hopped = hops(life);
    return {
      ...this.#shared(life, host, sql),
      businessId: BUSINESS,
      conversation: (id) => {
        const conversation = this.remote(id);
        return {
          adopt: (...args) => hopped(() => conversation.adopt(...args)),
          delivery: (...args) => hopped(() => conversation.delivery(...args)),
        };
      },
      publish: (events) => hopped(() => this.#publish(events)),
    };
  }

  #publish(events: readonly StoredEvent[]): void {
    if (this.world.strikes('queueDown')) throw new Unreachable('the events queue takes nothing now');
    for (const { id, kind, conversationId } of events) this.events.set(id, { id, kind, conversationId });
  }

  #ports(life: Life, host: Host<ConversationCore>, sql: Sql): CorePorts {
    const { world } = this;
    const hopped = hops(life);
    const outreach = remote(this.outreach);
    return {
      ...this.#shared(life, host, sql),
      random: world.random,
      gatherMs: () => this.profile.gatherMs,
      outreach: () => ({
        permit: (...args) => hopped(() => outreach.permit(...args)),
        sentTo: (...args) => hopped(() => outreach.sentTo(...args)),
        forget: (...args) => hopped(() => outreach.forget(...args)),
        countOffer: (...args) => hopped(() => outreach.countOffer(...args)),
        uncountOffer: (...args) => hopped(() => outreach.uncountOffer(...args)),
      }),
      brain: {
        understand: (_business, text) =>
          hopped(
            () => ({
              intent: null,
              confidence: 0.9,
              ranked: [],
              entities: [],
              sentiment: 0,
              language: 'en',
              stage: 'embedded' as const,
              modelVersion: 'simulated',
              costMicroUsd: 0,
              text,
            }),
            6_000,
          ),
        retrieve: (_business, question) =>
          hopped(() => {
            const tokens = question.match(/q\d+z/g) ?? [];
            return {
              confidence: 0.97,
              verdict: 'answer' as const,
              evidence: [
                { passageId: 'p', title: 'answers', quote: tokens.join(' '), url: null, contentHash: 'h' },
              ],
            };
          }, 4_000),
        write: () => hopped(() => ({ written: null, costMicroUsd: 0 })),
        lookUpOrder: () => hopped(() => null),
      },
      flows: () => FLOWS,
      outward: {
        enqueue: (businessId, conversationId, lane, sendId, campaignId) =>
          hopped(() =>
            this.queues[lane].send({ kind: 'send.v1', businessId, conversationId, sendId, campaignId }),
          ),
        publish: (events) => hopped(() => this.#publish(events)),
        receipt: async (conversationId, turn) => ({
          id: `${conversationId}${turn}`,
          url: `https://gate.example/a/${conversationId}${turn}`,
        }),
        file: (_business, filings) =>
          hopped(() => {
            if (world.strikes('storeDown')) throw new Unreachable('the store takes nothing now');
            for (const filing of filings)
              if (filing.kind === 'receipt') this.filed.set(filing.receipt.id, filing);
          }),
        relayId: async (sendId, _business, to) =>
          makeId(
            'snd',
            `${keyOfConversation(conversationIdOf(to.value))}_r${sendId.slice(-12).replace(/[^a-z0-9]/g, '')}`,
          ),
        relay: async (_business, to, wish) => {
          const conversationId = conversationIdOf(to.value);
          await this.remote(conversationId).request(
            { businessId: BUSINESS, conversationId, address: to },
            wish,
          );
        },
        inbox: () =>
          hopped(() => {
            if (world.strikes('storeDown')) throw new Unreachable('the inbox is away');
          }),
        changed: () => undefined,
      },
    };
  }

  #governor(): GovernorClient {
    return this.#governors[this.world.int(0, ISOLATES - 1)] as GovernorClient;
  }

  #limited() {
    return { id: CONNECTION, ratePerSecond: this.ratePerSecond };
  }

  /** The governor's object, a remote call away. */
  #governorStub(): GovernorStub {
    const remote = async <T>(work: () => T): Promise<T> => {
      await this.world.sleep(this.world.int(0, 15));
      const result = work();
      await this.world.sleep(this.world.int(0, 15));
      return result;
    };
    return {
      take: (rate, burst, wanted) =>
        remote(() => {
          const taken = takeTokens(this.#bucket, rate, burst, wanted, this.world.nowMs);
          this.#bucket = taken.bucket;
          return { ...taken.grant, failures: taken.bucket.failures };
        }),
      report: (what, waitMs) =>
        remote(() => {
          this.#bucket = report(this.#bucket, what, waitMs, this.world.nowMs);
        }),
      pause: (waitMs) =>
        remote(() => {
          this.#bucket = pause(this.#bucket, Math.min(waitMs, 60_000), this.world.nowMs);
        }),
    };
  }

  #profileRead(): Promise<BusinessProfile> {
    if (this.world.strikes('storeDown')) return Promise.reject(new Unreachable('the store is away'));
    return Promise.resolve(this.profile);
  }
}

/** Awaits of a core: it may die before or after what it asks for. */
function hops(life: Life) {
  return async <T>(work: () => Promise<T> | T, maxMs = 40): Promise<T> => {
    await life.hop(maxMs);
    const result = await work();
    await life.hop();
    return result;
  };
}

/** An object as other parts of the house reach it: by remote calls that may fail. */
function remote<C extends { alarm: () => Promise<void> }>(host: Host<C>): C {
  return new Proxy({} as C, {
    get:
      (_target, method) =>
      (...args: never[]) =>
        host.call((core) =>
          (core[method as keyof C] as (...given: never[]) => Promise<never>).apply(core, args),
        ),
  });
}

/** Stands for the hash of business and address: digits become letters of the id's alphabet. */
export function conversationIdOf(phone: string): ConversationId {
  const letters = [...phone.replace(/\D/g, '')].map((digit) => 'abcdefghij'[Number(digit)] ?? 'z').join('');
  return makeId('cnv', letters.padEnd(26, 'x').slice(0, 26));
}

export function conversationOf(sendId: string): ConversationId | null {
  const id = parseId('snd', sendId);
  return id === null ? null : conversationOfSend(id);
}
