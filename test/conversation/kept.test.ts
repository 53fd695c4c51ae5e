import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import { Kept } from '../../src/conversation/kept.ts';
import type { Appended } from '../../src/conversation/kept.ts';
import type { MessageRow } from '../../src/conversation/rows.ts';
import { nodeSql } from '../../src/platform/node-sql.ts';
import type { Sql } from '../../src/platform/sql.ts';
import { keptRows } from '../simulation/kept-rows.ts';

const message = (seq: number, text: string): MessageRow => ({
  seq,
  direction: 'in',
  author: 'customer',
  text,
  at_ms: seq,
  provider_key: null,
  payload: null,
  keyword: null,
  turn: null,
  send_id: null,
  understood: null,
});

function anObject() {
  const own = nodeSql(new DatabaseSync(':memory:'));
  const reads: string[] = [];
  const disk = { isFull: false };
  const sql: Sql = {
    ...own,
    all: (query, ...params) => {
      if (query.startsWith('SELECT')) reads.push(query);
      return own.all(query, ...params);
    },
    run: (query, ...params) => {
      if (disk.isFull) throw new Error('disk full');
      own.run(query, ...params);
    },
  };
  /** A new instance over the same storage: what the last one held in memory is gone. */
  const wake = (): Kept => {
    const kept = new Kept(sql);
    kept.make();
    return kept;
  };
  return { sql, reads, disk, wake };
}

const takeInto =
  (kept: Kept) =>
  ({ place, body }: Appended): void =>
    kept.put('message', place, message(place, body));

describe('what came in', () => {
  test('is taken in in memory, and written with the next transaction', () => {
    const { sql, wake } = anObject();
    const kept = wake();
    expect(kept.append([{ key: 'a', body: 'one' }])).toBe(1);
    expect(kept.takeAppended(0, takeInto(kept))).toBe(true);
    expect(kept.read('message', 1)?.text).toBe('one');
    expect(keptRows(sql, 'message')).toEqual([]);
    kept.transaction(() => kept.put('message', 2, message(2, 'answer')));
    expect(keptRows(sql, 'message').map(({ text }) => text)).toEqual(['one', 'answer']);
    expect(sql.all(`SELECT body FROM kept WHERE kind = 'intake'`)).toEqual([{ body: '' }]);
  });

  test('is taken in again by who comes after an instance that died before it wrote', () => {
    const { wake } = anObject();
    const first = wake();
    first.append([{ key: 'a', body: 'one' }]);
    first.takeAppended(0, takeInto(first));
    const second = wake();
    expect(second.mayHaveAppended).toBe(true);
    expect(second.takeAppended(0, takeInto(second))).toBe(true);
    expect(second.read('message', 1)?.text).toBe('one');
    expect(second.append([{ key: 'a', body: 'one' }])).toBe(0);
  });

  test('stays taken in when a transaction fails, whatever failed', () => {
    const { sql, disk, wake } = anObject();
    const kept = wake();
    kept.append([{ key: 'a', body: 'one' }]);
    kept.takeAppended(0, takeInto(kept));
    const change = () => kept.put('message', 2, message(2, 'answer'));
    const broken = () => {
      change();
      throw new Error('thought better of it');
    };
    expect(() => kept.transaction(broken)).toThrow('thought better of it');
    disk.isFull = true;
    expect(() => kept.transaction(change)).toThrow('disk full');
    disk.isFull = false;
    expect(keptRows(sql, 'message')).toEqual([]);
    expect(kept.read('message', 2)).toBeNull();
    kept.writeTakenIn();
    expect(keptRows(sql, 'message').map(({ text }) => text)).toEqual(['one']);
  });

  test('is among what is read in order', () => {
    const { wake } = anObject();
    const kept = wake();
    kept.append([
      { key: 'a', body: 'one' },
      { key: 'b', body: 'two' },
    ]);
    kept.takeAppended(0, takeInto(kept));
    expect(kept.after('message', 0, 10).map(({ text }) => text)).toEqual(['one', 'two']);
  });

  test('leaves nothing behind when it cannot be taken in', () => {
    const { wake } = anObject();
    const kept = wake();
    kept.append([{ key: 'a', body: 'one' }]);
    const fail = (appended: Appended): void => {
      takeInto(kept)(appended);
      throw new Error('no');
    };
    expect(() => kept.takeAppended(0, fail)).toThrow('no');
    expect(kept.read('message', 1)).toBeNull();
    expect(kept.takeAppended(0, takeInto(kept))).toBe(true);
  });
});

test('of an object that was seen to begin nothing is read; of any other it is', () => {
  const { reads, wake } = anObject();
  const first = wake();
  first.append([{ key: 'a', body: 'one' }]);
  first.takeAppended(0, takeInto(first));
  expect(first.read('state', '')).toBeNull();
  first.writeTakenIn();
  expect(reads).toEqual([]);
  const second = wake();
  second.append([{ key: 'b', body: 'two' }]);
  expect(second.read('message', 1)?.text).toBe('one');
  expect(second.takeAppended(1, takeInto(second))).toBe(true);
  expect(reads).toHaveLength(2);
});

test('more rows than are held in memory are read from the table', () => {
  const { wake } = anObject();
  const kept = wake();
  kept.append([{ key: 'a', body: 'one' }]);
  kept.takeAppended(0, takeInto(kept));
  for (let seq = 2; seq <= 200; seq += 1)
    kept.transaction(() => kept.put('message', seq, message(seq, `line ${seq}`)));
  expect(kept.read('message', 1)?.text).toBe('one');
  expect(kept.read('message', 57)?.text).toBe('line 57');
  expect(kept.read('message', 201)).toBeNull();
});
