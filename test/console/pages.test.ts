import { Hono } from 'hono';
import { describe, expect, it } from 'vitest';
import { consoleRoutes } from '../../src/console/routes.tsx';
import type { ConversationApi, ThreadEntry, ThreadView } from '../../src/conversation/api.ts';
import { makeId } from '../../src/domain/ids.ts';
import { readSocketRole } from '../../src/domain/socket-role.ts';
import type { HttpEnv } from '../../src/http/context.ts';
import type { InboxItem, Parts } from '../../src/parts.ts';
import { sha256Hex } from '../../src/platform/hash.ts';
import { signToken } from '../../src/platform/signed-token.ts';
import type { KeyRepository, StoredKey } from '../../src/store/api-keys.ts';
import type { BusinessStore } from '../../src/store/for-business.ts';
import { BUSINESS, CONVERSATION, fakeParts } from './fake-parts.ts';

const PREFIX = 'a'.repeat(12);
const KEY = `sb_${PREFIX}_${'B'.repeat(43)}`;
const OWN = 'http://localhost:8787';
const PATH = `/console/conversations/${CONVERSATION}`;
const HOSTILE = '<img src=x onerror=alert(1)></p><script>alert(2)</script>"\' \u202egnp.exe';

const entry = (seq: number, more: Partial<ThreadEntry>): ThreadEntry => ({
  seq,
  direction: 'in',
  author: 'customer',
  text: 'Hello',
  atMs: 0,
  clientId: null,
  quickReplies: [],
  evidence: [],
  reasons: null,
  understood: null,
  send: null,
  ...more,
});

const thread = (more: Partial<ThreadView> = {}): ThreadView => ({
  conversationId: CONVERSATION,
  businessId: BUSINESS,
  address: { kind: 'phone', value: '+12025550123' },
  channel: 'sms',
  floor: { holder: 'bot', memberId: null, sinceMs: 0 },
  needsPerson: null,
  optedOut: false,
  entries: [],
  more: false,
  ...more,
});

const item: InboxItem = {
  conversationId: CONVERSATION,
  address: '…0123',
  channel: 'sms',
  reason: 'asked for a person',
  sinceMs: 0,
  floor: 'person',
  memberId: null,
  lastText: HOSTILE,
  lastAtMs: 0,
  version: 1,
};

type Setting = {
  key?: Partial<StoredKey>;
  view?: ThreadView | null;
  items?: InboxItem[];
  parts?: Partial<Parts>;
};

/** A console over made-up parts, and what was asked of the conversation. */
async function consoleWith({ key = {}, view = thread(), items = [], parts = {} }: Setting = {}) {
  const stored: StoredKey = {
    id: makeId('key', 'ann1'),
    businessId: BUSINESS,
    prefix: PREFIX,
    secretHash: await sha256Hex(KEY),
    label: 'Ann',
    scopes: ['conversations:write'],
    createdAtMs: 0,
    expiresAtMs: null,
    lastUsedAtMs: null,
    revokedAtMs: null,
    ...key,
  };
  const current = { key: stored };
  const asked: string[][] = [];
  const sockets: Request[] = [];
  const upgraded = async (request: Request): Promise<Response> => {
    sockets.push(request);
    return new Response('upgraded');
  };
  const base = fakeParts({
    house: { ...fakeParts().house, keyByPrefix: async (prefix) => (prefix === PREFIX ? current.key : null) },
    storeFor: (businessId) =>
      storeOfKeys(async (id) => (businessId === BUSINESS && id === current.key.id ? current.key : null)),
    inbox: () => ({ list: async () => items, put: async () => {}, remove: async () => {} }),
    conversation: () => conversationOf(view, asked),
    conversationSocket: (_business, _id, request) => upgraded(request),
    inboxSocket: (_business, request) => upgraded(request),
    ...parts,
  });
  const root = new Hono<HttpEnv>();
  root.use(async (c, next) => {
    c.set('parts', base);
    await next();
  });
  root.route('/', consoleRoutes());
  const get = (path: string, cookie = '', headers: Record<string, string> = {}) =>
    root.request(`${OWN}${path}`, { headers: { cookie, ...headers } });
  const post = (
    path: string,
    cookie: string,
    form: Record<string, string>,
    headers: Record<string, string> = {},
  ) =>
    root.request(`${OWN}${path}`, {
      method: 'POST',
      headers: { cookie, origin: OWN, 'content-type': 'application/x-www-form-urlencoded', ...headers },
      body: new URLSearchParams(form).toString(),
    });
  const signIn = async (): Promise<string> => {
    const response = await post('/console/sign-in', '', { key: KEY });
    return response.headers.get('set-cookie')?.split(';')[0] ?? '';
  };
  return { parts: base, current, asked, sockets, get, post, signIn };
}

/** The only place where a store of keys alone is taken for the whole store. */
function storeOfKeys(read: KeyRepository['read']): BusinessStore {
  return { businessId: BUSINESS, keys: { read } } as unknown as BusinessStore;
}

function conversationOf(view: ThreadView | null, asked: string[][]): ConversationApi {
  const notUsed = (): never => {
    throw new Error('this test does not use that');
  };
  const note =
    (what: string) =>
    async (...args: string[]) => {
      asked.push([what, ...args]);
      return true;
    };
  return {
    receive: notUsed,
    delivery: notUsed,
    request: notUsed,
    explain: notUsed,
    deliver: notUsed,
    adopt: notUsed,
    cancel: notUsed,
    readSend: notUsed,
    changeConsent: notUsed,
    recentTurns: notUsed,
    correct: async (by, seq, meant) => {
      asked.push(['correct', by, String(seq), String(meant)]);
      return { text: 'Hello', understoodAs: 'returns', modelVersion: 'm1' };
    },
    thread: async (afterSeq, limit) => {
      if (view === null) return null;
      const rest = view.entries.filter((e) => e.seq > afterSeq);
      return { ...view, entries: rest.slice(0, limit), more: rest.length > limit };
    },
    takeFloor: note('take'),
    handBack: note('handBack'),
    answer: async (...args) => {
      asked.push(['answer', ...args]);
      return null;
    },
  };
}

describe('signing in', () => {
  it('sets a cookie that scripts and other sites never get, and opens the inbox', async () => {
    const { post, get } = await consoleWith();
    const response = await post('/console/sign-in', '', { key: ` ${KEY} `, to: PATH });
    expect(response.status).toBe(303);
    expect(response.headers.get('location')).toBe(PATH);
    const cookie = response.headers.get('set-cookie') ?? '';
    for (const flag of ['HttpOnly', 'SameSite=Strict', 'Path=/console', 'Max-Age=43200'])
      expect(cookie).toContain(flag);
    expect(cookie).not.toContain('Secure');
    expect(cookie).not.toContain(KEY);
    expect((await get('/console/inbox', cookie.split(';')[0])).status).toBe(200);
  });

  it('makes the cookie Secure everywhere but on the local gateway', async () => {
    const config = { ...fakeParts().config, local: false, publicUrl: 'https://bell.example' };
    const { post } = await consoleWith({ parts: { config } });
    const response = await post('/console/sign-in', '', { key: KEY }, { origin: 'https://bell.example' });
    expect(response.headers.get('set-cookie')).toContain('Secure');
  });

  it('answers every bad key alike, and counts the failures', async () => {
    const buckets: string[] = [];
    const parts = {
      throttle: async (bucket: string) => {
        buckets.push(bucket);
        return 0;
      },
    };
    const answers = new Set<string>();
    const bad: [Setting, string][] = [
      [{}, `sb_${'c'.repeat(12)}_${'B'.repeat(43)}`],
      [{}, `sb_${PREFIX}_${'C'.repeat(43)}`],
      [{}, ''],
      [{}, HOSTILE],
      [{ key: { revokedAtMs: 1 } }, KEY],
      [{ key: { expiresAtMs: 1 } }, KEY],
      [{ key: { scopes: ['messages:write'] } }, KEY],
      [{ parts: { profile: async () => null } }, KEY],
    ];
    for (const [setting, key] of bad) {
      const { post } = await consoleWith({ ...setting, parts: { ...parts, ...setting.parts } });
      const response = await post('/console/sign-in', '', { key });
      expect(response.status).toBe(401);
      expect(response.headers.get('set-cookie')).toBeNull();
      answers.add(await response.text());
    }
    expect(answers.size).toBe(1);
    expect(buckets.filter((bucket) => bucket.startsWith('auth-ip:'))).toHaveLength(bad.length);
    const { post } = await consoleWith({ parts: { throttle: async () => 90 } });
    const limited = await post('/console/sign-in', '', { key: 'x' });
    expect(limited.status).toBe(429);
    expect(limited.headers.get('retry-after')).toBe('90');
  });

  it('leads nowhere but into the console', async () => {
    const { post, get } = await consoleWith();
    for (const to of [
      'https://evil.example',
      '//evil.example',
      '/console/../v1',
      '/console/sign-in',
      '/console/\\evil',
      'javascript:x',
    ]) {
      expect((await post('/console/sign-in', '', { key: KEY, to })).headers.get('location')).toBe(
        '/console/inbox',
      );
    }
    const away = await get(PATH);
    expect(away.status).toBe(303);
    expect(away.headers.get('location')).toBe(`/console?to=${encodeURIComponent(PATH)}`);
  });
});

describe('a session', () => {
  it('ends with its key, after twelve hours, and by signing out', async () => {
    const { signIn, get, post, current, parts } = await consoleWith();
    const cookie = await signIn();
    const startMs = parts.nowMs();
    expect((await get('/console/inbox', cookie)).status).toBe(200);
    const stored = current.key;
    for (const change of [{ revokedAtMs: 1 }, { expiresAtMs: startMs }, { scopes: ['messages:read'] }]) {
      current.key = { ...stored, ...change };
      expect((await get('/console/inbox', cookie)).status).toBe(303);
      expect((await post(`${PATH}/take`, cookie, {})).status).toBe(401);
    }
    current.key = stored;
    parts.nowMs = () => startMs + 12 * 3_600_000;
    expect((await get('/console/inbox', cookie)).status).toBe(303);
    const out = await post('/console/sign-out', cookie, {});
    expect(out.headers.get('set-cookie')).toContain('Max-Age=0');
  });

  it('is not believed when it was changed, or signed for something else', async () => {
    const { signIn, get, parts } = await consoleWith();
    const cookie = await signIn();
    const payload = { k: 'key_ann1', b: BUSINESS, l: 'Ann', e: parts.nowMs() + 1_000 };
    const secret = parts.config.sessionSecret;
    const good = `shopbell_session=${await signToken(secret, 'console-session.v1', payload)}`;
    expect((await get('/console/inbox', good)).status).toBe(200);
    const bad = [
      `${cookie}x`,
      'shopbell_session=',
      `shopbell_session=${await signToken(secret, 'chat-visitor.v1', payload)}`,
      `shopbell_session=${await signToken('t'.repeat(32), 'console-session.v1', payload)}`,
      `shopbell_session=${await signToken(secret, 'console-session.v1', { ...payload, b: 'biz_other' })}`,
      `shopbell_session=${await signToken(secret, 'console-session.v1', { ...payload, admin: true })}`,
    ];
    for (const other of bad) expect((await get('/console/inbox', other)).status).toBe(303);
  });

  it('of an analyst sees figures and no customer', async () => {
    const { signIn, get, post } = await consoleWith({ key: { scopes: ['stats:read'] } });
    const cookie = await signIn();
    expect((await get('/console', cookie)).headers.get('location')).toBe('/console/stats');
    for (const path of ['/console/inbox', '/console/inbox/socket', PATH, `${PATH}/socket`]) {
      expect((await get(path, cookie, { upgrade: 'websocket', origin: OWN })).status).toBe(403);
    }
    expect((await post(`${PATH}/take`, cookie, {})).status).toBe(403);
  });
});

describe('forms and sockets', () => {
  it('come from our own pages only', async () => {
    const { signIn, get, post, asked, sockets } = await consoleWith();
    const cookie = await signIn();
    const foreign: Record<string, string>[] = [
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { origin: OWN, 'sec-fetch-site': 'cross-site' },
      { origin: 'null', 'sec-fetch-site': 'same-site' },
    ];
    for (const headers of foreign) {
      expect((await post(`${PATH}/take`, cookie, {}, headers)).status).toBe(403);
      expect((await post('/console/sign-in', '', { key: KEY }, headers)).status).toBe(403);
      for (const path of ['/console/inbox/socket', `${PATH}/socket`]) {
        expect((await get(path, cookie, { upgrade: 'websocket', ...headers })).status).toBe(403);
      }
    }
    expect(asked).toEqual([]);
    expect(sockets).toEqual([]);
    const hidden = { origin: 'null', 'sec-fetch-site': 'same-origin' };
    expect((await post(`${PATH}/take`, cookie, {}, hidden)).status).toBe(303);
    expect(asked).toEqual([['take', 'Ann']]);
  });

  it('open a socket as a person of this business, with nothing of the outside request', async () => {
    const { signIn, get, sockets, parts } = await consoleWith();
    const cookie = await signIn();
    await get(`${PATH}/socket`, cookie, { upgrade: 'websocket', origin: OWN, 'x-shopbell-role': 'customer' });
    await get('/console/inbox/socket', cookie, { upgrade: 'websocket', origin: OWN });
    const [toConversation, toInbox] = sockets;
    expect(readSocketRole((name) => toConversation?.headers.get(name) ?? null)).toEqual({
      kind: 'person',
      businessId: BUSINESS,
      conversationId: CONVERSATION,
      memberId: 'Ann',
      expiresAtMs: parts.nowMs() + 12 * 3_600_000,
    });
    expect(toConversation?.headers.get('cookie')).toBeNull();
    expect(toInbox?.headers.get('x-shopbell-expires')).toBe(String(parts.nowMs() + 12 * 3_600_000));
    expect((await get('/console/inbox/socket', '', { upgrade: 'websocket', origin: OWN })).status).toBe(401);
  });

  it('take, hand back and answer; the text of a refused answer is kept', async () => {
    const { signIn, post, asked } = await consoleWith();
    const cookie = await signIn();
    for (const what of ['take', 'hand-back']) {
      const response = await post(`${PATH}/${what}`, cookie, {});
      expect([response.status, response.headers.get('location')]).toEqual([303, PATH]);
    }
    const clientId = 'abcdefgh1234';
    const text = 'Zoë\r\nhere';
    const refused = await post(`${PATH}/answer`, cookie, { text, clientId });
    expect(asked).toEqual([
      ['take', 'Ann'],
      ['handBack', 'Ann'],
      ['answer', 'Ann', clientId, 'Zoë\nhere'],
    ]);
    expect(refused.status).toBe(422);
    expect(await refused.text()).toContain('Zoë\nhere</textarea>');
    for (const form of [
      { text: ' ', clientId },
      { text: 'x'.repeat(4_001), clientId },
      { text, clientId: 'A/..' },
      { text: '', clientId: '' },
    ]) {
      expect((await post(`${PATH}/answer`, cookie, form)).status).toBe(422);
    }
    expect((await post(`${PATH}/answer`, cookie, { text: 'x'.repeat(70_000), clientId })).status).toBe(413);
    expect(asked).toHaveLength(3);
  });

  it('reach no conversation that is missing or of another business', async () => {
    for (const view of [null, thread({ businessId: makeId('biz', 'other') })]) {
      const { signIn, get, post, asked, sockets } = await consoleWith({ view });
      const cookie = await signIn();
      expect((await get(PATH, cookie)).status).toBe(404);
      expect((await get(`${PATH}/socket`, cookie, { upgrade: 'websocket', origin: OWN })).status).toBe(404);
      for (const what of ['take', 'hand-back', 'answer']) {
        const form = { text: 'Hi', clientId: 'abcdefgh' };
        expect((await post(`${PATH}/${what}`, cookie, form)).status).toBe(404);
      }
      expect((await get('/console/conversations/..%2f..%2fv1', cookie)).status).toBe(404);
      expect([asked, sockets]).toEqual([[], []]);
    }
  });
});

describe('the pages', () => {
  const reasons = {
    intent: HOSTILE,
    confidence: 0.914,
    flow: 'store-hours',
    flowVersion: 2,
    modelVersion: HOSTILE,
    evidence: [
      { passageId: 'p', title: HOSTILE, quote: HOSTILE, url: 'javascript:alert(3)', contentHash: '' },
      {
        passageId: 'q',
        title: 'Hours',
        quote: 'Nine to six.',
        url: 'https://bluebird.example/h?a=1&b="2',
        contentHash: '',
      },
      {
        passageId: 'r',
        title: 'Returns',
        quote: '30 days.',
        url: 'https://bluebird.example/r',
        contentHash: '',
      },
    ],
    note: HOSTILE,
  };
  const send = {
    sendId: makeId('snd', `${'a'.repeat(26)}_1`),
    state: 'denied',
    stateReason: HOSTILE,
    delivery: null,
  } as const;
  const view = thread({
    floor: { holder: 'person', memberId: HOSTILE, sinceMs: 0 },
    needsPerson: { sinceMs: 0, reason: HOSTILE },
    optedOut: true,
    entries: [
      entry(1, { text: HOSTILE, quickReplies: [{ title: HOSTILE, payload: HOSTILE }] }),
      entry(2, { direction: 'out', author: 'bot', text: HOSTILE, reasons, send }),
      entry(3, { direction: 'note', author: 'system', text: HOSTILE }),
    ],
  });

  it('show what customers write as text only, apart from ours, under a strict policy', async () => {
    const { signIn, get } = await consoleWith({
      view,
      items: [item, { ...item, memberId: HOSTILE, reason: HOSTILE, address: HOSTILE }],
      key: { label: HOSTILE },
    });
    const cookie = await signIn();
    for (const path of ['/console/inbox', PATH]) {
      const response = await get(path, cookie);
      expect(response.status).toBe(200);
      const html = await response.text();
      expect(html).not.toMatch(/<img src=x|alert\(2\)<\/script|href="javascript/i);
      expect(html).toContain('&lt;script&gt;alert(2)');
      expect(html).not.toMatch(/ style="| on\w+="|<style/);
      const policy = response.headers.get('content-security-policy') ?? '';
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("script-src 'self'");
      expect(policy).not.toContain('unsafe');
      expect(response.headers.get('cache-control')).toBe('private, no-store');
      expect(response.headers.get('x-frame-options')).toBe('DENY');
    }
  });

  it('give the reasons of an answer, with links that lead to the web only', async () => {
    const { signIn, get } = await consoleWith({ view });
    const html = await (await get(PATH, await signIn())).text();
    expect(html).toContain('91 % sure');
    expect(html).toContain('Store hours, version 2');
    expect(html).toContain('href="https://bluebird.example/r" target="_blank" rel="noopener noreferrer"');
    expect(html).not.toContain('bluebird.example/h?a');
    expect(html).toContain('…0123');
    expect(html).not.toContain('+12025550123');
  });

  it('begin a long conversation at its end, with a way back', async () => {
    const entries = Array.from({ length: 450 }, (_, at) => entry(at + 1, { text: `line ${at + 1}.` }));
    const { signIn, get } = await consoleWith({ view: thread({ entries }) });
    const cookie = await signIn();
    const last = await (await get(PATH, cookie)).text();
    expect(last).toContain('line 450.');
    expect(last).toContain('line 251.');
    expect(last).not.toContain('line 250.');
    expect(last).toContain(`${PATH}?before=251`);
    const earlier = await (await get(`${PATH}?before=251`, cookie)).text();
    expect(earlier).toContain('line 250.');
    expect(earlier).not.toContain('line 251.');
    const first = await (await get(`${PATH}?before=51`, cookie)).text();
    expect(first).toContain('line 1.');
    expect(first).not.toContain('line 51.');
    expect(first).not.toContain('Earlier messages');
  });

  it('tell a newcomer what to do, and hide what is local', async () => {
    const local = await consoleWith();
    expect(await (await local.get('/console/inbox', await local.signIn())).text()).toContain(
      'href="/demo/phone"',
    );
    const config = { ...fakeParts().config, local: false };
    const production = await consoleWith({ parts: { config } });
    const html = await (await production.get('/console/inbox', await production.signIn())).text();
    expect(html).toContain('Nobody is waiting');
    expect(html).not.toContain('/demo');
  });

  it('do not show what broke', async () => {
    const inbox = () => {
      throw new Error(`secret of ${HOSTILE}`);
    };
    const { signIn, get } = await consoleWith({ parts: { inbox } });
    const response = await get('/console/inbox', await signIn());
    expect(response.status).toBe(500);
    expect(await response.text()).not.toContain('secret of');
  });
});
