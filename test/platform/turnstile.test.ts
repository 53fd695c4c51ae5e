import { describe, expect, test } from 'vitest';
import { turnstile } from '../../src/platform/turnstile.ts';

const later = () => {
  let open: () => void = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
};
const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('a turnstile', () => {
  test('lets so many in at once, and the others in the order of their coming', async () => {
    const gate = turnstile(2, 60_000, () => 0);
    const doors = [later(), later(), later(), later()];
    const begun: number[] = [];
    const all = doors.map((door, at) =>
      gate.pass(async () => {
        begun.push(at);
        await door.opened;
        return at;
      }),
    );
    await settled();
    expect(begun).toEqual([0, 1]);
    doors[1]?.open();
    await settled();
    expect(begun).toEqual([0, 1, 2]);
    doors[0]?.open();
    doors[2]?.open();
    doors[3]?.open();
    expect(await Promise.all(all)).toEqual([0, 1, 2, 3]);
  });

  test('hands an error on and gives the place to the next', async () => {
    const gate = turnstile(1, 60_000, () => 0);
    await expect(gate.pass(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await gate.pass(async () => 'next')).toBe('next');
  });

  test('counts as gone who has been in for too long', async () => {
    let nowMs = 0;
    const gate = turnstile(1, 1_000, () => nowMs);
    void gate.pass(() => new Promise(() => {}));
    nowMs = 1_001;
    expect(await gate.pass(async () => 'in')).toBe('in');
  });

  test('whoever stands in line looks again by itself', async () => {
    let nowMs = 0;
    const gate = turnstile(1, 1_000, () => nowMs);
    void gate.pass(() => new Promise(() => {}));
    const waiting = gate.pass(async () => 'in');
    await settled();
    nowMs = 5_000;
    expect(await waiting).toBe('in');
  });
});
