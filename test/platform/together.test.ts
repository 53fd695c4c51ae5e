import { describe, expect, test } from 'vitest';
import { together } from '../../src/platform/together.ts';

const OPTIONS = { waitMs: 5, most: 4, deadlineMs: 50 };

function written() {
  const writes: number[][] = [];
  return { writes, write: async (items: readonly number[]) => void writes.push([...items]) };
}

describe('writing together', () => {
  test('is one write for all who come in the same moment, in their order', async () => {
    const { writes, write } = written();
    const put = together(write, OPTIONS);
    await Promise.all([put([1]), put([2, 3]), put([])]);
    await put([4]);
    expect(writes).toEqual([[1, 2, 3], [4]]);
  });

  test('is never more than so many, unless one brings more', async () => {
    const { writes, write } = written();
    const put = together(write, OPTIONS);
    await Promise.all([put([1, 2, 3]), put([4, 5]), put([6, 7, 8, 9, 10])]);
    expect(writes).toEqual([
      [1, 2, 3],
      [4, 5],
      [6, 7, 8, 9, 10],
    ]);
  });

  test('that fails is done again by each alone: only who brought the trouble hears of it', async () => {
    const writes: number[][] = [];
    const put = together(async (items: readonly number[]) => {
      if (items.includes(13)) throw new Error('thirteen');
      writes.push([...items]);
    }, OPTIONS);
    const [good, bad] = await Promise.allSettled([put([1]), put([13])]);
    expect([good.status, bad.status]).toEqual(['fulfilled', 'rejected']);
    expect(writes).toEqual([[1]]);
  });

  test('by one who is gone is given up after the deadline, and done alone', async () => {
    let first = true;
    const writes: number[][] = [];
    const put = together(async (items: readonly number[]) => {
      if (first) {
        first = false;
        await new Promise(() => {});
      }
      writes.push([...items]);
    }, OPTIONS);
    void put([1]).catch(() => {});
    await put([2]);
    expect(writes).toContainEqual([2]);
  });
});
