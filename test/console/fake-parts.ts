/** Parts for tests of pages and sockets: in memory, recording what was asked of them. */
import { DEFAULT_ANSWERING, type BusinessProfile } from '../../src/domain/business.ts';
import { makeId } from '../../src/domain/ids.ts';
import type { Parts } from '../../src/parts.ts';
import { silentLog } from '../../src/platform/log.ts';
import type { Connection } from '../../src/store/connections.ts';
import type { Labelling } from '../../src/understanding/labelling.ts';

export const BUSINESS = makeId('biz', 'bluebird');
export const CHAT = makeId('con', 'webchat');
export const CONVERSATION = makeId('cnv', 'a'.repeat(26));
export const ORIGIN = 'https://bluebird.example';

const profile = (state: BusinessProfile['state']): BusinessProfile => ({
  id: BUSINESS,
  name: 'Bluebird Bikes',
  state,
  timeZone: 'America/New_York',
  country: 'US',
  currency: 'USD',
  openingHours: { weekly: [[], [], [], [], [], [], []], exceptions: {} },
  quietHours: null,
  frequencyCap: null,
  monthlyBudgetMicroUsd: null,
  monthlyModelBudgetMicroUsd: 0,
  smsCountries: ['US'],
  orderNumberPattern: null,
  products: [],
  gatherMs: 1_000,
  closeAfterMs: 3_600_000,
  personHoldsFloorMs: 3_600_000,
  modelVersion: 'm1',
  knowledgeVersion: 'k1',
  optOutContact: 'help@bluebird.example',
  answering: DEFAULT_ANSWERING,
});

export const chatConnection: Connection = {
  id: CHAT,
  businessId: BUSINESS,
  channel: 'webchat',
  provider: 'webchat',
  label: 'Site',
  address: 'bluebird.example',
  state: 'active',
  hookUrl: '',
  credentials: {},
  ratePerSecond: 10,
  allowedOrigins: [ORIGIN],
};

const notUsed = (): never => {
  throw new Error('this test does not use that part');
};

const fakeLabelling: Labelling = {
  intentNames: async () => ['returns', 'store_hours'],
  intents: notUsed,
  addIntent: notUsed,
  changeIntent: notUsed,
  removeIntent: notUsed,
  examples: notUsed,
  add: notUsed,
  change: notUsed,
  remove: notUsed,
  whichAreLabelled: notUsed,
  correct: async () => ({ kind: 'refused', why: 'conflict', sentence: 'There is no room.' }),
  all: notUsed,
};

/** Every part that is not replaced throws when it is used. */
export function fakeParts(
  replaced: Partial<Parts> & { businessState?: BusinessProfile['state'] } = {},
): Parts {
  return {
    config: {
      local: true,
      publicUrl: 'http://localhost:8787',
      providerBaseUrls: { 'twilio-sms': 'http://localhost:8788/twilio' },
      resolverUrl: null,
      sealKeys: [],
      sessionSecret: 's'.repeat(32),
      setupToken: null,
    },
    log: silentLog,
    nowMs: () => Date.UTC(2026, 10, 23, 12),
    storeFor: notUsed,
    house: {
      connectionById: notUsed,
      keyByPrefix: notUsed,
      unfinishedTrainings: notUsed,
      campaigningSince: notUsed,
      profileById: notUsed,
      receiptById: notUsed,
    },
    connection: async (id) => (id === CHAT ? chatConnection : null),
    profile: async (id) => (id === BUSINESS ? profile(replaced.businessState ?? 'active') : null),
    conversationIdFor: async () => CONVERSATION,
    conversation: notUsed,
    conversationSocket: notUsed,
    inboxSocket: notUsed,
    inbox: notUsed,
    campaign: notUsed,
    outreach: notUsed,
    flows: notUsed,
    labelling: () => fakeLabelling,
    trainer: notUsed,
    explain: notUsed,
    suggestions: notUsed,
    tryOut: notUsed,
    readQuality: notUsed,
    ingest: notUsed,
    vectors: null,
    idempotency: notUsed,
    throttle: async () => 0,
    enqueue: notUsed,
    askModel: notUsed,
    modelIsReady: () => false,
    tokens: notUsed,
    sleep: notUsed,
    trainHead: notUsed,
    ownModel: { rule: { loopback: false, ownHosts: [] }, tryOut: notUsed, forget: notUsed },
    forgetProfile: () => undefined,
    forgetConnection: () => undefined,
    readStats: notUsed,
    ...replaced,
  };
}
