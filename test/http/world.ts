/** Two businesses in workerd, each with its things, and calls to the Worker as a client makes them. */
import { env, exports } from 'cloudflare:workers';
import { adapterOf } from '../../src/channels/registry.ts';
import { DEFAULT_ANSWERING, type BusinessProfile } from '../../src/domain/business.ts';
import { makeId, type BusinessId, type ConnectionId } from '../../src/domain/ids.ts';
import { newKey } from '../../src/http/authenticate.ts';
import { SCOPES, type Scope } from '../../src/http/context.ts';
import { randomName } from '../../src/platform/random.ts';
import { createSeal } from '../../src/platform/seal.ts';
import { forBusiness, type BusinessStore } from '../../src/store/for-business.ts';

export const TWILIO = {
  accountSid: `AC${'0123456789abcdef'.repeat(2)}`,
  authToken: 'canary0'.replaceAll(/[^a-f0-9]/g, 'a').padEnd(32, '7'),
  from: '+15550100100',
};

export const tools = {
  seal: createSeal([{ version: 1, key: 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=' }]),
  channelProfile: (provider: string) => adapterOf(provider)?.profile ?? null,
  publicUrl: 'http://localhost:8787',
};

export type Shop = {
  id: BusinessId;
  store: BusinessStore;
  /** Has every scope. */
  key: string;
  keyWith: (scopes: readonly Scope[], expiresAtMs?: number) => Promise<{ key: string; id: string }>;
  sms: ConnectionId;
  chat: ConnectionId;
};

export async function openShop(name: string, changes: Partial<BusinessProfile> = {}): Promise<Shop> {
  const id = makeId('biz', `${name}${randomName(6)}`);
  const store = forBusiness(env.DB, id, tools);
  const nowMs = Date.now();
  await store.profile.write({ ...profileOf(id, name), ...changes }, nowMs);
  const keyWith: Shop['keyWith'] = async (scopes, expiresAtMs) => {
    const { key, prefix, secretHash } = await newKey();
    const keyId = makeId('key', randomName(16));
    const row = { id: keyId, prefix, secretHash, label: 'test', createdAtMs: nowMs, scopes };
    await store.keys.create({ ...row, expiresAtMs: expiresAtMs ?? null });
    return { key, id: keyId };
  };
  const connect = async (provider: string, credentials: Record<string, string>): Promise<ConnectionId> => {
    const wish = { provider, label: `${name} ${provider}`, address: '+15550100100', credentials };
    const more = { ratePerSecond: 10, allowedOrigins: [], hookUrl: null };
    const result = await store.connections.create({ ...wish, ...more }, nowMs);
    if (result.kind !== 'saved') throw new Error(`not connected: ${result.kind}`);
    return result.connection.id;
  };
  const sms = await connect('twilio-sms', TWILIO);
  const chat = await connect('webchat', {});
  const { key } = await keyWith(SCOPES);
  return { id, store, key, keyWith, sms, chat };
}

export type Call = {
  method?: string;
  key?: string | null;
  headers?: Record<string, string>;
  /** An object is sent as JSON, a text as it is. */
  body?: unknown;
  idempotencyKey?: string;
  ip?: string;
};

export async function call(
  path: string,
  { method = 'GET', key, headers, body, idempotencyKey, ip }: Call = {},
) {
  const sent = new Headers(headers);
  if (key !== null && key !== undefined) sent.set('authorization', `Bearer ${key}`);
  if (idempotencyKey !== undefined) sent.set('idempotency-key', idempotencyKey);
  if (ip !== undefined) sent.set('cf-connecting-ip', ip);
  if (body !== undefined && !sent.has('content-type')) sent.set('content-type', 'application/json');
  const payload = body === undefined ? null : typeof body === 'string' ? body : JSON.stringify(body);
  const response = await exports.default.fetch(
    new Request(`http://localhost:8787${path}`, { method, headers: sent, body: payload }),
  );
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, json: readJson(text) };
}

export type Answer = Awaited<ReturnType<typeof call>>;

/** A test reads answers freely; a wrong guess shows as undefined. */
// oxlint-disable-next-line no-explicit-any
function readJson(text: string): any {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

export function visitor(name: string): string {
  return `webchat:${name.padEnd(22, 'x')}`;
}

function profileOf(id: BusinessId, name: string): BusinessProfile {
  return {
    id,
    name,
    state: 'active',
    timeZone: 'America/Los_Angeles',
    country: 'US',
    currency: 'USD',
    openingHours: { weekly: [[], [], [], [], [], [], []], exceptions: {} },
    quietHours: null,
    frequencyCap: null,
    monthlyBudgetMicroUsd: null,
    monthlyModelBudgetMicroUsd: 0,
    smsCountries: ['US'],
    orderNumberPattern: String.raw`BB-\d{4}`,
    products: [],
    gatherMs: 0,
    closeAfterMs: 86_400_000,
    personHoldsFloorMs: 3_600_000,
    modelVersion: 'default',
    knowledgeVersion: '1',
    optOutContact: 'shop@example.com',
    answering: DEFAULT_ANSWERING,
  };
}
