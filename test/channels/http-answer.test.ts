import { describe, expect, it } from 'vitest';
import { callProvider, fieldOf, retryAfterMs } from '../../src/channels/http-answer.ts';
import { answering, sendContext } from './sends.ts';

const URL_OF_API = 'https://api.provider.example/send';

describe('callProvider', () => {
  it('gives status, headers and JSON', async () => {
    const context = answering(() =>
      Response.json({ sid: 'x' }, { status: 201, headers: { 'retry-after': '3' } }),
    );
    const answer = await callProvider(URL_OF_API, { method: 'POST' }, context);
    expect(answer).toMatchObject({ kind: 'answer', status: 201, json: { sid: 'x' } });
    if (answer.kind === 'answer') expect(answer.headers.get('retry-after')).toBe('3');
  });

  it('follows no redirect: it would repeat the message and hand out the credentials', async () => {
    const seen: (string | undefined)[] = [];
    const context = sendContext({
      fetch: async (_, init) => {
        seen.push(init.redirect);
        return new Response(null, { status: 307, headers: { location: 'https://evil.example/' } });
      },
    });
    const answer = await callProvider(URL_OF_API, { method: 'POST', redirect: 'follow' }, context);
    expect(answer).toMatchObject({ kind: 'answer', status: 307 });
    expect(seen).toEqual(['manual']);
  });

  it('reads no endless answer to its end', async () => {
    let chunks = 0;
    const endless = () =>
      new ReadableStream({
        pull(stream) {
          chunks++;
          stream.enqueue(new Uint8Array(65_536).fill(0x20));
        },
      });
    const answer = await callProvider(
      URL_OF_API,
      {},
      answering(() => new Response(endless())),
    );
    expect(answer).toMatchObject({ kind: 'answer', json: null });
    expect(chunks).toBeLessThan(10);
  });

  it('gives up on an answer that stops in the middle', async () => {
    const context = sendContext({
      timeoutMs: 30,
      fetch: async (_, init) =>
        new Response(
          new ReadableStream({
            start(stream) {
              stream.enqueue(new TextEncoder().encode('{"sid":'));
              init.signal?.addEventListener('abort', () => stream.error(new Error('aborted')));
            },
          }),
        ),
    });
    expect(await callProvider(URL_OF_API, {}, context)).toEqual({ kind: 'lost', reason: 'timeout' });
  });

  it.each(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT'])(
    '%s: unreachable',
    async (code) => {
      const context = sendContext({
        fetch: () => Promise.reject(new TypeError('failed', { cause: { code } })),
      });
      expect((await callProvider(URL_OF_API, {}, context)).kind).toBe('unreachable');
    },
  );

  it.each(['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET', 'UND_ERR_HEADERS_TIMEOUT'])('%s: lost', async (code) => {
    const context = sendContext({
      fetch: () => Promise.reject(new TypeError('failed', { cause: { code } })),
    });
    expect((await callProvider(URL_OF_API, {}, context)).kind).toBe('lost');
  });
});

describe('retryAfterMs', () => {
  const date = 'Mon, 23 Nov 2026 08:00:00 GMT';
  it.each([
    [{ 'retry-after': '3' }, 3_000],
    [{ 'retry-after': '0' }, 0],
    [{ 'retry-after': '1.5' }, 1_500],
    [{ 'retry-after': 'Mon, 23 Nov 2026 08:00:30 GMT', date }, 30_000],
    [{ 'retry-after': 'Mon, 23 Nov 2026 07:59:00 GMT', date }, null],
    [{ 'retry-after': 'Mon, 23 Nov 2026 08:00:30 GMT' }, null],
    [{ 'retry-after': '-5' }, null],
    [{ 'retry-after': 'soon' }, null],
    [{}, null],
  ])('%j -> %s', (headers, waitMs) => {
    expect(retryAfterMs(new Headers(Object.entries(headers)))).toBe(waitMs);
  });
});

describe('fieldOf', () => {
  it('finds own fields only', () => {
    expect(fieldOf({ sid: 'x' }, 'sid')).toBe('x');
    expect(fieldOf({}, 'constructor')).toBeNull();
    expect(fieldOf(null, 'sid')).toBeNull();
    expect(fieldOf('text', 'length')).toBeNull();
    expect(fieldOf({ sid: undefined }, 'sid')).toBeNull();
  });
});
