/**
 * Twilio's request signature: base64(HMAC-SHA1(auth token, URL + sorted form parameters)).
 * Twilio's back ends differ in which spelling of the URL they sign, so a few spellings of the one public URL are tried,
 * the same ones as in Twilio's own library.
 */
import type { Credentials, RawRequest } from '../domain/channel.ts';
import { equalInConstantTime, hmac, sha256, toBase64, toHex } from '../platform/signatures.ts';

const SIGNATURE_SHAPE = /^[A-Za-z0-9+/]{27}=$/;
const BODY_HASH = 'bodySHA256';
/** As in Node's `querystring`, which the legacy spelling comes from. */
const LEGACY_MAX_PAIRS = 1_000;

/** True only for a request signed by Twilio with the current or the previous token. Any doubt is false. */
export async function isSignedByTwilio(request: RawRequest, credentials: Credentials): Promise<boolean> {
  // A second header arrives joined by a comma and so has not the shape; neither has a truncated or an overlong one.
  const given = request.headers.get('x-twilio-signature');
  if (given === null || !SIGNATURE_SHAPE.test(given)) return false;
  const params = await signedParams(request);
  if (params === null) return false;
  const suffix = concatenated(params);
  for (const secret of liveSecrets(credentials)) {
    for (const url of urlSpellings(request.url)) {
      const expected = toBase64(await hmac('SHA-1', secret, url + suffix));
      if (equalInConstantTime(given, expected)) return true;
    }
  }
  return false;
}

type Pairs = readonly (readonly [name: string, value: string])[];

/** The form's pairs where they are part of what is signed; null where the body is not covered by the signature. */
async function signedParams(request: RawRequest): Promise<Pairs | null> {
  if (request.method !== 'GET' && request.method !== 'POST') return null;
  const bodyHash = queryOf(request.url)?.get(BODY_HASH) ?? null;
  if (bodyHash !== null) {
    return equalInConstantTime(bodyHash, toHex(await sha256(request.body))) ? [] : null;
  }
  if (request.body.length === 0) return [];
  return request.method === 'POST' && isForm(request.headers) ? formOf(request.body) : null;
}

export function isForm(headers: Headers): boolean {
  const contentType = headers.get('content-type') ?? '';
  return contentType.split(';', 1)[0]?.trim().toLowerCase() === 'application/x-www-form-urlencoded';
}

/** Null when that is no URL. Most have no query, and need not be taken apart to know that. */
export function queryOf(url: string): URLSearchParams | null {
  if (!url.includes('?')) return new URLSearchParams();
  return URL.canParse(url) ? new URL(url).searchParams : null;
}

/** Of the calls under way: who verifies a body and who parses it read it once. */
const forms = new WeakMap<Uint8Array, Pairs>();
/** A byte-order mark is kept: it was not signed, so it must not vanish. */
const UTF8 = new TextDecoder('utf-8', { fatal: false, ignoreBOM: true });

/** The pairs of a body that nobody changes any more. */
export function formOf(body: Uint8Array): Pairs {
  const known = forms.get(body);
  if (known !== undefined) return known;
  const pairs = [...new URLSearchParams(UTF8.decode(body))];
  forms.set(body, pairs);
  return pairs;
}

function liveSecrets(credentials: Credentials): string[] {
  const secrets = [credentials['authToken'] ?? '', credentials['previousAuthToken'] ?? ''];
  return secrets.filter((secret) => secret.trim() !== '');
}

/** Name and value without separator, sorted by name; equal values of a repeated name count once. */
function concatenated(params: Pairs): string {
  // By code unit on purpose, never by locale.
  const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
  const sorted = params.toSorted((a, b) => order(a[0], b[0]) || order(a[1], b[1]));
  let text = '';
  sorted.forEach(([name, value], at) => {
    const before = sorted[at - 1];
    if (before === undefined || before[0] !== name || before[1] !== value) text += name + value;
  });
  return text;
}

/** The spellings under which Twilio may have signed one URL, the likely ones first; the others are made only when needed. */
export function* urlSpellings(url: string): Iterable<string> {
  yield url;
  const others = new Set([withoutPort(url), withPort(url)]);
  if (URL.canParse(url)) {
    const normal = new URL(url).toString();
    for (const spelling of [withoutPort(normal), withPort(normal)])
      others.add(spelling).add(withLegacyQuery(spelling));
  }
  others.delete(url);
  yield* others;
}

/** Splits without normalising: `new URL` would encode characters that Twilio signed as they are. */
function splitUrl(
  url: string,
): { scheme: string; user: string; host: string; port: string; rest: string } | null {
  const match = /^([a-z][a-z0-9+.-]*:\/\/)([^/?#]*)/i.exec(url);
  const [prefix, scheme, authority] = match ?? [];
  if (prefix === undefined || scheme === undefined || authority === undefined) return null;
  const userEnd = authority.lastIndexOf('@') + 1;
  const hostAndPort = authority.slice(userEnd);
  // In an IPv6 literal a colon starts the port only after the bracket.
  const colon = hostAndPort.indexOf(':', hostAndPort.lastIndexOf(']') + 1);
  return {
    scheme,
    user: authority.slice(0, userEnd),
    host: colon === -1 ? hostAndPort : hostAndPort.slice(0, colon),
    port: colon === -1 ? '' : hostAndPort.slice(colon),
    rest: url.slice(prefix.length),
  };
}

function withoutPort(url: string): string {
  const parts = splitUrl(url);
  return parts === null ? url : parts.scheme + parts.user + parts.host + parts.rest;
}

function withPort(url: string): string {
  const parts = splitUrl(url);
  if (parts === null || parts.port !== '') return url;
  const port = parts.scheme.toLowerCase() === 'https://' ? ':443' : ':80';
  return parts.scheme + parts.user + parts.host + port + parts.rest;
}

/** The query as an old Node back end would have written it: decoded and encoded again, repeated names gathered. */
function withLegacyQuery(url: string): string {
  const start = url.indexOf('?');
  if (start === -1 || start === url.length - 1) return url;
  const pairs = url
    .slice(start + 1)
    .split('&')
    .filter((pair) => pair !== '')
    .slice(0, LEGACY_MAX_PAIRS);
  // A plain record on purpose: whole-number names come first, as they did there.
  const valuesOf: Record<string, string[]> = Object.create(null);
  for (const pair of pairs) {
    const equals = pair.indexOf('=');
    const name = decoded(equals === -1 ? pair : pair.slice(0, equals));
    (valuesOf[name] ??= []).push(equals === -1 ? '' : decoded(pair.slice(equals + 1)));
  }
  const query = Object.entries(valuesOf)
    .flatMap(([name, values]) => values.map((value) => `${encoded(name)}=${encoded(value)}`))
    .join('&');
  return url.slice(0, start + 1) + query;
}

function decoded(text: string): string {
  // One pair through the platform's lenient decoder: `+` is a space, broken escapes stay, bad UTF-8 is replaced.
  return new URLSearchParams(`v=${text}`).get('v') ?? '';
}

function encoded(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}
