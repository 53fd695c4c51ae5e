import { describe, expect, it } from 'vitest';
import type { BusinessId } from '../../src/domain/ids.ts';
import { makeId } from '../../src/domain/ids.ts';
import { readCursor, writeCursor } from '../../src/http/cursor.ts';

const SECRET = 'a secret of at least thirty-two characters';
const MINE: BusinessId = makeId('biz', 'bluebird');
const OTHER: BusinessId = makeId('biz', 'rival');

describe('cursors (S38)', () => {
  it('come back as they were', async () => {
    for (const at of [['BB-1042'], [1_795_000_000_000, 'send-ö🚲'], []])
      expect(await readCursor(SECRET, MINE, 'orders', await writeCursor(SECRET, MINE, 'orders', at))).toEqual(
        at,
      );
  });

  it('are refused when changed, cut, or from another business, list or secret', async () => {
    const cursor = await writeCursor(SECRET, MINE, 'orders', ['BB-1042']);
    const refused = (promise: Promise<unknown>) =>
      expect(promise).rejects.toMatchObject({ code: 'cursor_invalid' });
    for (let at = 0; at < cursor.length; at += 1) {
      const other = cursor[at] === 'A' ? 'B' : 'A';
      await refused(readCursor(SECRET, MINE, 'orders', cursor.slice(0, at) + other + cursor.slice(at + 1)));
    }
    await refused(readCursor(SECRET, OTHER, 'orders', cursor));
    await refused(readCursor(SECRET, MINE, 'keys', cursor));
    await refused(readCursor(`${SECRET}!`, MINE, 'orders', cursor));
    for (const wrong of ['', '.', 'x', `${cursor}.`, `${cursor}=`, cursor.slice(1), 'é'.repeat(5_000)])
      await refused(readCursor(SECRET, MINE, 'orders', wrong));
  });
});
