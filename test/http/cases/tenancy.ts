/** Every operation x {no key, a key without the scope, another business, its own} (S21-S37). */
import { describe, expect, it } from 'vitest';
import { SCOPES } from '../../../src/http/context.ts';
import { CANARY, matrixOf, type Entry } from '../tenancy-matrix.ts';
import { schemaErrors } from '../schema-check.ts';
import { call, openShop, type Call } from '../world.ts';

type Operation = {
  security?: { apiKey?: string[] }[];
  responses: Record<string, { content?: Record<string, { schema: unknown }> }>;
};

const withoutId = (text: string) => text.replace(/req_\w+/g, '');

describe('tenancy', async () => {
  const document = (await call('/openapi.json')).json;
  const operations = Object.entries<Record<string, Operation>>(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods)
      .filter(([method]) => method !== 'parameters')
      .map(([method, operation]) => ({
        name: `${method.toUpperCase()} ${path}`,
        method: method.toUpperCase(),
        scope: operation.security?.[0]?.apiKey?.[0] ?? null,
        responses: operation.responses,
      })),
  );
  const mine = await openShop(CANARY);
  const rival = await openShop('rival');
  const matrix = await matrixOf(mine);
  let count = 0;

  const run = (entry: Entry, method: string, key: string | null, change: Entry['absent'] = {}) => {
    const { path, body } = { ...entry, ...change };
    const options: Call = {
      method,
      key,
      idempotencyKey: `tenancy-${(count += 1)}`,
      ip: `192.0.2.${count % 250}`,
    };
    return call(path, body === undefined ? options : { ...options, body });
  };

  it('has an entry for every operation, and an operation for every entry', () => {
    const documented = operations.filter(({ name }) => name.includes(' /v1/')).map(({ name }) => name);
    expect(documented.toSorted()).toEqual(Object.keys(matrix).toSorted());
    expect(operations.filter(({ scope }) => scope === null)).toEqual([]);
  });

  const ordered = Object.entries(matrix).flatMap(([name, entry]) => {
    const operation = operations.find((candidate) => candidate.name === name);
    return operation === undefined ? [] : [{ ...operation, entry }];
  });

  it.each(ordered)('$name without a key: 401', async ({ method, entry }) => {
    expect((await run(entry, method, null)).status).toBe(401);
  });

  it.each(ordered)('$name with every scope but its own: 403', async ({ method, scope, entry }) => {
    const { key } = await mine.keyWith(SCOPES.filter((candidate) => candidate !== scope));
    const answer = await run(entry, method, key);
    expect([answer.status, answer.json.code]).toEqual([403, 'forbidden']);
    expect(answer.text).not.toContain(CANARY);
  });

  it.each(ordered)('$name of another business: $entry.theirs', async ({ method, entry }) => {
    const theirs = await run(entry, method, rival.key);
    expect(theirs.text).not.toContain(CANARY);
    if (entry.theirs === 'apart') {
      expect(theirs.status).toBe(entry.own);
      return;
    }
    const absent = await run(entry, method, rival.key, entry.absent);
    expect(theirs.status).toBe(entry.theirs === 'missing' ? 404 : 422);
    expect([theirs.status, withoutId(theirs.text)]).toEqual([absent.status, withoutId(absent.text)]);
  });

  it.each(ordered)(
    '$name for its own: $entry.own, as the document says',
    async ({ method, scope, entry, responses }) => {
      const { key } = await mine.keyWith(SCOPES.filter((candidate) => candidate === scope));
      const answer = await run(entry, method, entry.path.startsWith('/v1/keys') ? mine.key : key);
      expect([answer.status, answer.status === entry.own ? '' : answer.text]).toEqual([entry.own, '']);
      const promised = responses[String(entry.own)]?.content?.['application/json']?.schema;
      const isJson = answer.headers.get('content-type')?.startsWith('application/json') === true;
      expect(isJson).toBe(promised !== undefined);
      if (promised !== undefined) expect(schemaErrors(document, promised, answer.json)).toEqual([]);
    },
  );
});
