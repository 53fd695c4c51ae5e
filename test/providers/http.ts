/** The few HTTP parts that simulated providers share: a bounded call in, a plain answer out. */
import type { IncomingMessage, ServerResponse } from 'node:http';

export type Call = {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: Readonly<Record<string, string>>;
  body: string;
};

export type Answer =
  | { kind: 'answer'; status: number; headers?: Record<string, string>; body: unknown }
  /** The connection is cut without an answer. */
  | { kind: 'drop' }
  /** Nothing is said until the caller gives up. */
  | { kind: 'hang' };

/** One provider in the server. `null`: the path is not this provider's. */
export type SimulatedProvider = {
  handle: (call: Call) => Promise<Answer | null>;
  help: () => unknown;
  close: () => Promise<void>;
};

const MAX_BODY_BYTES = 256 * 1024;

export function answer(status: number, body: unknown, headers?: Record<string, string>): Answer {
  return headers === undefined ? { kind: 'answer', status, body } : { kind: 'answer', status, headers, body };
}

/** Null when the body is too long. */
export async function readCall(request: IncomingMessage): Promise<Call | null> {
  const url = new URL(request.url ?? '/', 'http://provider.invalid');
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    const buffer = Buffer.from(chunk);
    bytes += buffer.length;
    if (bytes > MAX_BODY_BYTES) return null;
    chunks.push(buffer);
  }
  const headers = Object.entries(request.headers).map(([name, value]): [string, string] => [
    name,
    Array.isArray(value) ? value.join(', ') : (value ?? ''),
  ]);
  return {
    method: request.method ?? 'GET',
    path: url.pathname,
    query: url.searchParams,
    headers: Object.fromEntries(headers),
    body: Buffer.concat(chunks).toString('utf8'),
  };
}

export function writeAnswer(response: ServerResponse, given: Answer): void {
  if (given.kind === 'hang') return;
  if (given.kind === 'drop') {
    response.destroy();
    return;
  }
  const text = typeof given.body === 'string' ? given.body : JSON.stringify(given.body, null, 2);
  const contentType = typeof given.body === 'string' ? 'text/plain; charset=utf-8' : 'application/json';
  response.writeHead(given.status, { 'content-type': contentType, ...given.headers }).end(text);
}

export function readJson(call: Call): unknown {
  try {
    return JSON.parse(call.body === '' ? '{}' : call.body);
  } catch {
    return undefined;
  }
}
