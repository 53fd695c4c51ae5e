/** Names into addresses, asked of a resolver over real HTTP. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { publicNames } from '../../src/platform/resolver.ts';

type Told = { status?: number; body: unknown };
const NAMES: Record<string, Told> = {
  'outside.example A': found('93.184.215.14'),
  'outside.example AAAA': found('2606:2800:21f:cb07::1'),
  'inside.example A': found('10.0.0.7'),
  'mixed.example A': found('93.184.215.14', '127.0.0.1'),
  'mapped.example A': found('93.184.215.14'),
  'mapped.example AAAA': found('::ffff:7f00:1'),
  // The name on the way counts for nothing, the address at its end does.
  'alias.example A': {
    body: {
      Status: 0,
      Answer: [
        { type: 5, data: 'cdn.example.' },
        { type: 1, data: '93.184.215.14' },
      ],
    },
  },
  'only-alias.example A': { body: { Status: 0, Answer: [{ type: 5, data: '93.184.215.14' }] } },
  'broken.example A': { body: 'no JSON' },
  'strange.example A': { body: { Status: 'ok' } },
  'down.example A': { status: 503, body: {} },
  'moved.example A': { status: 302, body: {} },
  'flood.example A': { body: { Status: 0, Comment: 'x'.repeat(100_000), Answer: [] } },
};

let server: Server;
let isPublicName: ReturnType<typeof publicNames>;
const asked: string[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const key = `${url.searchParams.get('name')} ${url.searchParams.get('type')}`;
    asked.push(`${key} ${request.headers.accept}`);
    const { status = 200, body } = NAMES[key] ?? { body: { Status: 3 } };
    response.writeHead(status, { location: 'http://127.0.0.1/' });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  isPublicName = publicNames(`http://127.0.0.1:${(server.address() as AddressInfo).port}/dns-query`);
});
afterAll(() => {
  server.close();
});

describe('a resolver', () => {
  it.each([
    ['outside.example', true],
    ['alias.example', true],
    ['inside.example', false],
    ['mixed.example', false],
    ['mapped.example', false],
    ['only-alias.example', false],
    ['nobody.example', false],
  ])('%s leads outside: %s', async (host, isPublic) => {
    expect(await isPublicName(host)).toBe(isPublic);
  });

  it('is asked for both kinds of addresses, in the form that public ones share', async () => {
    asked.length = 0;
    await isPublicName('outside.example');
    expect(asked.toSorted()).toEqual([
      'outside.example A application/dns-json',
      'outside.example AAAA application/dns-json',
    ]);
  });

  it.each(['broken', 'strange', 'down', 'moved', 'flood'])('that is %s tells nothing', async (name) => {
    await expect(isPublicName(`${name}.example`)).rejects.toThrow();
  });
});

function found(...addresses: string[]): Told {
  const Answer = addresses.map((data) => ({ type: data.includes(':') ? 28 : 1, data }));
  return { body: { Status: 0, Answer } };
}
