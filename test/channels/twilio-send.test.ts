/** The adapter against the simulated Twilio over real HTTP: every fault and the outcome it must have. */
import { createServer } from 'node:http';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { twilioSms } from '../../src/channels/twilio-sms.ts';
import type { InboundEvent, OutboundMessage, SendOutcome } from '../../src/domain/channel.ts';
import { startProviders } from '../providers/server.ts';
import type { Providers } from '../providers/server.ts';
import { DEMO_ACCOUNT_SID, DEMO_AUTH_TOKEN } from '../providers/twilio.ts';
import type { TwilioMessage } from '../providers/twilio-messages.ts';
import { CUSTOMER, outbound, SEND_ID, sendContext, SHOP_NUMBER } from './sends.ts';

const CREDENTIALS = { accountSid: DEMO_ACCOUNT_SID, authToken: DEMO_AUTH_TOKEN, from: SHOP_NUMBER };

/** A gateway reduced to its ears: verifies and parses what Twilio calls, and answers with `status`. */
const gateway = { url: '', events: [] as InboundEvent[], status: 200 };
const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const headers = new Headers();
    for (const [name, value] of Object.entries(request.headers)) headers.set(name, String(value));
    const body = new Uint8Array(Buffer.concat(chunks));
    const raw = { method: 'POST', url: `${gateway.url}${request.url}`, headers, body };
    void twilioSms.verify(raw, CREDENTIALS).then((genuine) => {
      if (genuine) gateway.events.push(...twilioSms.parse(raw));
      const { contentType, body: acknowledgement } = twilioSms.acknowledgement;
      response.writeHead(genuine ? gateway.status : 403, { 'content-type': contentType });
      response.end(acknowledgement);
    });
  });
});
let providers: Providers;

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  gateway.url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  const hooks = { twilio: { [SHOP_NUMBER]: `${gateway.url}/hooks/con_bell1#rc=2&rp=all` } };
  providers = await startProviders({ port: 0, hooks });
});
afterAll(async () => {
  await providers.close();
  await new Promise((resolve) => server.close(resolve));
});
afterEach(async () => {
  await control('PUT', '/twilio/faults', {});
  await control('DELETE', '/twilio/messages');
  gateway.events = [];
  gateway.status = 200;
});

async function control(method: string, path: string, body?: unknown): Promise<Response> {
  const init = body === undefined ? { method } : { method, body: JSON.stringify(body) };
  return fetch(providers.url + path, init);
}

function context(timeoutMs = 2_000) {
  const statusCallbackUrl = `${gateway.url}/hooks/con_bell1?snd=${SEND_ID}`;
  return sendContext({ apiBaseUrl: `${providers.url}/twilio`, statusCallbackUrl, timeoutMs });
}

const send = (
  change: Partial<OutboundMessage> = {},
  credentials = {},
  timeoutMs?: number,
): Promise<SendOutcome> =>
  twilioSms.send(outbound(change), { ...CREDENTIALS, ...credentials }, context(timeoutMs));

async function held(): Promise<TwilioMessage[]> {
  const listed: { messages: TwilioMessage[] } = await (await control('GET', '/twilio/messages')).json();
  return listed.messages;
}

async function eventually(check: () => boolean | Promise<boolean>): Promise<void> {
  const endMs = Date.now() + 3_000;
  while (!(await check())) {
    if (Date.now() > endMs) throw new Error('it never came to be');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

const statuses = () => gateway.events.map((event) => (event.kind === 'delivery' ? event.status : event.kind));

describe('a send that goes well', () => {
  it('is taken, with sid and segments, and is reported queued, sent, delivered for our send id', async () => {
    const outcome = await send({ text: 'x'.repeat(161) });
    const [message] = await held();
    expect(outcome).toEqual({ kind: 'sent', providerMessageId: message?.sid, segments: 2 });
    await eventually(() => gateway.events.length === 3);
    expect(statuses()).toEqual(['accepted', 'sent', 'delivered']);
    for (const event of gateway.events) {
      expect(event).toMatchObject({ sendId: SEND_ID, providerMessageId: message?.sid });
    }
  });

  it('carries text with choices, media, validity and sender', async () => {
    const quickReplies = [
      { title: 'Yes', payload: 'y' },
      { title: 'No', payload: 'n' },
    ];
    const mediaUrls = ['https://shop.example/a.jpg', 'https://shop.example/b.jpg'];
    expect(await send({ text: 'Pick up today?', quickReplies, mediaUrls, validForMs: 90_500 })).toMatchObject(
      {
        kind: 'sent',
      },
    );
    const [message] = await held();
    expect(message).toMatchObject({
      from: SHOP_NUMBER,
      to: CUSTOMER,
      body: 'Pick up today?\n\n1. Yes\n2. No',
      mediaUrls,
      validityPeriodS: 91,
    });
  });

  it('through a messaging service has no segments yet', async () => {
    const outcome = await send({}, { messagingServiceSid: `MG${'0'.repeat(32)}` });
    expect(outcome).toMatchObject({ kind: 'sent', segments: null });
    expect((await held())[0]).toMatchObject({ from: null, messagingServiceSid: `MG${'0'.repeat(32)}` });
  });

  it.each([
    [0, 1],
    [36_000_001, 36_000],
  ])('a validity of %i ms is brought into range: %i s', async (validForMs, validityPeriodS) => {
    await send({ validForMs });
    expect((await held())[0]).toMatchObject({ validityPeriodS });
  });
});

describe('every fault has its outcome', () => {
  const cases: { faults: Record<string, unknown>; outcome: SendOutcome; taken: number }[] = [
    {
      faults: { send: 'rate-limit' },
      outcome: { kind: 'later', waitMs: 2_000, scope: 'connection', reason: 'twilio_20429' },
      taken: 0,
    },
    {
      faults: { send: 'rate-limit', retryAfterSeconds: 7 },
      outcome: { kind: 'later', waitMs: 7_000, scope: 'connection', reason: 'twilio_20429' },
      taken: 0,
    },
    {
      faults: { send: 'rate-limit-bare' },
      outcome: { kind: 'later', waitMs: 2_000, scope: 'connection', reason: 'http_429' },
      taken: 0,
    },
    { faults: { send: 'server-error-before' }, outcome: { kind: 'unknown', reason: 'http_500' }, taken: 0 },
    { faults: { send: 'server-error-after' }, outcome: { kind: 'unknown', reason: 'http_500' }, taken: 1 },
    { faults: { send: 'drop-before' }, outcome: { kind: 'unknown', reason: 'connection_lost' }, taken: 0 },
    { faults: { send: 'drop-after' }, outcome: { kind: 'unknown', reason: 'connection_lost' }, taken: 1 },
    { faults: { send: 'hang-before' }, outcome: { kind: 'unknown', reason: 'timeout' }, taken: 0 },
    { faults: { send: 'hang-after' }, outcome: { kind: 'unknown', reason: 'timeout' }, taken: 1 },
    { faults: { latencyMs: 400 }, outcome: { kind: 'unknown', reason: 'timeout' }, taken: 1 },
    {
      faults: { send: 'junk-accept' },
      outcome: { kind: 'unknown', reason: 'http_201_without_sid' },
      taken: 1,
    },
    { faults: { send: 'unauthorized' }, outcome: { kind: 'held', reason: 'twilio_20003' }, taken: 0 },
    {
      faults: { send: 'opted-out' },
      outcome: { kind: 'never', reason: 'twilio_21610', optOut: true },
      taken: 0,
    },
    {
      faults: { send: 'error-code', errorCode: 21614 },
      outcome: { kind: 'never', reason: 'twilio_21614', optOut: false },
      taken: 0,
    },
    {
      faults: { send: 'error-code', errorCode: 14107 },
      outcome: { kind: 'later', waitMs: 30_000, scope: 'conversation', reason: 'twilio_14107' },
      taken: 0,
    },
    {
      faults: { send: 'error-code', errorCode: 21611 },
      outcome: { kind: 'later', waitMs: 600_000, scope: 'connection', reason: 'twilio_21611' },
      taken: 0,
    },
    {
      faults: { send: 'error-code', errorCode: 29999 },
      outcome: { kind: 'never', reason: 'twilio_29999', optOut: false },
      taken: 0,
    },
  ];
  it.each(cases)('$faults -> $outcome.kind', async ({ faults, outcome, taken }) => {
    expect((await control('PUT', '/twilio/faults', faults)).status).toBe(200);
    expect(await send({}, {}, 200)).toEqual(outcome);
    await eventually(async () => (await held()).length === taken);
  });

  it('a fault with a number of times wears off', async () => {
    await control('PUT', '/twilio/faults', { send: 'rate-limit', sendTimes: 2 });
    expect([await send(), await send(), await send()].map((outcome) => outcome.kind)).toEqual([
      'later',
      'later',
      'sent',
    ]);
  });

  it('nobody listens: certainly not sent', async () => {
    const gone = await startProviders({ port: 0, hooks: { twilio: {} } });
    await gone.close();
    const outcome = await twilioSms.send(outbound(), CREDENTIALS, sendContext({ apiBaseUrl: gone.url }));
    expect(outcome).toEqual({ kind: 'later', waitMs: 5_000, scope: 'connection', reason: 'no_connection' });
  });

  it.each([
    ['a wrong token', { authToken: '1'.repeat(32) }, {}, { kind: 'held', reason: 'twilio_20003' }],
    ['no token', { authToken: '' }, {}, { kind: 'held', reason: 'credentials_incomplete' }],
    ['no sender', { from: '' }, {}, { kind: 'held', reason: 'credentials_incomplete' }],
    ['a foreign sender', { from: '+15550100009' }, {}, { kind: 'held', reason: 'twilio_21606' }],
    [
      'a bad number',
      {},
      { to: { kind: 'phone', value: '+155501' } },
      { kind: 'never', reason: 'twilio_21211' },
    ],
    ['an address of another kind', {}, { to: { kind: 'email', value: 'a@b.c' } }, { kind: 'never' }],
    ['nothing to say', {}, { text: '' }, { kind: 'never', reason: 'nothing_to_send' }],
    ['a bad picture', {}, { mediaUrls: ['nonsense'] }, { kind: 'never', reason: 'twilio_21620' }],
    ['eleven pictures', {}, { mediaUrls: Array(11).fill('https://a.example/b') }, { kind: 'never' }],
  ] as [string, object, Partial<OutboundMessage>, object][])(
    '%s',
    async (_, credentials, change, outcome) => {
      expect(await send(change, credentials)).toMatchObject(outcome);
      expect(await held()).toEqual([]);
    },
  );
});

describe('callbacks', () => {
  it.each([
    [30007, 'permanent'],
    [30003, 'retryable'],
    [63014, 'opted-out'],
  ])('failed later with %i: %s', async (deliveryErrorCode, failure) => {
    await control('PUT', '/twilio/faults', { deliveryErrorCode });
    expect(await send()).toMatchObject({ kind: 'sent' });
    await eventually(() => gateway.events.length === 3);
    const providerCode = String(deliveryErrorCode);
    expect(gateway.events[2]).toMatchObject({ kind: 'delivery', status: 'failed', failure, providerCode });
  });

  it('may come before the answer to the send', async () => {
    await control('PUT', '/twilio/faults', { callbackFirst: true, callbackGapMs: 10_000 });
    await send();
    expect(statuses()).toEqual(['accepted']);
  });

  it('may come twice and in the wrong order', async () => {
    await control('PUT', '/twilio/faults', { callbacks: 'reversed', callbackCopies: 2 });
    await send();
    await eventually(() => gateway.events.length === 6);
    expect(statuses()).toEqual(['delivered', 'delivered', 'sent', 'sent', 'accepted', 'accepted']);
  });
});

describe('asking about an unknown send', () => {
  const lookup = (postedAtMs: number, text?: string) =>
    twilioSms.lookup?.(outbound(text === undefined ? {} : { text }), postedAtMs, CREDENTIALS, context(200));

  it.each(['server-error-after', 'drop-after', 'hang-after', 'junk-accept'])('%s: found', async (fault) => {
    await control('PUT', '/twilio/faults', { send: fault });
    const postedAtMs = Date.now();
    expect(await send({}, {}, 200)).toMatchObject({ kind: 'unknown' });
    const [message] = await held();
    await eventually(async () => (await lookup(postedAtMs))?.kind === 'found');
    expect(await lookup(postedAtMs)).toMatchObject({ kind: 'found', providerMessageId: message?.sid });
  });

  it('absent only when the time in which it may still appear is over', async () => {
    expect(await lookup(Date.now())).toEqual({ kind: 'unclear' });
    expect(await lookup(Date.now() - 120_000)).toEqual({ kind: 'absent' });
  });

  it('two with the same text are unclear', async () => {
    const postedAtMs = Date.now();
    await send();
    await send();
    expect(await lookup(postedAtMs)).toEqual({ kind: 'unclear' });
  });

  it('one with another text, or one of another time, is not ours', async () => {
    await send({ text: 'Something else.' });
    expect(await lookup(Date.now())).toEqual({ kind: 'unclear' });
    expect(await lookup(Date.now(), 'Something else.')).toMatchObject({ kind: 'found' });
    expect(await lookup(Date.now() - 120_000, 'Something else.')).toEqual({ kind: 'absent' });
  });

  it('with a broken connection is unclear', async () => {
    await control('PUT', '/twilio/faults', { send: 'unauthorized' });
    expect(await lookup(Date.now() - 120_000)).toEqual({ kind: 'unclear' });
  });
});

describe('a customer who texts', () => {
  const text = async (body: object) =>
    (await control('POST', '/twilio/text', { from: CUSTOMER, to: SHOP_NUMBER, text: 'Hi?', ...body })).json();

  it('reaches the hook with a signature that verifies', async () => {
    const mediaUrls = ['https://media.example/1.png'];
    expect(await text({ text: 'Is this open? \u{1F514}', mediaUrls, copies: 2 })).toMatchObject({
      status: 200,
      answers: [{ status: 200, attempts: 1 }, { status: 200 }],
    });
    expect(gateway.events).toHaveLength(2);
    expect(gateway.events[0]).toEqual(gateway.events[1]);
    expect(gateway.events[0]).toMatchObject({
      kind: 'message',
      from: { kind: 'phone', value: CUSTOMER },
      to: SHOP_NUMBER,
      text: 'Is this open? \u{1F514}',
      media: [{ url: 'https://media.example/1.png', contentType: 'image/png' }],
    });
  });

  it('is tried again when the gateway says 503, as the hook URL asks', async () => {
    gateway.status = 503;
    expect(await text({})).toMatchObject({ status: 503, answers: [{ attempts: 3 }] });
  });

  it("who says STOP is blocked by Twilio's own handling until START", async () => {
    await control('PUT', '/twilio/faults', { optOut: 'advanced' });
    await text({ text: ' stop ' });
    expect(gateway.events[0]).toMatchObject({ kind: 'message', handledByProvider: 'stop' });
    expect(await send()).toEqual({ kind: 'never', reason: 'twilio_21610', optOut: true });
    await text({ text: 'Start' });
    expect(await send()).toMatchObject({ kind: 'sent' });
  });

  it.each([
    ['POST', '/twilio/text', { from: 'nobody', to: SHOP_NUMBER, text: '' }, 400],
    ['POST', '/twilio/text', { from: CUSTOMER, to: '+15550100009', text: '' }, 404],
    ['PUT', '/twilio/faults', { send: 'earthquake' }, 400],
    ['PUT', '/twilio/faults', { sned: 'none' }, 400],
    ['PUT', '/twilio/numbers', { nobody: 'nowhere' }, 400],
    ['GET', '/twilio/nowhere', undefined, 404],
    ['GET', '/', undefined, 200],
  ])('bad orders to the simulator change nothing: %s %s %j', async (method, path, body, status) => {
    expect((await control(method, path, body)).status).toBe(status);
    expect(await send()).toMatchObject({ kind: 'sent' });
  });
});
