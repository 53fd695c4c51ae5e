/** Cursors of pages: the position in the list, signed and bound to the business and the list. */
import { z } from 'zod';
import type { BusinessId } from '../domain/ids.ts';
import { spellTuple } from '../platform/hash.ts';
import { openToken, signToken } from '../platform/signed-token.ts';
import { Problem } from './problem.ts';

const position = z.array(z.union([z.string(), z.number()]));
export type Position = z.infer<typeof position>;

/** @param list name of the list with its filters: a cursor of one list means nothing in another */
export function writeCursor(
  secret: string,
  businessId: BusinessId,
  list: string,
  at: Position,
): Promise<string> {
  return signToken(secret, purpose(businessId, list), at);
}

/** @throws Problem cursor_invalid when it was changed, or belongs to another business or list */
export async function readCursor(
  secret: string,
  businessId: BusinessId,
  list: string,
  cursor: string,
): Promise<Position> {
  const opened = position.safeParse(await openToken(secret, purpose(businessId, list), cursor));
  if (!opened.success) throw new Problem('cursor_invalid');
  return opened.data;
}

function purpose(businessId: BusinessId, list: string): string {
  return spellTuple(['cursor.v1', businessId, list]);
}
