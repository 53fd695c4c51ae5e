/** One conversation in plain Node: the Worker's own core on node:sqlite, a clock that is moved by hand, ports that obey the test. */
import { DatabaseSync } from 'node:sqlite';
import { twilioSms } from '../../src/channels/twilio-sms.ts';
import { webchat } from '../../src/channels/webchat.ts';
import type { Identity, Route, SendView, SendWish } from '../../src/conversation/api.ts';
import { ConversationCore } from '../../src/conversation/core.ts';
import type { InboxChange, Lane, CorePorts } from '../../src/conversation/ports.ts';
import type { Address } from '../../src/domain/address.ts';
import type { BusinessProfile } from '../../src/domain/business.ts';
import type {
  ChannelProfile,
  DeliveryUpdate,
  InboundMessage,
  LookupOutcome,
  OutboundMessage,
  SendOutcome,
} from '../../src/domain/channel.ts';
import type { Event } from '../../src/domain/event.ts';
import type { Filing } from '../../src/domain/filing.ts';
import type { Retrieval, Written } from '../../src/domain/evidence.ts';
import { keyOfConversation, makeId } from '../../src/domain/ids.ts';
import type { SendId } from '../../src/domain/ids.ts';
import type { Understanding } from '../../src/domain/understanding.ts';
import { FLOWS } from '../../src/flows/registry.ts';
import { silentLog } from '../../src/platform/log.ts';
import { nodeSql } from '../../src/platform/node-sql.ts';
import type { FirstTry } from '../../src/outreach/api.ts';
import { OutreachCore } from '../../src/outreach/core.ts';
import type { OutreachPorts } from '../../src/outreach/ports.ts';
import { OUTREACH_TABLES } from '../../src/outreach/tables.ts';
import type { Sql } from '../../src/platform/sql.ts';
import { BIKES, passage, understood, WEDNESDAY_11_MS } from '../flows/a-turn.ts';

export const CONVERSATION = makeId('cnv', 'a'.repeat(26));
export const ANN: Address = { kind: 'phone', value: '+12025550142' };
export const SMS: Route = { channel: 'sms', connectionId: makeId('con', 'textline') };
export const CHAT: Route = { channel: 'webchat', connectionId: makeId('con', 'chatline') };
export const WHO: Identity = { businessId: BIKES.id, conversationId: CONVERSATION, address: ANN };
export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;

/** What the shop knows: the answer to every question here. */
const ANSWER: Retrieval = {
  confidence: 0.97,
  verdict: 'answer',
  evidence: [passage('Returns', 'You can return anything within 30 days.')],
};

export type Conversation = ReturnType<typeof aConversation>;

export function aConversation(changes: Partial<BusinessProfile> = {}) {
  const db = nodeSql(new DatabaseSync(':memory:'));
  /** A statement that matches is refused, as when the disk is full. */
  const broken: { statement: RegExp | null } = { statement: null };
  const refuse = (query: string) => {
    if (broken.statement?.test(query) === true) throw new Error('the storage is full');
  };
  const sql: Sql = {
    ...db,
    all: (query, ...params) => {
      refuse(query);
      return db.all(query, ...params);
    },
    run: (query, ...params) => {
      refuse(query);
      return db.run(query, ...params);
    },
  };

  const box = {
    sql: db,
    broken,
    nowMs: WEDNESDAY_11_MS,
    business: { ...BIKES, quietHours: null, frequencyCap: null, ...changes } as BusinessProfile | null,
    channels: new Map<string, ChannelProfile>([
      [SMS.connectionId, twilioSms.profile],
      [CHAT.connectionId, webchat.profile],
    ]),
    alarmMs: null as number | null,
    /** The alarm of the business's outreach. */
    outreachAlarmMs: null as number | null,
    /** Every time that an alarm was set to. */
    alarms: [] as number[],
    heard: [] as string[],
    posts: [] as { atMs: number; message: OutboundMessage }[],
    lookups: [] as number[],
    jobs: [] as { lane: Lane; sendId: SendId }[],
    published: [] as Event[],
    inbox: [] as InboxChange[],
    filed: [] as Filing[],
    relays: [] as { to: Address; wish: SendWish }[],
    /** What the provider will answer, first first; then it takes everything. */
    outcomes: [] as SendOutcome[],
    /** What it will say when asked; then that it has no such message. */
    found: [] as LookupOutcome[],
    /** Jobs are delivered as soon as they are there. */
    delivering: true,
  };

  /** The parts of the outside that a test replaces. */
  const outside = {
    understand: async (text: string): Promise<Understanding> => {
      void text;
      return understood('returns', 0.95);
    },
    retrieve: async (): Promise<Retrieval> => ANSWER,
    write: async (): Promise<{ written: Written | null; costMicroUsd: number }> => ({
      written: null,
      costMicroUsd: 0,
    }),
    beforePost: async (message: OutboundMessage): Promise<void> => void message,
    take: async (): Promise<{ kind: 'go' } | { kind: 'wait'; waitMs: number }> => ({ kind: 'go' }),
    reserve: async (): Promise<boolean> => true,
    publish: async (): Promise<void> => {},
    tellInbox: async (): Promise<void> => {},
    file: async (): Promise<void> => {},
    relay: async (): Promise<void> => {},
    enqueue: async (): Promise<void> => {},
    profile: async (): Promise<BusinessProfile | null> => box.business,
    /** Before the outreach is asked or told anything. */
    beforeOutreach: async (): Promise<void> => {},
    /** Before the outreach gives a send to the conversation. */
    beforeAdopt: async (): Promise<void> => {},
  };

  const publish = async (events: Event[]): Promise<void> => {
    await outside.publish();
    box.published.push(...events);
  };
  const shared: Omit<OutreachPorts, 'businessId' | 'sql' | 'setAlarm' | 'conversation' | 'publish'> &
    Pick<CorePorts, 'carrier' | 'governor'> = {
    nowMs: () => box.nowMs,
    log: silentLog,
    profile: () => outside.profile(),
    channel: async (id) => box.channels.get(id) ?? null,
    whereabouts: () => ({ timeZones: ['America/New_York'], country: 'US' }),
    carrier: {
      post: async (_connection, message) => {
        box.posts.push({ atMs: box.nowMs, message });
        await outside.beforePost(message);
        return (
          box.outcomes.shift() ?? { kind: 'sent', providerMessageId: `SM${box.posts.length}`, segments: null }
        );
      },
      lookup: async () => {
        box.lookups.push(box.nowMs);
        return box.found.shift() ?? { kind: 'absent' };
      },
    },
    governor: { take: () => outside.take(), report: async () => {} },
    budget: { reserve: () => outside.reserve(), release: async () => {} },
  };

  const ports: CorePorts = {
    ...shared,
    sql,
    random: () => 0.5,
    setAlarm: async (atMs) => {
      box.alarmMs = atMs;
      box.alarms.push(atMs);
    },
    gatherMs: () => BIKES.gatherMs,
    brain: {
      understand: async (_business, text) => {
        box.heard.push(text);
        return outside.understand(text);
      },
      retrieve: () => outside.retrieve(),
      write: () => outside.write(),
      lookUpOrder: async () => null,
    },
    flows: () => FLOWS,
    outreach: () => ({
      permit: async (...args) => (await outside.beforeOutreach(), outreach.permit(...args)),
      sentTo: async (...args) => (await outside.beforeOutreach(), outreach.sentTo(...args)),
      forget: async (...args) => (await outside.beforeOutreach(), outreach.forget(...args)),
      countOffer: async (...args) => (await outside.beforeOutreach(), outreach.countOffer(...args)),
      uncountOffer: async (...args) => (await outside.beforeOutreach(), outreach.uncountOffer(...args)),
    }),
    outward: {
      enqueue: async (_business, _conversation, lane, sendId) => {
        await outside.enqueue();
        box.jobs.push({ lane, sendId });
      },
      publish,
      relayId: async () => makeId('snd', `${'b'.repeat(26)}_r1`),
      relay: async (_business, to, wish) => {
        await outside.relay();
        box.relays.push({ to, wish });
      },
      inbox: async (change) => {
        await outside.tellInbox();
        box.inbox.push(change);
      },
      receipt: async (_conversation, turn) => ({
        id: `receipt${turn}`,
        url: `https://gate.example/a/receipt${turn}`,
      }),
      file: async (_business, filings) => {
        await outside.file();
        box.filed.push(...filings);
      },
      changed: () => {},
    },
  };

  const outreachSql = nodeSql(new DatabaseSync(':memory:'));
  outreachSql.script(OUTREACH_TABLES);
  const outreachPorts: OutreachPorts = {
    ...shared,
    businessId: WHO.businessId,
    sql: outreachSql,
    setAlarm: async (atMs) => {
      box.outreachAlarmMs = atMs;
    },
    conversation: () => ({
      adopt: async (...args) => (await outside.beforeAdopt(), core.adopt(...args)),
      delivery: (...args) => core.delivery(...args),
    }),
    publish,
  };
  let outreach = new OutreachCore(outreachPorts);
  let core = new ConversationCore(ports);
  let messages = 0;

  /** The queue: each job once. */
  const drain = async (): Promise<void> => {
    for (let job = box.jobs.shift(); job !== undefined; job = box.jobs.shift())
      await core.deliver(job.sendId);
  };

  /** Lets time pass; alarms ring when they are due. */
  const pass = async (ms: number): Promise<void> => {
    const untilMs = box.nowMs + ms;
    for (let rings = 0; ; rings += 1) {
      if (box.delivering) await drain();
      if (rings > 2_000) throw new Error('the alarm never rests');
      const nextMs = Math.min(
        box.alarmMs ?? Number.POSITIVE_INFINITY,
        box.outreachAlarmMs ?? Number.POSITIVE_INFINITY,
      );
      if (nextMs > untilMs) break;
      box.nowMs = Math.max(box.nowMs, nextMs);
      if (box.alarmMs === nextMs) {
        box.alarmMs = null;
        await core.alarm();
      } else {
        box.outreachAlarmMs = null;
        await outreach.alarm();
      }
    }
    box.nowMs = untilMs;
  };

  const receive = (given: Partial<InboundMessage>, route: Route = SMS) => {
    messages += 1;
    const message: InboundMessage = {
      kind: 'message',
      providerMessageId: `SMin${messages}`,
      from: ANN,
      to: '+12025550100',
      text: '',
      media: [],
      payload: null,
      handledByProvider: null,
      sentAtMs: null,
      ...given,
    };
    return core.receive(WHO, route, [message]);
  };

  const read = async (sendId: SendId): Promise<SendView> => {
    const view = await core.readSend(sendId);
    if (view === null) throw new Error('no such send');
    return view;
  };

  return Object.assign(box, {
    ports,
    outside,
    /** The instance that lives now. */
    core: () => core,
    drain,
    pass,
    receive,
    read,
    say: (text: string, route?: Route) => receive({ text }, route),
    /** The connection has no room for the next post; after that it has. */
    busy: (waitMs: number) => {
      const untilMs = box.nowMs + waitMs;
      outside.take = async () =>
        box.nowMs < untilMs ? { kind: 'wait', waitMs: untilMs - box.nowMs } : { kind: 'go' };
    },
    /** The instance dies; what it was waiting for never comes back to it. */
    crash: () => {
      core = new ConversationCore(ports);
      outreach = new OutreachCore(outreachPorts);
    },
    outreach: () => outreach,
    /** A campaign's send, as a page of it asks for it. */
    offer: async (name: string, more: Partial<SendWish> = {}, tokenMs = 500): Promise<FirstTry> => {
      const wish = wishOf(box.nowMs, name, { ...MARKETING, ...more });
      const [tried] = await outreach.post([{ who: WHO, wish }], box.nowMs + tokenMs);
      if (tried === undefined) throw new Error('one was asked for, and one must be answered');
      return tried;
    },
    thread: async () => {
      const thread = await core.thread(0, 200);
      if (thread === null) throw new Error('nothing was ever stored');
      return thread;
    },
    send: async (name: string, more: Partial<SendWish> = {}): Promise<SendId> => {
      const sendId = sendIdOf(name);
      const result = await core.request(WHO, wishOf(box.nowMs, name, more));
      if (result.kind !== 'queued') throw new Error(`not queued: ${JSON.stringify(result)}`);
      return sendId;
    },
    allow: (purpose = 'offers') =>
      core.changeConsent(WHO, { kind: 'grant', purpose, channel: 'sms', source: 'api', evidence: 'form' }),
    callback: (sendId: SendId, status: DeliveryUpdate['status'], more: Partial<DeliveryUpdate> = {}) =>
      core.delivery({
        kind: 'delivery',
        providerMessageId: 'SM1',
        sendId,
        status,
        providerCode: null,
        failure: null,
        priceMicroUsd: null,
        ...more,
      }),
    texts: () => box.posts.map((post) => post.message.text),
    eventsOf: <Kind extends Event['kind']>(kind: Kind) =>
      box.published.filter((event): event is Extract<Event, { kind: Kind }> => event.kind === kind),
  });
}

export const sendIdOf = (name: string): SendId => makeId('snd', `${keyOfConversation(CONVERSATION)}_${name}`);

export function wishOf(nowMs: number, name: string, more: Partial<SendWish> = {}): SendWish {
  return {
    sendId: sendIdOf(name),
    class: 'transactional',
    author: 'api',
    ...SMS,
    to: ANN,
    text: `Message ${name}`,
    quickReplies: [],
    mediaUrls: [],
    campaignId: null,
    purpose: 'service',
    notBeforeMs: 0,
    expiresAtMs: nowMs + 2 * DAY_MS,
    fallbacks: [],
    ...more,
  };
}

export const MARKETING = { class: 'marketing', author: 'campaign', purpose: 'offers' } as const;

/** A promise that a test keeps when it wants to. */
export function later(): { waited: Promise<void>; now: () => void } {
  let now = () => {};
  const waited = new Promise<void>((resolve) => {
    now = resolve;
  });
  return { waited, now };
}

export const never = (): Promise<never> => new Promise(() => {});

/** An outside that is down for so many calls. */
export function downFor(calls: number): () => Promise<void> {
  let left = calls;
  return async () => {
    left -= 1;
    if (left >= 0) throw new Error('down');
  };
}

/** Lets everything happen that waits for nothing but its turn. */
export const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
