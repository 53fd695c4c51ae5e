/**
 * What many objects of one isolate write in the same moment goes out as one write: a database pays by the transaction, a queue by
 * the message. When that fails, each writes its own part alone, so that what one brought is no trouble for the others.
 * Writes must be repeatable: an item may be written twice.
 */
import { within } from './deadline.ts';

export type Together<Item> = (items: readonly Item[]) => Promise<void>;

export type TogetherOptions = {
  /** How long the first one waits for others. */
  waitMs: number;
  /** So many items at most in one write, unless one caller brings more. */
  most: number;
  /** Of each write: whoever began the common one may be gone. */
  deadlineMs: number;
};

export function together<Item>(
  write: (items: readonly Item[]) => Promise<void>,
  { waitMs, most, deadlineMs }: TogetherOptions,
): Together<Item> {
  let gathering: { items: Item[]; callers: number; done: Promise<void> } | null = null;

  const join = (items: readonly Item[]) => {
    if (gathering !== null && gathering.items.length + items.length <= most) {
      gathering.items.push(...items);
      gathering.callers += 1;
      return gathering;
    }
    const begun = { items: [...items], callers: 1, done: Promise.resolve() };
    begun.done = (async () => {
      await new Promise((resolve) => setTimeout(resolve, waitMs));
      if (gathering === begun) gathering = null;
      await write(begun.items);
    })();
    gathering = begun;
    return begun;
  };

  return async (items) => {
    if (items.length === 0) return;
    const common = join(items);
    try {
      await within(deadlineMs, common.done);
    } catch (error) {
      if (gathering === common) gathering = null;
      if (common.callers === 1) throw error;
      await within(deadlineMs, write(items));
    }
  };
}
