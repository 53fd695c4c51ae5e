/** The composition root: bindings in, parts out. The only file that knows every concrete part. */
import { latestConversations, openConversations } from './analytics/open-conversations.ts';
import { readQuality } from './analytics/quality.ts';
import { readStats } from './analytics/report.ts';
import { adapterOf } from './channels/registry.ts';
import { parseConfig } from './config.ts';
import { countryOfPhone } from './contacts/phone.ts';
import { zonesOfPhone } from './contacts/time-zones.ts';
import type { ConversationApi } from './conversation/api.ts';
import { wakeConversations } from './conversation/wake.ts';
import type { Brain, CorePorts } from './conversation/ports.ts';
import { tryOut } from './conversation/try-out.ts';
import type { Address } from './domain/address.ts';
import type { BusinessProfile } from './domain/business.ts';
import type { Event } from './domain/event.ts';
import type { Filing } from './domain/filing.ts';
import { makeId } from './domain/ids.ts';
import type { BusinessId, ConnectionId, ConversationId } from './domain/ids.ts';
import { localMonth } from './domain/local-time.ts';
import { FLOWS } from './flows/registry.ts';
import { idempotencyClient } from './http/idempotency.ts';
import { shaped } from './knowledge/answer.ts';
import { library } from './knowledge/library.ts';
import { writer } from './knowledge/writer.ts';
import { wakeDocuments } from './knowledge/ingest-ports.ts';
import { denseScores } from './knowledge/vectors.ts';
import { carrier } from './outbound/carrier.ts';
import { governorStubs } from './outbound/governor.ts';
import { governorClient } from './outbound/governor-client.ts';
import { budgetLimit, rateLimit } from './outbound/limits.ts';
import { modelPurses } from './outbound/model-purse.ts';
import type { OutreachApi } from './outreach/api.ts';
import type { OutreachPorts } from './outreach/ports.ts';
import { wakeOutreach } from './outreach/wake.ts';
import type { AskModel, Parts } from './parts.ts';
import { within } from './platform/deadline.ts';
import { durableSql } from './platform/durable-sql.ts';
import { spellTuple, tupleName } from './platform/hash.ts';
import { consoleLog, errorName } from './platform/log.ts';
import { receiptLinks } from './platform/receipt-name.ts';
import { modelGuard } from './platform/model-call.ts';
import { textWish } from './platform/model-wishes.ts';
import { createSeal } from './platform/seal.ts';
import { cached, ISOLATE_CACHE } from './store/cached.ts';
import { cachedReads } from './store/cached-reads.ts';
import { together } from './platform/together.ts';
import { fileInto } from './store/filings.ts';
import { businessStores } from './store/for-business.ts';
import { idleDocuments } from './store/idle-documents.ts';
import { houseStore } from './store/house-store.ts';
import { headTraining } from './understanding/head-training.ts';
import { heads } from './understanding/heads.ts';
import { ownModels } from './understanding/own-model.ts';
import { understander } from './understanding/understander.ts';
import { learning, wakeTrainers } from './understanding/learning.ts';
import type { Learning } from './understanding/learning.ts';
import type { TrainerApi } from './understanding/trainer-api.ts';

const CONVERSATION_KEY_CHARS = 26;
const DEFAULT_GATHER_MS = 1_500;
/** A customer who looks at an open chat window waits less patiently than one who sends texts. */
const CHAT_GATHER_MS = 500;
const THINK_WITHIN_MS = 8_000;
/** Longer than a campaign runs at the most. */
const CAMPAIGN_DAYS_MS = 100 * 86_400_000;
/** Conversations of one isolate that end their turns in the same moment write their figures and papers together. */
const JOINED = { waitMs: 25, deadlineMs: 10_000 };
/** For a connection that is gone: it may come back. */
const NO_TOKENS = { granted: 0, untilMs: 0, waitMs: 60_000 };

type House = {
  parts: Parts;
  ports: (storage: DurableObjectStorage, changed: () => void) => CorePorts;
  outreach: (businessId: BusinessId, storage: DurableObjectStorage) => OutreachPorts;
  learningPorts: Learning['trainerPorts'];
};

const houses = new WeakMap<Cloudflare.Env, House>();

/** One set of parts per isolate and environment: caches live as long as the isolate. */
function houseOf(env: Cloudflare.Env): House {
  const known = houses.get(env);
  if (known !== undefined) return known;
  const house = build(env);
  houses.set(env, house);
  return house;
}

export function partsOf(env: Cloudflare.Env): Parts {
  return houseOf(env).parts;
}

export function conversationPorts(
  env: Cloudflare.Env,
  storage: DurableObjectStorage,
  changed: () => void,
): CorePorts {
  return houseOf(env).ports(storage, changed);
}

/** What the outreach of this business works with. */
export function outreachPorts(
  env: Cloudflare.Env,
  id: BusinessId,
  storage: DurableObjectStorage,
): OutreachPorts {
  return houseOf(env).outreach(id, storage);
}

/** What the trainer of this business works with. */
export function learningPorts(env: Cloudflare.Env, id: BusinessId): ReturnType<Learning['trainerPorts']> {
  return houseOf(env).learningPorts(id);
}

/** Work that the platform has forgotten, found from outside. */
export async function sweep(env: Cloudflare.Env): Promise<void> {
  const { log, house, trainer, outreach } = partsOf(env);
  const wake = (businessId: BusinessId, id: ConversationId) =>
    env.CONVERSATION.get(env.CONVERSATION.idFromName(spellTuple([businessId, id]))).wake();
  await wakeConversations(await openConversations(env.DB, Date.now()), wake, log);
  await wakeTrainers(await house.unfinishedTrainings(), trainer, log);
  await wakeDocuments(partsOf(env), await idleDocuments(env.DB, Date.now()));
  await wakeOutreach(await house.campaigningSince(Date.now() - CAMPAIGN_DAYS_MS), outreach, log);
}

export async function conversationIdFor(
  businessId: BusinessId,
  kind: string,
  value: string,
): Promise<ConversationId> {
  return makeId('cnv', await tupleName(['conversation', businessId, kind, value], CONVERSATION_KEY_CHARS));
}

function build(env: Cloudflare.Env): House {
  const config = parseConfig(env);
  const log = consoleLog();
  const nowMs = () => Date.now();
  const seal = createSeal(config.sealKeys);
  const tools = {
    seal,
    channelProfile: (provider: string) => adapterOf(provider)?.profile ?? null,
    publicUrl: config.publicUrl,
  };
  const house = houseStore(env.DB, tools);
  const governor = governorClient(governorStubs(env.GOVERNOR), nowMs);
  const storeFor = businessStores(env.DB, tools);
  const reads = cachedReads({ ...house, turnState: (id) => storeFor(id).turnState() }, nowMs);
  const trainerOf = (businessId: BusinessId): TrainerApi =>
    env.TRAINER.get(env.TRAINER.idFromName(spellTuple([businessId, 'trainer'])));
  const learn = learning({
    setOf: (id) => storeFor(id).labelledSet,
    releasesOf: (id) => storeFor(id).releases,
    trainerOf,
    state: reads.releases,
    conversations: (id, limit) => latestConversations(env.DB, id, limit),
    turnsOf: (id, conversationId, limit) => conversation(id, conversationId).recentTurns(limit),
    idOf: async (id, key) => `exm_${await tupleName(['example', id, key], 26)}`,
    nowMs,
    log,
  });
  const ownModel = cached(async (id: BusinessId) => storeFor(id).ownModel.open(), {
    ...ISOLATE_CACHE,
    nowMs,
  });
  const urlRule = { loopback: config.local, ownHosts: [new URL(config.publicUrl).hostname] };
  const own = ownModels({ rule: urlRule, nowMs });
  const gatherMsOf = new Map<BusinessId, number>();
  const budgetOf = (businessId: BusinessId) =>
    env.BUDGET.get(env.BUDGET.idFromName(spellTuple([businessId, 'budget'])));
  const guard = modelGuard({ ai: env.AI, nowMs, log });
  /** The budget's month in the business's own zone. */
  const monthOf = (business: BusinessProfile) => localMonth(nowMs(), business.timeZone);
  const purseOf = modelPurses((business) => budgetOf(business.id), monthOf, nowMs);

  const profile = async (id: BusinessId): Promise<BusinessProfile | null> => {
    const found = await reads.profile(id);
    if (found !== null) gatherMsOf.set(id, found.gatherMs);
    return found;
  };
  const conversation = (businessId: BusinessId, id: ConversationId): ConversationApi =>
    env.CONVERSATION.get(env.CONVERSATION.idFromName(spellTuple([businessId, id])));
  const outreachOf = (businessId: BusinessId): OutreachApi =>
    env.OUTREACH.get(env.OUTREACH.idFromName(spellTuple([businessId, 'outreach'])));
  const inboxOf = (businessId: BusinessId) =>
    env.INBOX.get(env.INBOX.idFromName(spellTuple([businessId, 'inbox'])));

  const withConnection = async <T>(
    id: ConnectionId,
    use: (connection: NonNullable<Awaited<ReturnType<typeof reads.connection>>>) => Promise<T>,
    missing: T,
  ): Promise<T> => {
    const connection = await reads.connection(id);
    return connection === null ? missing : use(connection);
  };

  const askModel: AskModel = (business, wish, deadlineMs) =>
    guard.call(wish, { purse: purseOf(business), deadlineMs });
  const cascade = {
    askModel,
    isReady: guard.isReady,
    heads: heads({
      load: (businessId, version) => storeFor(businessId).models.read(version),
      want: (businessId, version) =>
        parts.enqueue('campaigns', { kind: 'embedding-head.v1', businessId, version }),
      nowMs,
    }),
    ownModelOf: ownModel.get,
    ownModels: own,
    log,
  };

  const parts: Omit<Parts, 'tryOut'> = {
    config,
    log,
    nowMs,
    storeFor,
    house,
    connection: reads.connection,
    profile,
    forgetProfile: reads.forgetProfile,
    forgetConnection: reads.forgetConnection,
    conversationIdFor: (businessId, address) => conversationIdFor(businessId, address.kind, address.value),
    conversation,
    outreach: outreachOf,
    conversationSocket: (businessId, id, request) =>
      env.CONVERSATION.get(env.CONVERSATION.idFromName(spellTuple([businessId, id]))).fetch(request),
    inboxSocket: (businessId, request) => inboxOf(businessId).fetch(request),
    inbox: inboxOf,
    campaign: (businessId, id) => env.CAMPAIGN.get(env.CAMPAIGN.idFromName(spellTuple([businessId, id]))),
    ingest: (businessId, id) => env.INGEST.get(env.INGEST.idFromName(spellTuple([businessId, id]))),
    idempotency: (businessId, key) => idempotencyClient(env.IDEMPOTENCY, seal, businessId, key),
    flows: () => FLOWS,
    labelling: learn.labelling,
    explain: learn.explain,
    suggestions: learn.suggestions,
    trainer: trainerOf,
    throttle: governor.throttle,
    readStats: (businessId, query) => readStats(env.DB, businessId, query),
    readQuality: (businessId, fromDay, toDay) => readQuality(env.DB, businessId, fromDay, toDay),
    askModel,
    modelIsReady: guard.isReady,
    trainHead: headTraining({
      profile,
      models: learn.models,
      storeFor,
      examplesOf: (businessId) => parts.labelling(businessId).all(),
      askModel,
      nowMs,
      log,
    }),
    ownModel: {
      rule: urlRule,
      tryOut: async (businessId, text) => {
        const [model, business] = await Promise.all([ownModel.get(businessId), profile(businessId)]);
        if (model === null || business === null) return null;
        const { corrected } = await learn.classifierFor(business, null);
        const stage = own.stage(businessId, model, corrected.model.head.intents);
        return stage.ask(text, [], stage.offer.deadlineMs);
      },
      forget: ownModel.forget,
    },
    vectors: env.VECTORIZE ?? null,
    enqueue: async (lane, job) => {
      await (lane === 'replies' ? env.REPLIES : env.CAMPAIGNS).send(job);
    },
    tokens: (id, wanted) => withConnection(id, (connection) => governor.lease(connection, wanted), NO_TOKENS),
    sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  };

  const carry = carrier({
    connection: reads.connection,
    adapter: adapterOf,
    apiBaseUrl: (provider) => config.providerBaseUrls[provider] ?? null,
    log,
  });

  const knowledge = library(env.DB, {
    labels: (businessId) => storeFor(businessId).answerLabels.list(),
    dense: denseScores(parts.vectors, askModel, profile),
  });

  const brain: Brain = {
    understand: understander({ classifierFor: learn.classifierFor, cascade, flows: FLOWS, nowMs }),
    retrieve: async (business, question, channel) =>
      shaped(await knowledge.retrieve(business.id, business.knowledgeVersion, question), channel),
    write: writer({
      passages: knowledge.passages,
      ask: async (business, chat, withinMs) => {
        const asked = await parts.askModel(business, textWish({ ...chat, read: (text) => text }), withinMs);
        return { text: asked.kind === 'answered' ? asked.value : null, costMicroUsd: asked.costMicroUsd };
      },
      failed: (error) => log.error('writing_failed', { error: errorName(error) }),
    }),
    lookUpOrder: (businessId, number) => storeFor(businessId).orders.read(number),
  };

  const publish = together<Event>(
    async (events) => {
      await env.EVENTS.send([...events]);
    },
    { ...JOINED, most: 200 },
  );
  const fileAll = together<{ businessId: BusinessId; filing: Filing }>(
    async (papers) => {
      for (const [businessId, own] of Map.groupBy(papers, (paper) => paper.businessId))
        await fileInto(
          storeFor(businessId),
          own.map(({ filing }) => filing),
        );
    },
    { ...JOINED, most: 50 },
  );

  const tried: Parts['tryOut'] = (business, text) =>
    within(THINK_WITHIN_MS, tryOut(brain, FLOWS, business, text, nowMs()));

  /** What a conversation and the outreach of its business ask alike. */
  const shared = {
    nowMs,
    log,
    channel: (id: ConnectionId) =>
      withConnection(
        id,
        async (connection) =>
          connection.state === 'deleted' ? null : (adapterOf(connection.provider)?.profile ?? null),
        null,
      ),
    whereabouts: (address: Address) =>
      address.kind === 'phone'
        ? { timeZones: zonesOfPhone(address.value), country: countryOfPhone(address.value) }
        : { timeZones: [], country: null },
    carrier: carry,
    governor: rateLimit(governor, withConnection, NO_TOKENS.waitMs),
    budget: budgetLimit(budgetOf, monthOf),
  };

  const ports = (storage: DurableObjectStorage, changed: () => void): CorePorts => ({
    ...shared,
    sql: durableSql(storage),
    random: Math.random,
    setAlarm: (atMs) => storage.setAlarm(atMs),
    profile: (id, need) => (need === 'latest' ? reads.latestProfile(id) : profile(id)),
    gatherMs: (businessId, channel) =>
      channel === 'webchat'
        ? Math.min(CHAT_GATHER_MS, gatherMsOf.get(businessId) ?? DEFAULT_GATHER_MS)
        : (gatherMsOf.get(businessId) ?? DEFAULT_GATHER_MS),
    brain: {
      understand: (...args) => within(THINK_WITHIN_MS, brain.understand(...args)),
      retrieve: (...args) => within(THINK_WITHIN_MS, brain.retrieve(...args)),
      write: brain.write,
      lookUpOrder: (...args) => within(THINK_WITHIN_MS, brain.lookUpOrder(...args)),
    },
    flows: parts.flows,
    outreach: outreachOf,
    outward: {
      enqueue: async (businessId, conversationId, lane, sendId, campaignId) => {
        await parts.enqueue(lane, { kind: 'send.v1', businessId, conversationId, sendId, campaignId });
      },
      publish,
      relayId: async (sendId, businessId, to) => {
        const id = await conversationIdFor(businessId, to.kind, to.value);
        return makeId('snd', `${id.slice(4)}_r${await tupleName(['relay', sendId], 20)}`);
      },
      relay: async (businessId, to, wish) => {
        const conversationId = await conversationIdFor(businessId, to.kind, to.value);
        await conversation(businessId, conversationId).request(
          { businessId, conversationId, address: to },
          wish,
        );
      },
      inbox: async (change) => {
        const inbox = inboxOf(change.businessId);
        const { conversationId, version } = change;
        if (change.item === null) await inbox.remove(conversationId, version);
        else await inbox.put({ conversationId, version, ...change.item });
      },
      receipt: receiptLinks(config.sessionSecret, config.publicUrl),
      file: (businessId, filings) => fileAll(filings.map((filing) => ({ businessId, filing }))),
      changed,
    },
  });
  const outreach: House['outreach'] = (businessId, storage) => ({
    ...shared,
    businessId,
    sql: durableSql(storage),
    setAlarm: (atMs) => storage.setAlarm(atMs),
    profile,
    conversation: (id) => conversation(businessId, id),
    publish,
  });
  return { parts: { ...parts, tryOut: tried }, ports, outreach, learningPorts: learn.trainerPorts };
}
