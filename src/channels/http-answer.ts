/** One call to a provider: bounded in time and size, and honest about how far it came. Shared by all `http` channels. */
import type { SendContext } from '../domain/channel.ts';
import { readBoundedText } from '../platform/read-bounded.ts';

export type HttpAnswer =
  | { kind: 'answer'; status: number; headers: Headers; json: unknown }
  /** No connection was made, so certainly nothing was taken. */
  | { kind: 'unreachable'; reason: string }
  /** The request may have arrived. */
  | { kind: 'lost'; reason: string };

const MAX_ANSWER_BYTES = 256 * 1024;

/** What Node says when a connection never came about. The Workers runtime does not tell, and so ends as `lost`. */
const NEVER_CONNECTED = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** Never throws, never follows a redirect; the body is read as JSON, `null` where it is none or too long. */
export async function callProvider(
  url: string,
  init: RequestInit,
  context: SendContext,
): Promise<HttpAnswer> {
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), context.timeoutMs);
  try {
    const response = await context.fetch(url, { ...init, redirect: 'manual', signal: abort.signal });
    const json = parsed((await readBoundedText(response, MAX_ANSWER_BYTES)) ?? '');
    return { kind: 'answer', status: response.status, headers: response.headers, json };
  } catch (error) {
    if (abort.signal.aborted) return { kind: 'lost', reason: 'timeout' };
    const code = codeOf(error);
    if (code !== null && NEVER_CONNECTED.has(code)) return { kind: 'unreachable', reason: 'no_connection' };
    return { kind: 'lost', reason: 'connection_lost' };
  } finally {
    clearTimeout(timer);
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function codeOf(error: unknown): string | null {
  const cause = error instanceof Error ? error.cause : null;
  if (typeof cause !== 'object' || cause === null || !('code' in cause)) return null;
  return typeof cause.code === 'string' ? cause.code : null;
}

/** `Retry-After` in seconds or as a date, the latter against the answer's own `Date`. Null when absent or unreadable. */
export function retryAfterMs(headers: Headers): number | null {
  const text = headers.get('retry-after')?.trim() ?? '';
  if (/^\d{1,6}(\.\d{1,3})?$/.test(text)) return Math.round(Number(text) * 1_000);
  const waitMs = Date.parse(text) - Date.parse(headers.get('date') ?? '');
  return Number.isFinite(waitMs) && waitMs >= 0 ? waitMs : null;
}

/** The field of an answer that should be an object, or null. */
export function fieldOf(json: unknown, name: string): unknown {
  return typeof json === 'object' && json !== null && Object.hasOwn(json, name)
    ? (Reflect.get(json, name) ?? null)
    : null;
}
