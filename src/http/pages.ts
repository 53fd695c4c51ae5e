/** Pages of a list: cursor in, cursor out. */
import type { Context } from 'hono';
import type { HttpEnv } from './context.ts';
import { readCursor, writeCursor, type Position } from './cursor.ts';

/** Where the page begins: the cursor's position, or `start` without one. */
export async function readPage(
  c: Context<HttpEnv>,
  list: string,
  cursor: string | undefined,
  start: Position,
): Promise<Position> {
  if (cursor === undefined) return start;
  return readCursor(c.var.parts.config.sessionSecret, c.var.actor.businessId, list, cursor);
}

/** @param items one more than `limit` were asked for: that one only tells that there is a next page */
export async function writePage<Item, Shown>(
  c: Context<HttpEnv>,
  list: string,
  limit: number,
  items: readonly Item[],
  positionOf: (item: Item) => Position,
  show: (item: Item) => Shown,
): Promise<{ data: Shown[]; nextCursor: string | null }> {
  const page = items.slice(0, limit);
  const last = page.at(-1);
  const { sessionSecret } = c.var.parts.config;
  const nextCursor =
    items.length > limit && last !== undefined
      ? await writeCursor(sessionSecret, c.var.actor.businessId, list, positionOf(last))
      : null;
  return { data: page.map(show), nextCursor };
}
