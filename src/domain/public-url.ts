/**
 * Which addresses given by people may be called: public web sites only. The one guard for pages, sites and every redirect on
 * the way. The URL parser has already made one spelling of decimal, octal and full-width addresses.
 */
import { isPublicAddress } from './ip-address.ts';

export type UrlVerdict = { kind: 'ok'; url: URL; isLoopback: boolean } | { kind: 'blocked'; why: string };

export type UrlRule = {
  /** Local mode: sites on this machine may be read. */
  loopback: boolean;
  /** Our own hosts are never called from inside. */
  ownHosts: readonly string[];
};

const MAX_URL_CHARS = 2_000;
const LOOPBACK = new Set(['localhost', '127.0.0.1']);
const WEB_PORTS = new Set(['', '80', '443']);
/** Names that mean something else on every network, or nothing at all. */
const SPECIAL =
  /(^|\.)(localhost|local|internal|intranet|lan|home|corp|private|invalid|test|onion|arpa|workers\.dev)$/;
const HOST = /^(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)+(?:[a-z]{2,63}|xn--[a-z0-9-]{2,59})$/;

export function publicUrl(text: string, { loopback, ownHosts }: UrlRule): UrlVerdict {
  const url = parsed(text);
  if (url === null) return blocked('It is not the address of a web page.');
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    return blocked('Only http and https addresses can be read.');
  if (url.username !== '' || url.password !== '') return blocked('An address must not hold a password.');
  if (loopback && LOOPBACK.has(url.hostname)) return { kind: 'ok', url, isLoopback: true };
  const host = url.hostname;
  if (host.startsWith('[') || /^[\d.]+$/.test(host))
    return blocked('An address needs a name, not a number, in it.');
  if (!HOST.test(host) || SPECIAL.test(host)) return blocked('This is not the name of a public site.');
  if (ownHosts.includes(host)) return blocked('This is our own address.');
  if (!WEB_PORTS.has(url.port)) return blocked('Only the usual ports of web sites can be read.');
  return { kind: 'ok', url, isLoopback: false };
}

/** For the answers of a resolver: a name that leads inside is as bad as an address that does. */
export function leadsOutside(addresses: readonly string[]): boolean {
  return addresses.length > 0 && addresses.every(isPublicAddress);
}

function parsed(text: string): URL | null {
  if (text.length > MAX_URL_CHARS || /[\s\\]|\p{Cc}/u.test(text)) return null;
  try {
    return new URL(text);
  } catch {
    return null;
  }
}

function blocked(why: string): UrlVerdict {
  return { kind: 'blocked', why };
}
