/** One page from somebody's site: guarded at every step of a redirect, bounded in time and size, conditional when we know it. */
import { publicUrl, type UrlRule } from '../domain/public-url.ts';
import { readBounded } from '../platform/read-bounded.ts';

export type PageRequest = {
  url: string;
  etag?: string | null;
  lastModified?: string | null;
  maxBytes: number;
};

export type PageFailure =
  | 'blocked'
  | 'redirects'
  | 'timeout'
  | 'too-large'
  | 'unreachable'
  | 'refused'
  | 'gone'
  | 'busy'
  | 'http-error';

export type PageAnswer =
  | {
      kind: 'page';
      /** After redirects. */
      url: string;
      contentType: string;
      bytes: Uint8Array;
      etag: string | null;
      lastModified: string | null;
    }
  | { kind: 'unchanged' }
  | {
      kind: 'failed';
      reason: PageFailure;
      detail: string;
      status: number | null;
      retryAfterMs: number | null;
    };

export type FetchPage = (request: PageRequest) => Promise<PageAnswer>;

export type FetchPorts = {
  fetch: (url: string, init: RequestInit) => Promise<Response>;
  rule: UrlRule;
  /** Asked for every name before it is called; throws when it cannot be told. */
  isPublicName: (host: string) => Promise<boolean>;
  userAgent: string;
};

const MAX_REDIRECTS = 5;
const WITHIN_MS = 15_000;
const MAX_RETRY_AFTER_MS = 600_000;

export function pageFetcher(ports: FetchPorts): FetchPage {
  const { rule, isPublicName, userAgent } = ports;
  const call = async (request: PageRequest): Promise<PageAnswer> => {
    const signal = AbortSignal.timeout(WITHIN_MS);
    let address = request.url;
    for (let hop = 0; hop <= MAX_REDIRECTS; hop += 1) {
      const verdict = publicUrl(address, rule);
      if (verdict.kind === 'blocked') return failure('blocked', verdict.why);
      const { url, isLoopback } = verdict;
      if (!isLoopback && !(await isPublicName(url.hostname)))
        return failure('blocked', 'The name of this site leads to no public address.');
      const headers: Record<string, string> = {
        'user-agent': userAgent,
        accept: 'text/html,application/xhtml+xml,text/plain,text/markdown,application/xml,*/*;q=0.1',
      };
      if (request.etag != null) headers['if-none-match'] = request.etag;
      if (request.lastModified != null) headers['if-modified-since'] = request.lastModified;
      const response = await ports.fetch(url.href, { headers, redirect: 'manual', signal });
      const location = response.headers.get('location');
      if (response.status >= 300 && response.status < 400 && response.status !== 304 && location !== null) {
        await response.body?.cancel();
        if (!URL.canParse(location, url)) return failure('http-error', 'The page leads to no address.');
        address = new URL(location, url).href;
        continue;
      }
      return read(response, url.href, request.maxBytes);
    }
    return failure('redirects', 'The page leads on and on to other addresses.');
  };
  return async (request) => {
    try {
      return await call(request);
    } catch (error) {
      const late =
        error instanceof DOMException && (error.name === 'TimeoutError' || error.name === 'AbortError');
      return late
        ? failure('timeout', 'The site did not answer in time.')
        : failure('unreachable', 'The site could not be reached.');
    }
  };
}

async function read(response: Response, url: string, maxBytes: number): Promise<PageAnswer> {
  const { status } = response;
  if (status === 304) {
    await response.body?.cancel();
    return { kind: 'unchanged' };
  }
  if (status !== 200) {
    await response.body?.cancel();
    return failedWith(status, response.headers.get('retry-after'));
  }
  const bytes = await boundedBody(response, maxBytes);
  if (bytes === null) return failure('too-large', `The page has more than ${maxBytes} bytes.`);
  return {
    kind: 'page',
    url,
    contentType: response.headers.get('content-type') ?? '',
    bytes,
    etag: response.headers.get('etag'),
    lastModified: response.headers.get('last-modified'),
  };
}

/** What is announced as too long is not even begun. */
async function boundedBody({ body, headers }: Response, maxBytes: number): Promise<Uint8Array | null> {
  if (Number(headers.get('content-length') ?? '0') <= maxBytes) return readBounded(body, maxBytes);
  await body?.cancel();
  return null;
}

function failedWith(status: number, retryAfter: string | null): PageAnswer {
  const seconds = Number(retryAfter ?? Number.NaN);
  const retryAfterMs = Number.isFinite(seconds)
    ? Math.min(MAX_RETRY_AFTER_MS, Math.max(0, seconds * 1000))
    : null;
  const answer = (reason: PageFailure, detail: string): PageAnswer => ({
    kind: 'failed',
    reason,
    detail,
    status,
    retryAfterMs,
  });
  if (status === 404 || status === 410) return answer('gone', `There is no such page (${status}).`);
  if (status === 401 || status === 403)
    return answer('refused', `The site does not let us read it (${status}).`);
  if (status === 429 || status === 503)
    return answer('busy', `The site asks us to come back later (${status}).`);
  return answer('http-error', `The site answered with ${status}.`);
}

function failure(reason: PageFailure, detail: string): PageAnswer {
  return { kind: 'failed', reason, detail, status: null, retryAfterMs: null };
}
