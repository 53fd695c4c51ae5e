/** Provider hooks through the whole Worker, in workerd: who is believed, who is not, and that a refused call leaves no trace. */
import { createExecutionContext } from 'cloudflare:test';
import { env, exports } from 'cloudflare:workers';
import { getExpectedTwilioSignature } from 'twilio/lib/webhooks/webhooks.js';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { makeId } from '../../src/domain/ids.ts';
import type { ConnectionId } from '../../src/domain/ids.ts';
import worker from '../../src/index.ts';
import { partsOf } from '../../src/wiring.ts';
import { TWILIO_FORGERIES } from '../channels/twilio-forgeries.ts';
import type { Forgery, Hook } from '../channels/twilio-forgeries.ts';
import { signedForm, twilioSignature } from '../channels/twilio-signer.ts';
import type { HookRequest } from '../channels/twilio-signer.ts';
import { openShop } from './world.ts';
import type { Shop } from './world.ts';

const GATE = 'https://gate.shop.example';
const SHOP_NUMBER = '+15550100001';
const TOKENS = {
  mine: '0123456789abcdef0123456789abcdef',
  expired: '0123456789abcdef0123456789abcde1',
  old: '0123456789abcdef0123456789abcde2',
  other: '0123456789abcdef0123456789abcde3',
};
const HOUR_MS = 3_600_000;
const LIMIT_BYTES = 256 * 1_024;

let mine: Shop;
let other: Shop;
let customers = 0;

/** What would leave the Worker, by the customer that it is for. */
const posted: string[] = [];
const jobs: unknown[] = [];

beforeAll(async () => {
  vi.spyOn(globalThis, 'fetch').mockImplementation(async (_url, init) => {
    const form = new URLSearchParams(typeof init?.body === 'string' ? init.body : '');
    posted.push(form.get('To') ?? '');
    return Response.json(
      { sid: `SM${String(posted.length).padStart(32, '0')}`, status: 'queued' },
      { status: 201 },
    );
  });
  for (const queue of [env.REPLIES, env.CAMPAIGNS]) {
    const send = queue.send.bind(queue);
    vi.spyOn(queue, 'send').mockImplementation((job, options) => {
      jobs.push(job);
      return send(job, options);
    });
  }
  mine = await openShop('hooked');
  other = await openShop('nextdoor');
});

afterAll(() => {
  vi.restoreAllMocks();
});

/** A connection whose id, address and secrets the test knows. Each has its own: what is read once is kept for a while. */
async function connect(
  shop: Shop,
  name: string,
  authToken: string,
): Promise<{ id: ConnectionId; url: string }> {
  const id = makeId('con', name);
  const wish = {
    id,
    provider: 'twilio-sms',
    label: name,
    address: SHOP_NUMBER,
    credentials: { accountSid: `AC${'0'.repeat(32)}`, authToken, from: SHOP_NUMBER },
    ratePerSecond: 100,
    allowedOrigins: [],
    hookUrl: `${GATE}/hooks/${id}`,
  };
  const result = await shop.store.connections.create(wish, Date.now());
  expect(result.kind).toBe('saved');
  return { id, url: wish.hookUrl };
}

/** An inbound message of a customer whom nobody has seen before. */
function newCustomer(body = 'Do you have the red kettle?') {
  customers += 1;
  const number = `+1202555${String(1_000 + customers)}`;
  const sid = `SM${String(customers).padStart(32, 'a')}`;
  return { number, fields: { MessageSid: sid, From: number, To: SHOP_NUMBER, Body: body, NumMedia: '0' } };
}

function toRequest({ method, url, headers, body }: HookRequest): Request {
  const sent = new Headers();
  for (const [name, value] of headers) sent.append(name, value);
  return new Request(url, { method, headers: sent, ...(method === 'GET' ? {} : { body }) });
}

const ask = (request: HookRequest): Promise<Response> => exports.default.fetch(toRequest(request));

async function inbound(shop: Shop, number: string): Promise<number> {
  const address = { kind: 'phone', value: number } as const;
  const id = await partsOf(env).conversationIdFor(shop.id, address);
  const thread = await partsOf(env).conversation(shop.id, id).thread(0, 50);
  return (thread?.entries ?? []).filter((entry) => entry.direction === 'in').length;
}

async function expectNoTrace(number: string): Promise<void> {
  for (const shop of [mine, other]) {
    const address = { kind: 'phone', value: number } as const;
    const id = await partsOf(env).conversationIdFor(shop.id, address);
    expect(await partsOf(env).conversation(shop.id, id).thread(0, 50)).toBeNull();
  }
  expect(posted).not.toContain(number);
}

/** The answer without what differs from call to call. */
async function constantPart(response: Response): Promise<string> {
  const { requestId, ...rest }: Record<string, unknown> = await response.json();
  expect(requestId).toMatch(/^req_/);
  return JSON.stringify(rest);
}

describe('a hook of Twilio', () => {
  let hook: Omit<Hook, 'fields'>;

  beforeAll(async () => {
    const own = await connect(mine, 'forged', TOKENS.expired);
    // The expired token was rotated out, and its time is over.
    await mine.store.connections.rotate(own.id, { authToken: TOKENS.mine }, 1_000, Date.now() - HOUR_MS);
    const others = await connect(other, 'neighbour', TOKENS.other);
    hook = {
      url: own.url,
      authToken: TOKENS.mine,
      expiredToken: TOKENS.expired,
      other: { url: others.url, authToken: TOKENS.other },
    };
  });

  it.each(TWILIO_FORGERIES.map((forgery): [string, Forgery] => [forgery.name, forgery]))(
    '%s: is answered as listed, and takes effect at most once',
    async (_name, forgery) => {
      const { number, fields } = newCustomer();
      const request = await forgery.mutate({ ...hook, fields });
      const isMessage = forgery.expectedStatus === 200 && request.body.includes('MessageSid');
      const jobsBefore = jobs.length;
      for (let time = 1; time <= (forgery.expectedStatus === 200 ? 2 : 1); time += 1) {
        const response = await ask(request);
        const allowed = [forgery.expectedStatus, forgery.orStatus];
        expect(allowed).toContain(response.status);
        if (response.status === 405) expect(response.headers.get('allow')).toBe('POST');
        if (response.status === 200) {
          expect(response.headers.get('content-type')).toMatch(/^text\/xml/);
          expect(await response.text()).toMatch(/<Response ?\/>|<Response><\/Response>/);
        } else {
          expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
          await response.body?.cancel();
        }
        if (isMessage) expect(await inbound(mine, number)).toBe(1);
      }
      if (isMessage) return;
      await expectNoTrace(number);
      const key = (await partsOf(env).conversationIdFor(mine.id, { kind: 'phone', value: number })).slice(4);
      expect(JSON.stringify(jobs.slice(jobsBefore))).not.toContain(key);
    },
  );

  it('gives every refused signature the very same answer, and so an unknown connection', async () => {
    const refused = TWILIO_FORGERIES.filter((forgery) => forgery.expectedStatus === 403 && !forgery.orStatus);
    const { fields } = newCustomer();
    const answers = new Set<string>();
    for (const forgery of refused)
      answers.add(await constantPart(await ask(await forgery.mutate({ ...hook, fields }))));
    const nobody = `${GATE}/hooks/con_nobody`;
    answers.add(await constantPart(await ask(await signedForm(TOKENS.mine, nobody, fields))));
    expect(refused.length).toBeGreaterThan(30);
    expect([...answers]).toEqual([expect.stringContaining('"code":"signature_invalid"')]);
  });

  it('is believed when the official package has signed it, and the customer is answered once', async () => {
    const { number, fields } = newCustomer('What are your opening hours?');
    const signature = getExpectedTwilioSignature(TOKENS.mine, hook.url, fields);
    const request = await signedForm(TOKENS.mine, hook.url, fields);
    const official: HookRequest = {
      ...request,
      headers: [
        ...request.headers.filter(([name]) => name !== 'x-twilio-signature'),
        ['x-twilio-signature', signature],
      ],
    };
    expect((await ask(official)).status).toBe(200);
    expect((await ask(official)).status).toBe(200);
    expect(await inbound(mine, number)).toBe(1);
    await vi.waitFor(() => expect(posted).toContain(number), { timeout: 15_000, interval: 100 });
    // The first try is made in the turn; whatever goes through the queue holds no text.
    expect(posted.filter((to) => to === number)).toHaveLength(1);
    expect(JSON.stringify(jobs)).not.toContain('opening hours');
  });

  it('replayed a day later has no effect', async () => {
    const { number, fields } = newCustomer();
    const request = await signedForm(TOKENS.mine, hook.url, fields);
    expect((await ask(request)).status).toBe(200);
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 24 * HOUR_MS });
    try {
      expect((await ask(request)).status).toBe(200);
    } finally {
      vi.useRealTimers();
    }
    expect(await inbound(mine, number)).toBe(1);
  });

  it("leaves a neighbour's conversation with the same customer alone", async () => {
    const { number, fields } = newCustomer();
    const theirs = await signedForm(TOKENS.other, hook.other.url, fields);
    expect((await ask({ ...theirs, url: hook.url })).status).toBe(403);
    await expectNoTrace(number);
    expect((await ask(theirs)).status).toBe(200);
    expect([await inbound(other, number), await inbound(mine, number)]).toEqual([1, 0]);
  });

  it('takes a delivery report only for a send of its own business', async () => {
    const { number, fields } = newCustomer();
    const sid = `SM${'d'.repeat(32)}`;
    const key = (await partsOf(env).conversationIdFor(other.id, { kind: 'phone', value: number })).slice(4);
    const url = `${hook.url}?snd=snd_${key}_t1x0`;
    const report = { MessageSid: sid, MessageStatus: 'delivered', To: number, From: SHOP_NUMBER };
    const signed = await signedForm(TOKENS.mine, url, report);
    expect((await ask(signed)).status).toBe(200);
    expect(fields.From).toBe(number);
    await expectNoTrace(number);
  });
});

describe('secrets of a hook', () => {
  it('count side by side during a rotation, and the old one ends on time', async () => {
    const { id, url } = await connect(mine, 'rotated', TOKENS.old);
    await mine.store.connections.rotate(id, { authToken: TOKENS.mine }, HOUR_MS, Date.now());
    const status = async (token: string) =>
      (await ask(await signedForm(token, url, newCustomer().fields))).status;
    expect([await status(TOKENS.old), await status(TOKENS.mine), await status(TOKENS.expired)]).toEqual([
      200, 200, 403,
    ]);
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + HOUR_MS + 1_000 });
    try {
      expect([await status(TOKENS.old), await status(TOKENS.mine)]).toEqual([403, 200]);
    } finally {
      vi.useRealTimers();
    }
  });

  it('of a deleted connection open nothing', async () => {
    const { id, url } = await connect(mine, 'deleted', TOKENS.mine);
    expect(await mine.store.connections.remove(id, Date.now())).toBe(true);
    const { number, fields } = newCustomer();
    expect((await ask(await signedForm(TOKENS.mine, url, fields))).status).toBe(403);
    await expectNoTrace(number);
  });

  it('of a connection deleted while in use open nothing a minute later', async () => {
    const { id, url } = await connect(mine, 'leaving', TOKENS.mine);
    expect((await ask(await signedForm(TOKENS.mine, url, newCustomer().fields))).status).toBe(200);
    await mine.store.connections.remove(id, Date.now());
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 61_000 });
    try {
      expect((await ask(await signedForm(TOKENS.mine, url, newCustomer().fields))).status).toBe(403);
    } finally {
      vi.useRealTimers();
    }
  });
});

describe('the body of a hook', () => {
  let url: string;

  beforeAll(async () => {
    ({ url } = await connect(mine, 'measured', TOKENS.mine));
  });

  /** A signed form of exactly so many bytes. */
  async function formOf(bytes: number): Promise<{ number: string; request: HookRequest }> {
    const { number, fields } = newCustomer();
    const bare = new URLSearchParams({ ...fields, Padding: '' }).toString().length;
    const padded = { ...fields, Padding: 'x'.repeat(bytes - bare) };
    return { number, request: await signedForm(TOKENS.mine, url, padded) };
  }

  it.each([
    ['one byte under the limit', LIMIT_BYTES - 1, 200],
    ['at the limit', LIMIT_BYTES, 200],
    ['one byte over the limit', LIMIT_BYTES + 1, 413],
  ])('%s: %d bytes are answered %d', async (_name, bytes, status) => {
    const { number, request } = await formOf(bytes);
    const response = await ask(request);
    expect(response.status).toBe(status);
    if (status === 200) expect(await inbound(mine, number)).toBe(1);
    else await expectNoTrace(number);
  });

  it('without a length is cut off at the limit as well', async () => {
    const { number, request } = await formOf(LIMIT_BYTES + 1);
    const bytes = new TextEncoder().encode(request.body);
    let sent = 0;
    const stream = new ReadableStream<Uint8Array>({
      pull(controller) {
        if (sent >= bytes.length) return controller.close();
        controller.enqueue(bytes.subarray(sent, sent + 16_384));
        sent += 16_384;
      },
    });
    const headers = new Headers(request.headers);
    const response = await exports.default.fetch(new Request(url, { method: 'POST', headers, body: stream }));
    expect(response.status).toBe(413);
    await expectNoTrace(number);
  });

  it('that nobody can read is refused before anything else happens', async () => {
    const { number, fields } = newCustomer();
    const request = await signedForm(TOKENS.mine, url, fields);
    expect((await ask({ ...request, body: '\0\uFFFD%%%=%E0%A4%A&&&' })).status).toBe(403);
    await expectNoTrace(number);
  });
});

describe('methods', () => {
  it.each(['GET', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'])(
    '%s is not for hooks, whoever asks',
    async (method) => {
      for (const name of ['forged', 'nobody', '..%2f..%2fv1']) {
        const response = await exports.default.fetch(new Request(`${GATE}/hooks/con_${name}`, { method }));
        expect(response.status).toBe(405);
        expect(response.headers.get('allow')).toBe('POST');
      }
    },
  );
});

describe('when something of ours is down', () => {
  const down = (): never => {
    throw new Error('down: a secret of the inside');
  };

  it('a message that cannot be stored is refused, so that the provider comes again', async () => {
    const { url } = await connect(mine, 'unstored', TOKENS.mine);
    const CONVERSATION = { idFromName: (name: string) => env.CONVERSATION.idFromName(name), get: down };
    const { number, fields } = newCustomer();
    const request = await signedForm(TOKENS.mine, url, fields);
    const response = await askWith({ CONVERSATION }, request);
    expect(response.status).toBe(503);
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await response.text()).not.toContain('inside');
    expect((await ask(request)).status).toBe(200);
    expect(await inbound(mine, number)).toBe(1);
  });

  it('a connection that cannot be read is not taken for a forgery', async () => {
    const { url } = await connect(mine, 'unread', TOKENS.mine);
    const response = await askWith(
      { DB: { prepare: down } },
      await signedForm(TOKENS.mine, url, newCustomer().fields),
    );
    expect(response.status).toBe(503);
    expect(await response.text()).not.toContain('inside');
  });
});

describe('in production', () => {
  it.each(['/demo', '/demo/phone', '/demo/shop', '/demo/phone/messages', '/demo/shop/help'])(
    '%s does not exist',
    async (path) => {
      const request = { method: 'GET', url: `${GATE}${path}`, headers: [], body: '' };
      const response = await askWith({ LOCAL_MODE: undefined, PROVIDER_BASE_URLS: undefined }, request);
      expect(response.status).toBe(404);
      expect(await response.json()).toMatchObject({ code: 'not_found' });
    },
  );

  it('demo pages can do nothing either', async () => {
    const request = { method: 'POST', url: `${GATE}/demo/phone/text`, headers: [], body: '{}' };
    expect((await askWith({ LOCAL_MODE: undefined, PROVIDER_BASE_URLS: undefined }, request)).status).toBe(
      404,
    );
  });

  it('on the local gateway the pages are there: the difference is LOCAL_MODE alone', async () => {
    for (const path of ['/demo/phone', '/demo/shop']) {
      const response = await exports.default.fetch(new Request(`http://localhost:8787${path}`));
      expect(response.status).toBe(200);
      await response.body?.cancel();
    }
  });
});

/** The Worker with some of its environment replaced. */
function askWith(changes: Record<string, unknown>, request: HookRequest): Promise<Response> {
  const changed: Cloudflare.Env = Object.assign(Object.create(null), env, changes);
  return Promise.resolve(
    worker.fetch(
      new Request<unknown, IncomingRequestCfProperties>(toRequest(request)),
      changed,
      createExecutionContext(),
    ),
  );
}

it('signs as the official package does', async () => {
  const { fields } = newCustomer('caf\u00e9 \u{1F44B}');
  const url = `${GATE}/hooks/con_x?a=1`;
  expect(await twilioSignature(TOKENS.mine, url, Object.entries(fields))).toBe(
    getExpectedTwilioSignature(TOKENS.mine, url, fields),
  );
});
