/**
 * Every way in which a call to a Twilio hook may be forged, bent or repeated, and what must come of it. One table for the
 * adapter alone and for the whole hook route. Numbers `S1`... are those of the list of attacks in the tests' names.
 */
import { signedForm, signedJson, twilioSignature } from './twilio-signer.ts';
import type { HookRequest } from './twilio-signer.ts';

export type Forgery = {
  name: string;
  /** Gives the call that is really made; `hook` is where and with what an honest one would be. */
  mutate(hook: Hook): Promise<HookRequest>;
  expectedStatus: 200 | 403 | 405;
  /** A router that knows only exact paths may say "no such page" before anything is verified. */
  orStatus?: 404;
  /** The call may take effect at most once in all, however often it is made. */
  repeated?: true;
};

export type Hook = {
  /** The public hook URL of the connection, without a query. */
  url: string;
  authToken: string;
  /** Was valid once, is not any more. */
  expiredToken: string;
  /** The hook and the token of another business. */
  other: { url: string; authToken: string };
  /** Fields of an inbound message, as Twilio posts them. */
  fields: Record<string, string>;
};

const honest = (hook: Hook) => signedForm(hook.authToken, hook.url, hook.fields);
/** A call whose URL has a query of two parameters, like a status callback. */
const withQuery = (hook: Hook) => signedForm(hook.authToken, `${hook.url}?snd=none&part=1`, hook.fields);
/** Signed for one URL, sent to another. */
async function signedFor(hook: Hook, signedUrl: string, sentUrl = hook.url): Promise<HookRequest> {
  return { ...(await signedForm(hook.authToken, signedUrl, hook.fields)), url: sentUrl };
}

function signatureOf(request: HookRequest): string {
  return request.headers.find(([name]) => name === 'x-twilio-signature')?.[1] ?? '';
}

function withSignature(request: HookRequest, ...signatures: string[]): HookRequest {
  const others = request.headers.filter(([name]) => name !== 'x-twilio-signature');
  const given = signatures.map((signature): [string, string] => ['x-twilio-signature', signature]);
  return { ...request, headers: [...others, ...given] };
}

function withHeaders(request: HookRequest, ...headers: [string, string][]): HookRequest {
  return { ...request, headers: [...request.headers, ...headers] };
}

/** Changes only the signature of an honest call. */
function bent(name: string, change: (signature: string) => string): Forgery {
  return {
    name,
    expectedStatus: 403,
    mutate: async (hook) => {
      const request = await honest(hook);
      return withSignature(request, change(signatureOf(request)));
    },
  };
}

/** Changes only the body of an honest call. */
function rewritten(name: string, expectedStatus: 200 | 403, change: (body: string) => string): Forgery {
  return {
    name,
    expectedStatus,
    mutate: async (hook) => {
      const request = await honest(hook);
      return { ...request, body: change(request.body) };
    },
  };
}

/** Changes only the URL of a call with a query. */
function moved(name: string, change: (url: string, hook: Hook) => string, orStatus?: 404): Forgery {
  const forgery: Forgery = {
    name,
    expectedStatus: 403,
    mutate: async (hook) => {
      const request = await withQuery(hook);
      return { ...request, url: change(request.url, hook) };
    },
  };
  return orStatus === undefined ? forgery : { ...forgery, orStatus };
}

/** An honest JSON call with its body changed afterwards. */
function reserialised(name: string, expectedStatus: 200 | 403, change: (body: string) => string): Forgery {
  return {
    name,
    expectedStatus,
    mutate: async (hook) => {
      const request = await signedJson(hook.authToken, hook.url, '{"b": 1, "a": "caf\\u00e9 \u{1F44B}"}');
      return { ...request, body: change(request.body) };
    },
  };
}

function byMethod(method: string): Forgery {
  return {
    name: `S19 ${method} on the hook's path`,
    expectedStatus: 405,
    mutate: async (hook) => {
      const request = await honest(hook);
      const body = method === 'GET' ? '' : request.body;
      return { ...request, method, body };
    },
  };
}

const lastButOne = (text: string, to: (char: string) => string) =>
  text.slice(0, -2) + to(text.slice(-2, -1)) + text.slice(-1);

export const TWILIO_FORGERIES: readonly Forgery[] = [
  { name: 'honest call', expectedStatus: 200, mutate: honest },
  { name: 'honest call with a query', expectedStatus: 200, mutate: withQuery },
  {
    name: 'S1 no signature',
    expectedStatus: 403,
    mutate: async (hook) => withSignature(await honest(hook)),
  },
  {
    name: 'S3 signed with the empty secret of a connection that was never set up',
    expectedStatus: 403,
    mutate: async (hook) => withSignature(await honest(hook), await emptyKeySignature(hook)),
  },
  {
    name: 'S4 signed for http',
    expectedStatus: 403,
    mutate: (hook) => signedFor(hook, hook.url.replace(/^https/, 'http')),
  },
  {
    name: 'S4 signed with :443',
    expectedStatus: 200,
    mutate: (hook) => signedFor(hook, withPort(hook.url, 443)),
  },
  {
    name: 'S4 signed with :8443',
    expectedStatus: 403,
    mutate: (hook) => signedFor(hook, withPort(hook.url, 8443)),
  },
  {
    name: 'S4 signed with :80',
    expectedStatus: 403,
    mutate: (hook) => signedFor(hook, withPort(hook.url, 80)),
  },
  {
    name: 'S5 forged host headers over a signature for that host',
    expectedStatus: 403,
    mutate: async (hook) => {
      const evil = 'evil.example';
      const request = await signedFor(hook, hook.url.replace(new URL(hook.url).host, evil));
      return withHeaders(request, ['x-forwarded-host', evil], ['x-forwarded-proto', 'https'], ['host', evil]);
    },
  },
  {
    name: 'S5 forged protocol header over a signature for http',
    expectedStatus: 403,
    mutate: async (hook) =>
      withHeaders(await signedFor(hook, hook.url.replace(/^https/, 'http')), ['x-forwarded-proto', 'http']),
  },
  {
    name: 'S5 forged host headers do not harm an honest call',
    expectedStatus: 200,
    mutate: async (hook) =>
      withHeaders(
        await honest(hook),
        ['x-forwarded-host', 'evil.example'],
        ['forwarded', 'host=evil.example'],
      ),
  },
  moved('S6 query reordered', (_, hook) => `${hook.url}?part=1&snd=none`),
  moved('S6 parameter added', (url) => `${url}&more=1`),
  moved('S6 parameter removed', (_, hook) => `${hook.url}?snd=none`),
  moved('S6 parameter changed', (_, hook) => `${hook.url}?snd=other&part=1`),
  moved('S6 query removed', (_, hook) => hook.url),
  moved('S6 trailing slash', (_, hook) => `${hook.url}/?snd=none&part=1`, 404),
  moved('S6 path in capitals', (url, hook) => url.replace(new URL(hook.url).pathname, '/HOOKS/X'), 404),
  {
    name: 'S6 signed with a fragment',
    expectedStatus: 403,
    mutate: (hook) => signedFor(hook, `${hook.url}#rc=5`),
  },
  rewritten('S7 %20 for +', 200, (body) => body.replaceAll('+', '%20')),
  rewritten('S7 escapes in small letters', 200, (body) =>
    body.replaceAll(/%[0-9A-F]{2}/g, (escape) => escape.toLowerCase()),
  ),
  rewritten('S7 fields in another order', 200, (body) => body.split('&').toReversed().join('&')),
  rewritten('S7 the same field twice with the same value', 200, (body) => `${body}&${body.split('&')[0]}`),
  rewritten('S7 the same field twice with another value', 403, (body) => `${body}&Body=STOP`),
  rewritten('S7 field added', 403, (body) => `${body}&OptOutType=STOP`),
  rewritten('S7 field removed', 403, (body) => body.split('&').slice(1).join('&')),
  {
    name: 'S7 values of a repeated field in another order',
    expectedStatus: 200,
    mutate: async (hook) => {
      const request = await honest(hook);
      const params: [string, string][] = [...Object.entries(hook.fields), ['Tag', 'one'], ['Tag', 'two']];
      const signed = withSignature(request, await twilioSignature(hook.authToken, hook.url, params));
      return { ...signed, body: `Tag=two&${request.body}&Tag=one` };
    },
  },
  reserialised('S8 honest JSON', 200, (body) => body),
  reserialised('S8 JSON serialised again', 403, (body) => JSON.stringify(JSON.parse(body))),
  reserialised('S8 JSON with a byte-order mark', 403, (body) => `\uFEFF${body}`),
  reserialised('S8 JSON keys in another order', 403, () => '{"a": "caf\\u00e9 \u{1F44B}", "b": 1}'),
  reserialised('S8 JSON body missing', 403, () => ''),
  {
    name: 'S8 JSON without its hash in the URL',
    expectedStatus: 403,
    mutate: async (hook) => {
      const request = await signedJson(hook.authToken, hook.url, '{}');
      return withSignature(
        { ...request, url: hook.url },
        await twilioSignature(hook.authToken, hook.url, []),
      );
    },
  },
  rewritten('S8 form with a byte-order mark', 403, (body) => `\uFEFF${body}`),
  {
    name: 'S9 emoji, accents and a line separator',
    expectedStatus: 200,
    mutate: (hook) =>
      signedForm(hook.authToken, hook.url, {
        ...hook.fields,
        Body: 'caf\u00e9 \u{1F44B}\u{1F3FD} \u2028 \uFF21',
      }),
  },
  rewritten('S10 one byte of the body changed', 403, (body) => body.replace(/Body=(.)/, 'Body=%00')),
  rewritten('S10 body empty', 403, () => ''),
  bent(
    'S10 one character of the signature changed',
    (text) => (text.startsWith('A') ? 'B' : 'A') + text.slice(1),
  ),
  bent('S10 signature cut by one', (text) => text.slice(0, -1)),
  bent('S10 signature without its padding', (text) => text.replace(/=+$/, '')),
  bent('S10 signature lengthened', (text) => `${text}A`),
  bent('S10 signature empty', () => ''),
  bent('S10 signature in hex', (text) => [...atob(text)].map((c) => c.charCodeAt(0).toString(16)).join('')),
  bent('S10 signature with a scheme before it', (text) => `sha1=${text}`),
  bent('S10 signature in capitals', (text) =>
    text === text.toUpperCase() ? `${text}x` : text.toUpperCase(),
  ),
  bent('S10 another base64 text for the same bytes', (text) => lastButOne(text, nextBase64)),
  bent('S10 signature of 10 KB', (text) => text + 'A'.repeat(10_240)),
  {
    name: 'S10 signature with SHA-256 instead of SHA-1',
    expectedStatus: 403,
    mutate: async (hook) => withSignature(await honest(hook), `${'A'.repeat(43)}=`),
  },
  {
    name: 'S11 two signatures, the valid one first',
    expectedStatus: 403,
    mutate: async (hook) => {
      const request = await honest(hook);
      return withSignature(request, signatureOf(request), `${'A'.repeat(27)}=`);
    },
  },
  {
    name: 'S11 two signatures, the valid one last',
    expectedStatus: 403,
    mutate: async (hook) => {
      const request = await honest(hook);
      return withSignature(request, `${'A'.repeat(27)}=`, signatureOf(request));
    },
  },
  {
    name: 'S11 the valid signature twice',
    expectedStatus: 403,
    mutate: async (hook) => {
      const request = await honest(hook);
      return withSignature(request, signatureOf(request), signatureOf(request));
    },
  },
  { name: 'S14 exact replay', expectedStatus: 200, repeated: true, mutate: honest },
  {
    name: "S15 another business's valid call on this path",
    expectedStatus: 403,
    mutate: async (hook) => ({
      ...(await signedForm(hook.other.authToken, hook.other.url, hook.fields)),
      url: hook.url,
    }),
  },
  {
    name: "S15 signed for this path with another business's token",
    expectedStatus: 403,
    mutate: (hook) => signedForm(hook.other.authToken, hook.url, hook.fields),
  },
  {
    name: "S15 this business's valid call on another's path",
    expectedStatus: 403,
    mutate: (hook) => signedFor(hook, hook.url, hook.other.url),
  },
  {
    name: 'S17 signed with an expired token',
    expectedStatus: 403,
    mutate: (hook) => signedForm(hook.expiredToken, hook.url, hook.fields),
  },
  byMethod('GET'),
  byMethod('PUT'),
  byMethod('DELETE'),
];

function withPort(url: string, port: number): string {
  const parsed = new URL(url);
  return url.replace(parsed.host, `${parsed.hostname}:${port}`);
}

/** The last character before the padding carries 2 unused bits: the next letter decodes to the same bytes. */
function nextBase64(char: string): string {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
  return letters[letters.indexOf(char) + 1] ?? 'A';
}

/** A zero-length key is refused by Web Crypto; HMAC pads keys with zero bytes, so one zero byte gives the same. */
function emptyKeySignature(hook: Hook): Promise<string> {
  return twilioSignature('\0', hook.url, Object.entries(hook.fields));
}
