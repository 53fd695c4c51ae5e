import { DatabaseSync } from 'node:sqlite';
import { beforeEach, describe, expect, it } from 'vitest';
import { createInboxTables, listItems, putItem, removeItem } from '../../src/console/inbox-core.ts';
import { makeId } from '../../src/domain/ids.ts';
import type { InboxItem } from '../../src/parts.ts';
import { nodeSql } from '../../src/platform/node-sql.ts';
import type { Sql } from '../../src/platform/sql.ts';

const item = (letter: string, version: number, more: Partial<InboxItem> = {}): InboxItem => ({
  conversationId: makeId('cnv', letter.repeat(26)),
  address: '…4567',
  channel: 'sms',
  reason: 'asked',
  sinceMs: 100,
  floor: 'bot',
  memberId: null,
  lastText: 'Can I talk to somebody?',
  lastAtMs: 100,
  version,
  ...more,
});

describe('the inbox', () => {
  let sql: Sql;
  beforeEach(() => {
    sql = nodeSql(new DatabaseSync(':memory:'));
    createInboxTables(sql);
  });

  it('gives back what was put, the longest wait that nobody has taken first', () => {
    putItem(sql, item('a', 1, { sinceMs: 50, floor: 'person', memberId: 'Ann' }));
    putItem(sql, item('b', 1, { sinceMs: 200 }));
    putItem(sql, item('c', 1, { sinceMs: 100 }));
    expect(listItems(sql, 10).map((i) => i.conversationId[4])).toEqual(['c', 'b', 'a']);
    expect(listItems(sql, 1)).toEqual([item('c', 1)]);
    expect(listItems(sql, 10)[2]).toEqual(item('a', 1, { sinceMs: 50, floor: 'person', memberId: 'Ann' }));
  });

  it('never lets an older change replace a newer one, in whatever order they come', () => {
    expect(putItem(sql, item('a', 2, { lastText: 'new' }))).toBe(true);
    expect(putItem(sql, item('a', 1, { lastText: 'old' }))).toBe(false);
    expect(putItem(sql, item('a', 2, { lastText: 'again' }))).toBe(false);
    expect(listItems(sql, 10)[0]?.lastText).toBe('new');
    expect(removeItem(sql, item('a', 1).conversationId, 1, 0)).toBe(false);
    expect(removeItem(sql, item('a', 1).conversationId, 3, 0)).toBe(true);
    expect(putItem(sql, item('a', 3))).toBe(false);
    expect(listItems(sql, 10)).toEqual([]);
    expect(putItem(sql, item('a', 4))).toBe(true);
    expect(listItems(sql, 10)).toHaveLength(1);
  });

  it('takes a removal that comes before the item it removes', () => {
    expect(removeItem(sql, item('a', 1).conversationId, 5, 0)).toBe(true);
    expect(putItem(sql, item('a', 4))).toBe(false);
    expect(listItems(sql, 10)).toEqual([]);
  });

  it('forgets removals after a week, and clips long texts at a character', () => {
    removeItem(sql, item('a', 1).conversationId, 5, 0);
    removeItem(sql, item('b', 1).conversationId, 1, 8 * 86_400_000);
    expect(putItem(sql, item('a', 1, { lastText: '🚲'.repeat(300) }))).toBe(true);
    expect(listItems(sql, 10)[0]?.lastText).toBe(`${'🚲'.repeat(240)}…`);
  });
});
