import { describe, expect, it } from 'vitest';
import { call, openShop } from '../world.ts';

type Operation = {
  summary?: string;
  tags?: string[];
  security?: { apiKey?: string[] }[];
  requestBody?: { content: Record<string, { example?: unknown }> };
  responses: Record<string, { description: string }>;
};

describe('the API document', async () => {
  const answer = await call('/openapi.json');
  const document = answer.json;
  const operations = Object.entries<Record<string, Operation>>(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      name: `${method.toUpperCase()} ${path}`,
      path,
      method,
      operation,
    })),
  );

  it('is OpenAPI 3.1, without a key, and every reference in it resolves', () => {
    expect([answer.status, document.openapi, document.servers[0].url]).toEqual([
      200,
      '3.1.0',
      'http://localhost:8787',
    ]);
    const references = [...answer.text.matchAll(/"\$ref":"#\/([^"]+)"/g)].map(([, path = '']) =>
      path.split('/'),
    );
    expect(references.length).toBeGreaterThan(10);
    for (const reference of references) expect(at(document, reference), reference.join('/')).toBeDefined();
    expect(document.components.securitySchemes.apiKey).toMatchObject({ type: 'http', scheme: 'bearer' });
  });

  it.each(operations)('$name says what it does, whom it needs and what it answers', ({ operation }) => {
    expect(operation.summary).toBeTruthy();
    expect(operation.tags).toHaveLength(1);
    expect(operation.security?.[0]?.apiKey).toHaveLength(1);
    const statuses = Object.keys(operation.responses);
    expect(statuses.some((status) => status.startsWith('2'))).toBe(true);
    expect(statuses).toEqual(expect.arrayContaining(['401', '403', '429']));
  });

  it('gives examples that its own validation accepts', async () => {
    const shop = await openShop('examples');
    for (const { name, path, method, operation } of operations) {
      const example = operation.requestBody?.content['application/json']?.example;
      if (operation.requestBody === undefined || path.includes('{')) continue;
      expect(example, name).toBeDefined();
      const sent = await call(path, {
        method: method.toUpperCase(),
        key: shop.key,
        body: example,
        idempotencyKey: `example ${name}`,
      });
      // The examples' connection is not this shop's; everything else must be right.
      const paths = (sent.json?.errors ?? []).map((error: { path: string }) => error.path);
      expect(
        paths.filter((field: string) => field !== 'connectionId'),
        `${name} ${sent.text}`,
      ).toEqual([]);
      expect([400, 415, 500], name).not.toContain(sent.status);
    }
  });

  it('has a page that needs no script and loads nothing', async () => {
    const page = await call('/reference');
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=UTF-8']);
    const policy = page.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toMatch(/unsafe|script-src|https?:/);
    expect(page.text).not.toMatch(/<script|<link|<img|<iframe|\son\w+=|style="/);
    expect(page.text).toContain('name="viewport"');
    for (const { path, method } of operations) {
      expect(page.text).toContain(`<code>${path}</code>`);
      if (method !== 'get') expect(page.text).toContain(`curl -X ${method.toUpperCase()} `);
    }
    expect(page.text).toContain('idempotency_key_reused');
  });
});

function at(value: unknown, path: readonly string[]): unknown {
  const [name, ...rest] = path;
  if (name === undefined) return value;
  return at(
    typeof value === 'object' && value !== null
      ? Object.entries(value).find(([key]) => key === name)?.[1]
      : undefined,
    rest,
  );
}
