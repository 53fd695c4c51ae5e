/** Twilio's own package is the judge: every vector and every random request must be taken or refused as it does. */
import { readFileSync } from 'node:fs';
import { parse, stringify } from 'node:querystring';
import {
  getExpectedTwilioSignature,
  validateRequest,
  validateRequestWithBody,
} from 'twilio/lib/webhooks/webhooks.js';
import { describe, expect, it } from 'vitest';
import { isSignedByTwilio, urlSpellings } from '../../src/channels/twilio-signature.ts';
import type { Credentials, RawRequest } from '../../src/domain/channel.ts';
import { seededRandom } from './seeded-random.ts';
import { TWILIO_FORGERIES } from './twilio-forgeries.ts';
import type { Hook } from './twilio-forgeries.ts';
import { signedJson, twilioSignature } from './twilio-signer.ts';
import type { HookRequest } from './twilio-signer.ts';
import vectors from './fixtures/twilio-sms-signatures.json' with { type: 'json' };

const URL_OF_HOOK = 'https://gate.shop.example/hooks/con_bell1';
const TOKEN = '0123456789abcdef0123456789abcdef';
const OLD_TOKEN = '00000000000000000000000000000001';
const OTHER_TOKEN = '00000000000000000000000000000002';

function raw(request: HookRequest): RawRequest {
  const headers = new Headers();
  for (const [name, value] of request.headers) headers.append(name, value);
  return { ...request, headers, body: new TextEncoder().encode(request.body) };
}

function signed(url: string, body: string, signature: string): RawRequest {
  return raw({
    method: 'POST',
    url,
    headers: [
      ['content-type', 'application/x-www-form-urlencoded'],
      ['x-twilio-signature', signature],
    ],
    body,
  });
}

/** The form as Twilio's package wants it: a repeated name holds a list. */
function grouped(pairs: Iterable<[string, string]>): Record<string, string | string[]> {
  const params: Record<string, string | string[]> = {};
  for (const [name, value] of pairs) {
    const before = params[name];
    params[name] = before === undefined ? value : [before, value].flat();
  }
  return params;
}

describe('recorded vectors', () => {
  it('are at least 60, taken and refused', () => {
    expect(vectors.length).toBeGreaterThanOrEqual(60);
    expect(vectors.filter((vector) => vector.accepted).length).toBeGreaterThanOrEqual(40);
    expect(vectors.filter((vector) => !vector.accepted).length).toBeGreaterThanOrEqual(15);
  });

  it.each(vectors)('$name: accepted $accepted', async (vector) => {
    const { token, signature, url, body, method, contentType } = vector;
    const official = contentType.includes('json')
      ? validateRequestWithBody(token, signature, url, body)
      : validateRequest(token, signature, url, grouped(method === 'GET' ? [] : new URLSearchParams(body)));
    expect(official, "Twilio's own package").toBe(vector.accepted);
    const headers: [string, string][] = [['x-twilio-signature', signature]];
    if (contentType !== '') headers.push(['content-type', contentType]);
    const request = raw({ method, url, headers, body });
    expect(await isSignedByTwilio(request, { authToken: token })).toBe(vector.accepted);
  });
});

describe('random requests', () => {
  it('1,000 are judged as the official package judges them', async () => {
    const random = seededRandom(7);
    const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] ?? list[0]!;
    const pieces = [
      'a',
      'B',
      '1',
      '10',
      '+',
      '%20',
      '%2B',
      '%zz',
      "'",
      'ü',
      '%C3%BC',
      '%c3%bc',
      '[0]',
      '~',
      '!',
      '(',
      '*',
      '%',
      '\u{1F514}',
      '.',
      '%ff',
      '%00',
    ] as const;
    const text = () => Array.from({ length: Math.floor(random() * 4) }, () => pick(pieces)).join('');
    const disagreements: string[] = [];
    const counts = { accepted: 0, refused: 0 };
    for (let round = 0; round < 1_000; round++) {
      const query = Array.from({ length: Math.floor(random() * 4) }, () =>
        pick([`${text()}=${text()}`, text(), `k=${text()}`]),
      ).join(pick(['&', '&', '&&']));
      const url =
        pick(['https://', 'http://']) +
        pick(['', '', 'me:pw@']) +
        pick(['gate.example', 'GATE.example', '[::1]']) +
        pick(['', '', ':443', ':80', ':8443']) +
        pick(['/h', "/h'x", '/h/ü', '']) +
        (query === '' ? pick(['', '?']) : `?${query}`);
      const pairs = Array.from({ length: Math.floor(random() * 4) }, (): [string, string] => [
        pick(['Body', 'body', 'Tag', '\u{1F514}', '\uFF21']),
        text(),
      ]);
      const legacy = url.replace(/\?(.+)$/, (_, rest: string) => `?${stringify(parse(rest))}`);
      const candidates = [
        ...urlSpellings(url),
        legacy,
        new URL(legacy).toString(),
        `${url}x`,
        url.toUpperCase(),
        url.split('?')[0] ?? '',
      ];
      const signature = getExpectedTwilioSignature(TOKEN, pick(candidates), grouped(pairs));
      const official = validateRequest(TOKEN, signature, url, grouped(pairs));
      const body = new URLSearchParams(pairs).toString();
      const ours = await isSignedByTwilio(signed(url, body, signature), { authToken: TOKEN });
      if (ours !== official) disagreements.push(`${url} | ${body} | ${signature}`);
      counts[official ? 'accepted' : 'refused']++;
    }
    expect(disagreements).toEqual([]);
    expect(counts.accepted).toBeGreaterThan(250);
    expect(counts.refused).toBeGreaterThan(100);
  });

  it("the tests' own signer agrees with the official package", async () => {
    const pairs: [string, string][] = [
      ['Tag', 'b'],
      ['Tag', 'a'],
      ['Tag', 'b'],
      ['\uFF21', '1'],
      ['\u{1F514}', '2'],
      ['Body', 'x y'],
    ];
    const official = getExpectedTwilioSignature(TOKEN, URL_OF_HOOK, grouped(pairs));
    expect(await twilioSignature(TOKEN, URL_OF_HOOK, pairs)).toBe(official);
  });
});

describe('forgeries', () => {
  const hook: Hook = {
    url: URL_OF_HOOK,
    authToken: TOKEN,
    expiredToken: OLD_TOKEN,
    other: { url: 'https://gate.shop.example/hooks/con_bell2', authToken: OTHER_TOKEN },
    fields: {
      MessageSid: `SM${'1'.repeat(32)}`,
      From: '+15550100042',
      To: '+15550100001',
      Body: 'Are you open on Sunday?',
      NumMedia: '0',
    },
  };

  it.each(TWILIO_FORGERIES)('$name -> $expectedStatus', async (forgery) => {
    const request = raw(await forgery.mutate(hook));
    const credentials = { authToken: TOKEN, previousAuthToken: '' };
    expect(await isSignedByTwilio(request, credentials)).toBe(forgery.expectedStatus === 200);
  });

  it('the table is complete', () => {
    const names = TWILIO_FORGERIES.map((forgery) => forgery.name);
    expect(new Set(names).size).toBe(names.length);
    for (const attack of [
      'S1',
      'S3',
      'S4',
      'S5',
      'S6',
      'S7',
      'S8',
      'S9',
      'S10',
      'S11',
      'S14',
      'S15',
      'S17',
      'S19',
    ]) {
      expect(
        names.some((name) => name.startsWith(`${attack} `)),
        attack,
      ).toBe(true);
    }
  });
});

describe('secrets', () => {
  const body = 'Body=hi';
  const signature = (token: string) => getExpectedTwilioSignature(token, URL_OF_HOOK, { Body: 'hi' });
  const request = (token: string) => signed(URL_OF_HOOK, body, signature(token));

  it('the current and the previous token are both good while both are live', async () => {
    const both = { authToken: TOKEN, previousAuthToken: OLD_TOKEN };
    expect(await isSignedByTwilio(request(TOKEN), both)).toBe(true);
    expect(await isSignedByTwilio(request(OLD_TOKEN), both)).toBe(true);
    expect(await isSignedByTwilio(request(OTHER_TOKEN), both)).toBe(false);
  });

  it('S17: an expired previous token is absent, and refused', async () => {
    expect(await isSignedByTwilio(request(OLD_TOKEN), { authToken: TOKEN })).toBe(false);
    expect(await isSignedByTwilio(request(OLD_TOKEN), { authToken: TOKEN, previousAuthToken: '' })).toBe(
      false,
    );
  });

  const withoutToken: Credentials[] = [{}, { authToken: '' }, { authToken: ' ' }, { previousAuthToken: '' }];
  it.each(withoutToken)('S3: without a token everything is refused: %j', async (credentials) => {
    for (const token of ['', ' ', '\0', 'undefined', 'null', TOKEN]) {
      expect(await isSignedByTwilio(request(token), credentials)).toBe(false);
    }
  });
});

describe('methods', () => {
  it('only GET and POST can be signed, even where the body is empty or its hash is', async () => {
    const json = await signedJson(TOKEN, URL_OF_HOOK, '{"a":1}');
    const bare = await signedJson(TOKEN, URL_OF_HOOK, '');
    for (const method of ['PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS', 'post', '']) {
      expect(await isSignedByTwilio(raw({ ...json, method }), { authToken: TOKEN })).toBe(false);
      expect(await isSignedByTwilio(raw({ ...bare, method }), { authToken: TOKEN })).toBe(false);
    }
    expect(await isSignedByTwilio(raw(json), { authToken: TOKEN })).toBe(true);
    expect(await isSignedByTwilio(raw({ ...bare, method: 'GET' }), { authToken: TOKEN })).toBe(true);
  });
});

describe('S12 timing', () => {
  it('a signature that agrees in its first n characters is refused for every n, as is every length', async () => {
    const right = getExpectedTwilioSignature(TOKEN, URL_OF_HOOK, { Body: 'hi' });
    for (let same = 0; same < right.length; same++) {
      const char = right[same] === 'A' ? 'B' : 'A';
      const wrong = right.slice(0, same) + char + right.slice(same + 1);
      expect(await isSignedByTwilio(signed(URL_OF_HOOK, 'Body=hi', wrong), { authToken: TOKEN })).toBe(false);
      const short = right.slice(0, same);
      expect(await isSignedByTwilio(signed(URL_OF_HOOK, 'Body=hi', short), { authToken: TOKEN })).toBe(false);
    }
  });

  it('nothing in src/channels compares a signature with an operator', () => {
    const source = readFileSync(`${import.meta.dirname}/../../src/channels/twilio-signature.ts`, 'utf8');
    expect(source).toContain('equalInConstantTime(given, expected)');
    expect(source).not.toMatch(/(given|bodyHash)\s*[!=]==?(?!=)\s*(?!\s|null)/);
  });
});
