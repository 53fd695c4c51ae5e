import { describe, expect, it } from 'vitest';
import { readBounded, readBoundedText } from '../../src/platform/read-bounded.ts';

const ONE_BYTE_EACH = 1;

function body(text: string, size = 4) {
  const bytes = new TextEncoder().encode(text);
  const told = { pulled: 0, cancelled: false };
  const stream = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        const at = told.pulled;
        told.pulled += size;
        if (at >= bytes.length) controller.close();
        else controller.enqueue(bytes.slice(at, at + size));
      },
      cancel() {
        told.cancelled = true;
      },
    },
    { highWaterMark: 0 },
  );
  return { stream, told };
}

describe('a body under a limit', () => {
  it('is read whole, whatever its pieces', async () => {
    for (const size of [ONE_BYTE_EACH, 3, 100])
      expect(await readBoundedText(new Response(body('héllo wörld €', size).stream), 100)).toBe(
        'héllo wörld €',
      );
    expect(await readBounded(body('', 1).stream, 0)).toEqual(new Uint8Array(0));
    expect(await readBounded(null, 0)).toEqual(new Uint8Array(0));
  });

  it('may be as long as the limit and no longer', async () => {
    expect(await readBoundedText(new Response(body('12345678').stream), 8)).toBe('12345678');
    expect(await readBoundedText(new Response(body('123456789').stream), 8)).toBeNull();
  });

  it('that is longer is let go at once: the rest is not asked for', async () => {
    const { stream, told } = body('x'.repeat(1_000_000), 1_000);
    expect(await readBounded(stream, 5_000)).toBeNull();
    expect(told).toEqual({ pulled: 6_000, cancelled: true });
  });

  it('is counted when it is packed, or announced as longer than it may be', async () => {
    const packed: [string, string][] = [
      ['content-length', '2'],
      ['content-encoding', 'gzip'],
    ];
    for (const headers of [[['content-length', '9']] satisfies [string, string][], packed])
      expect(await readBoundedText(new Response(body('123456789').stream, { headers }), 8)).toBeNull();
    const short = new Response('12345678', { headers: { 'content-length': '8' } });
    expect(await readBoundedText(short, 8)).toBe('12345678');
  });

  it('that breaks off is an error, not half a text', async () => {
    const stream = new ReadableStream<Uint8Array>({
      start(controller) {
        controller.enqueue(new Uint8Array([1]));
        controller.error(new Error('gone'));
      },
    });
    await expect(readBounded(stream, 10)).rejects.toThrow('gone');
  });
});
