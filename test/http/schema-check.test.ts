import { describe, expect, it } from 'vitest';
import { schemaErrors } from './schema-check.ts';

const root = { components: { schemas: { Tag: { type: 'string', enum: ['a', 'b'] } } } };
const schema = {
  type: 'object',
  properties: {
    tag: { $ref: '#/components/schemas/Tag' },
    at: { anyOf: [{ type: 'string', format: 'date-time' }, { type: 'null' }] },
    list: {
      type: 'array',
      items: { type: 'object', properties: { n: { type: 'integer' } }, required: ['n'] },
    },
    counts: { type: 'object', additionalProperties: { type: 'integer' } },
  },
  required: ['tag', 'at'],
};

describe('the check of answers against the document', () => {
  it('finds nothing wrong with what fits', () => {
    const good = { tag: 'a', at: null, list: [{ n: 1 }], counts: { x: 2 } };
    expect(schemaErrors(root, schema, good)).toEqual([]);
    expect(schemaErrors(root, schema, { tag: 'b', at: '2026-11-23T09:00:00Z' })).toEqual([]);
  });

  it.each([
    [{ at: null }, '$.tag is missing'],
    [{ tag: 'c', at: null }, '$.tag is none of the listed values'],
    [{ tag: 'a', at: 'soon' }, '$.at is no time'],
    [{ tag: 'a', at: null, secret: 1 }, '$.secret is not in the document'],
    [{ tag: 'a', at: null, list: [{ n: 1.5 }] }, '$.list[0].n is number, not integer'],
    [{ tag: 'a', at: null, list: [{ n: 1, extra: 1 }] }, '$.list[0].extra is not in the document'],
    [{ tag: 'a', at: null, counts: { x: 'two' } }, '$.counts.x is string, not integer'],
    [null, '$ is null, not object'],
  ])('%j: %s', (value, error) => {
    expect(schemaErrors(root, schema, value)).toEqual([error]);
  });
});
