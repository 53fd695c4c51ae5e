/**
 * One entry for every operation of the API. The suite takes the operations from the document itself and fails when one has no entry.
 * `theirs` is what another business gets: `missing` = 404, byte for byte that of a thing that does not exist; `apart` = a good answer that
 * holds nothing of the first business; `refused` = the same refusal as for a thing that does not exist.
 */
import { keyOfConversation } from '../../src/domain/ids.ts';
import type { Receipt } from '../../src/domain/receipt.ts';
import { defaultModelBytes } from '../../src/understanding/default-intents.ts';
import { call, visitor, type Shop } from './world.ts';

/** In every text that belongs to the first business. */
export const CANARY = 'canary7';

export type Entry = {
  path: string;
  body?: unknown;
  /** What the first business itself gets. */
  own: number;
  theirs: 'missing' | 'apart' | 'refused';
  /** The same call for a thing that never was. */
  absent?: { path?: string; body?: unknown };
};

const absentId = (prefix: string, rest = 'neverwasthere') => `${prefix}_${rest}`;
const NO_CONVERSATION = absentId('cnv', 'a'.repeat(26));
const NO_GAP = `gap_${'a'.repeat(26)}_9`;
const NO_SEND = absentId('snd', `${'a'.repeat(26)}_x`);

const OWN_MODEL = '/v1/understanding/own-model';
const RECEIPT = 'canary7'.padEnd(20, 'a');

function receiptOf(businessId: Shop['id'], conversationId: Receipt['conversationId']): Receipt {
  return {
    id: RECEIPT,
    businessId,
    conversationId,
    businessName: CANARY,
    atMs: Date.now(),
    channel: 'sms',
    confidence: 0.9,
    sentences: [{ text: CANARY, source: 0 }],
    sources: [{ title: CANARY, quote: CANARY, url: null, contentHash: 'h' }],
    writtenBy: null,
    understandingVersion: 'none',
    knowledgeVersion: '1',
    flow: 'general',
    flowVersion: 1,
  };
}

/** Makes one of everything for `shop`. Order matters: what ends a thing comes last. */
export async function matrixOf(shop: Shop): Promise<Record<string, Entry>> {
  let count = 0;
  const make = async (path: string, body: unknown, method = 'POST') => {
    const answer = await call(path, { method, key: shop.key, body, idempotencyKey: `make-${(count += 1)}` });
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${answer.text}`);
    return answer.json;
  };
  const later = new Date(Date.now() + 3_600_000).toISOString();
  const to = visitor(CANARY);
  const said = await make('/v1/messages', { to, text: `${CANARY} hello` });
  const waiting = await make('/v1/messages', { to, text: `${CANARY} later`, notBefore: later });
  await make('/v1/orders', { orders: [{ number: 'CANARY7-1', status: CANARY }] }, 'PUT');
  const spareKey = await make('/v1/keys', { label: CANARY, scopes: ['stats:read'] });
  const connectionIn = { provider: 'webchat', label: CANARY, address: CANARY, credentials: {} };
  const spare = await make('/v1/connections', connectionIn);
  const recipients = [{ to: '+12065550123', attributes: { name: CANARY } }];
  const list = await make('/v1/lists', { name: CANARY, recipients });
  const campaignIn = {
    name: CANARY,
    connectionId: shop.sms,
    template: `${CANARY} {{ contact.name }}`,
    recipients,
  };
  const startAt = new Date(Date.now() + 86_400_000).toISOString();
  const campaign = await make('/v1/campaigns', { ...campaignIn, startAt });
  const pairs = [{ question: `What is ${CANARY}?`, answer: `${CANARY} is a bird.` }];
  const document = await make('/v1/knowledge', { source: 'faq', title: CANARY, pairs });
  const passage = await firstPassage(shop, document.id);
  const noDocument = absentId('doc');
  const letter = { lane: 'replies', reason: CANARY, failedAtMs: Date.now() };
  const { conversationId } = said;
  const job = { kind: 'send.v1', businessId: shop.id, conversationId, sendId: said.id, campaignId: null };
  const gapId = `gap_${keyOfConversation(conversationId)}_1`;
  const asked = { language: 'en', channel: 'sms', askedAtMs: Date.now(), closest: [] as string[] } as const;
  const acceptedId = `gap_${keyOfConversation(conversationId)}_2`;
  const other = 'something else entirely, about tandems';
  await shop.store.gaps.put([{ ...asked, id: acceptedId, conversationId, question: other }]);
  await shop.store.gaps.put([{ ...asked, closest: [CANARY], id: gapId, conversationId, question: CANARY }]);
  await shop.store.receipts.put([receiptOf(shop.id, conversationId)]);
  await shop.store.deadLetters.put({ ...letter, id: 'canary7letter', job: JSON.stringify(job) });

  await make(OWN_MODEL, { url: `https://${CANARY}.example.com/` }, 'PUT');
  await make('/v1/intents', { name: 'canary7_intent', description: CANARY });
  const taught = await make('/v1/intents/canary7_intent/examples', {
    texts: [`${CANARY} one`, `${CANARY} two`],
  });
  const [firstExample, secondExample] = taught.examples;
  const facts = {
    number: 7,
    examples: 1,
    intents: 1,
    trainMs: 1,
    selfLabelled: 0,
    gate: null,
    confusion: [],
  };
  const modelBytes = defaultModelBytes();
  await shop.store.releases.add(
    {
      version: 'canary7v',
      state: 'ready',
      bytes: modelBytes.length,
      reason: CANARY,
      createdAtMs: 1,
      ...facts,
    },
    modelBytes,
  );

  const missing = (own: number, path: string, absentPath: string, body?: unknown): Entry => ({
    path,
    own,
    theirs: 'missing',
    absent: { path: absentPath },
    ...(body === undefined ? {} : { body }),
  });
  const apart = (own: number, path: string, body?: unknown): Entry => ({
    path,
    own,
    theirs: 'apart',
    ...(body === undefined ? {} : { body }),
  });
  const one = (own: number, resource: string, id: string, absent: string, rest = '', body?: unknown) =>
    missing(own, `/v1/${resource}/${id}${rest}`, `/v1/${resource}/${absent}${rest}`, body);
  const ofDocument = (own: number, rest: string, body?: unknown) =>
    one(own, 'knowledge', document.id, noDocument, rest, body);
  const noCampaign = absentId('cmp');
  const campaignStep = (step: string) => one(200, 'campaigns', campaign.id, noCampaign, `/${step}`);

  return {
    'POST /v1/messages': {
      path: '/v1/messages',
      body: { to, text: `${CANARY} again`, connectionId: shop.chat },
      own: 202,
      theirs: 'refused',
      absent: { body: { to, text: `${CANARY} again`, connectionId: absentId('con') } },
    },
    'GET /v1/messages/{id}': one(200, 'messages', said.id, NO_SEND),
    'POST /v1/messages/{id}/cancel': one(200, 'messages', waiting.id, NO_SEND, '/cancel'),
    'GET /v1/conversations': apart(200, '/v1/conversations'),
    'GET /v1/conversations/{id}': one(200, 'conversations', conversationId, NO_CONVERSATION),
    'POST /v1/conversations/{id}/take-floor': one(
      200,
      'conversations',
      conversationId,
      NO_CONVERSATION,
      '/take-floor',
    ),
    'POST /v1/conversations/{id}/answer': one(
      202,
      'conversations',
      conversationId,
      NO_CONVERSATION,
      '/answer',
      {
        text: `${CANARY} from a person`,
      },
    ),
    'POST /v1/conversations/{id}/hand-back': one(
      200,
      'conversations',
      conversationId,
      NO_CONVERSATION,
      '/hand-back',
    ),
    'POST /v1/consents': apart(200, '/v1/consents', {
      rows: [{ to: visitor('consents'), kind: 'grant', channel: 'webchat', evidence: 'test' }],
    }),
    'PUT /v1/orders': apart(200, '/v1/orders', { orders: [{ number: 'X-1', status: 'new' }] }),
    'GET /v1/orders': apart(200, '/v1/orders'),
    'GET /v1/orders/{number}': one(200, 'orders', 'CANARY7-1', 'NEVER-1'),
    'GET /v1/knowledge/gaps': apart(200, '/v1/knowledge/gaps'),
    'POST /v1/knowledge/gaps/{id}/accept': one(202, 'knowledge/gaps', acceptedId, NO_GAP, '/accept', {
      answer: CANARY,
    }),
    'POST /v1/knowledge/gaps/{id}/dismiss': one(200, 'knowledge/gaps', gapId, NO_GAP, '/dismiss'),
    'PUT /v1/knowledge/published': apart(200, '/v1/knowledge/published', {
      documents: [{ id: 'doc_canary7', public: true }],
    }),
    'PUT /v1/knowledge/labels': apart(200, '/v1/knowledge/labels', {
      labels: [{ question: 'do you fix scooters', passageId: null }],
    }),
    'GET /v1/knowledge/published': apart(200, '/v1/knowledge/published'),
    'GET /v1/receipts/{id}': one(200, 'receipts', RECEIPT, 'b'.repeat(20)),
    'POST /v1/lists': apart(201, '/v1/lists', { name: 'Regulars', recipients: [{ to: '+12065550124' }] }),
    'GET /v1/lists': apart(200, '/v1/lists'),
    'GET /v1/lists/{id}': one(200, 'lists', list.id, absentId('lst')),
    'POST /v1/campaigns': {
      path: '/v1/campaigns',
      body: campaignIn,
      own: 201,
      theirs: 'refused',
      absent: { body: { ...campaignIn, connectionId: absentId('con') } },
    },
    'GET /v1/campaigns': apart(200, '/v1/campaigns'),
    'GET /v1/campaigns/{id}': one(200, 'campaigns', campaign.id, noCampaign),
    'POST /v1/campaigns/{id}/recipients': one(200, 'campaigns', campaign.id, noCampaign, '/recipients', {
      recipients,
    }),
    'POST /v1/campaigns/{id}/dry-run': one(200, 'campaigns', campaign.id, noCampaign, '/dry-run', {
      sample: 10,
    }),
    'POST /v1/campaigns/{id}/start': campaignStep('start'),
    'POST /v1/campaigns/{id}/pause': campaignStep('pause'),
    'POST /v1/campaigns/{id}/resume': campaignStep('resume'),
    'POST /v1/campaigns/{id}/cancel': campaignStep('cancel'),
    'DELETE /v1/lists/{id}': one(204, 'lists', list.id, absentId('lst')),
    'POST /v1/knowledge': apart(202, '/v1/knowledge', { source: 'markdown', title: 'T', text: '# A\nb' }),
    'GET /v1/knowledge': apart(200, '/v1/knowledge'),
    'GET /v1/knowledge/{id}': ofDocument(200, ''),
    'PATCH /v1/knowledge/{id}': ofDocument(200, '', { title: `${CANARY} too` }),
    'POST /v1/knowledge/{id}/pairs': ofDocument(202, '/pairs', { pairs }),
    'GET /v1/knowledge/{id}/passages': ofDocument(200, '/passages'),
    'PATCH /v1/knowledge/{id}/passages/{passageId}': ofDocument(200, `/passages/${passage}`, {
      variants: [{ text: `${CANARY} again`, state: 'accepted' }],
    }),
    'POST /v1/knowledge/{id}/refresh': ofDocument(202, '/refresh'),
    'POST /v1/knowledge/rebuild': apart(202, '/v1/knowledge/rebuild'),
    'DELETE /v1/knowledge/{id}': ofDocument(204, ''),
    'POST /v1/connections': apart(201, '/v1/connections', { ...connectionIn, label: 'new', address: 'new' }),
    'GET /v1/connections': apart(200, '/v1/connections'),
    'GET /v1/connections/{id}': one(200, 'connections', spare.id, absentId('con')),
    'PATCH /v1/connections/{id}': one(200, 'connections', spare.id, absentId('con'), '', { state: 'paused' }),
    'POST /v1/connections/{id}/rotate': one(200, 'connections', spare.id, absentId('con'), '/rotate', {
      credentials: {},
    }),
    'DELETE /v1/connections/{id}': one(204, 'connections', spare.id, absentId('con')),
    'POST /v1/keys': apart(201, '/v1/keys', { label: 'new', scopes: ['stats:read'] }),
    'GET /v1/keys': apart(200, '/v1/keys'),
    'DELETE /v1/keys/{id}': one(200, 'keys', spareKey.id, absentId('key')),
    'GET /v1/business': apart(200, '/v1/business'),
    'PATCH /v1/business': apart(200, '/v1/business', { gatherMs: 5 }),
    'GET /v1/dead-letters': apart(200, '/v1/dead-letters'),
    'POST /v1/dead-letters/{id}/replay': one(
      202,
      'dead-letters',
      'canary7letter',
      'neverwasthere',
      '/replay',
    ),
    'POST /v1/dead-letters/replay': apart(202, '/v1/dead-letters/replay', {
      from: '2026-01-01T00:00:00Z',
      to: '2027-01-01T00:00:00Z',
    }),
    'POST /v1/corrections': {
      path: '/v1/corrections',
      body: { text: `${CANARY} gears slip`, intent: 'canary7_intent' },
      own: 201,
      theirs: 'refused',
      absent: { body: { text: `${CANARY} gears slip`, intent: 'canary7_intent' } },
    },
    'GET /v1/understanding/own-model': missing(200, OWN_MODEL, OWN_MODEL),
    'POST /v1/understanding/own-model/try': missing(200, `${OWN_MODEL}/try`, `${OWN_MODEL}/try`, {
      text: 'hi',
    }),
    'PUT /v1/understanding/own-model': apart(200, OWN_MODEL, { url: 'https://intents.example.com/' }),
    'DELETE /v1/understanding/own-model': apart(204, OWN_MODEL),
    'GET /v1/intents': apart(200, '/v1/intents'),
    'POST /v1/intents': apart(201, '/v1/intents', { name: 'gift_wrapping' }),
    'PATCH /v1/intents/{name}': one(200, 'intents', 'canary7_intent', 'never_was', '', {
      description: 'new',
    }),
    'GET /v1/intents/{name}/examples': one(200, 'intents', 'canary7_intent', 'never_was', '/examples'),
    'POST /v1/intents/{name}/examples': one(201, 'intents', 'canary7_intent', 'never_was', '/examples', {
      texts: [`${CANARY} three`],
    }),
    'PATCH /v1/examples/{id}': one(200, 'examples', firstExample.id, absentId('exm'), '', {
      heldOut: true,
    }),
    'DELETE /v1/examples/{id}': one(204, 'examples', secondExample.id, absentId('exm')),
    'GET /v1/examples/export': apart(200, '/v1/examples/export'),
    'POST /v1/examples/import': apart(200, '/v1/examples/import', {
      examples: [{ text: 'do you wrap gifts', intent: 'gift_wrapping' }],
    }),
    'GET /v1/understanding/quality': apart(200, '/v1/understanding/quality'),
    'POST /v1/understanding/test': apart(200, '/v1/understanding/test', { text: 'one and two' }),
    'GET /v1/understanding/confusion': apart(200, '/v1/understanding/confusion'),
    'GET /v1/understanding/suggestions': apart(200, '/v1/understanding/suggestions'),
    'POST /v1/understanding/self-training': apart(200, '/v1/understanding/self-training', { on: false }),
    'GET /v1/models': apart(200, '/v1/models'),
    'POST /v1/models/train': apart(202, '/v1/models/train'),
    'POST /v1/models/{version}/canary': one(200, 'models', 'canary7v', 'never_was', '/canary', {
      share: 0.1,
    }),
    'POST /v1/models/roll-back': apart(200, '/v1/models/roll-back'),
    'POST /v1/models/{version}/pin': one(200, 'models', 'canary7v', 'never_was', '/pin'),
    'POST /v1/models/unpin': apart(200, '/v1/models/unpin'),
    'DELETE /v1/intents/{name}': one(204, 'intents', 'canary7_intent', 'never_was'),
    'GET /v1/stats': apart(200, '/v1/stats'),
    'GET /v1/stats.csv': apart(200, '/v1/stats.csv'),
  };
}

/** Reading takes a moment. */
async function firstPassage(shop: Shop, documentId: string): Promise<string> {
  for (let tries = 0; tries < 100; tries += 1) {
    const { json } = await call(`/v1/knowledge/${documentId}/passages`, { key: shop.key });
    if (json.data.length > 0) return json.data[0].id;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('the document was not read in time');
}
