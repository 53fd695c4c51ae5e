/** Rows on their way out of the conversation: numbered, read from the front, and forgotten only when they have left. */
import type { Kept } from './kept.ts';
import { changeState, stateOf } from './rows.ts';
import type { Rows } from './rows.ts';

const KINDS = { events: 'event', filings: 'filing' } as const;
type Queue = keyof typeof KINDS;
type RowOf<Q extends Queue> = Rows[(typeof KINDS)[Q]];

/** Call inside a transaction. */
export function addOutgoing<Q extends Queue>(kept: Kept, queue: Q, row: RowOf<Q>): void {
  const numbers = stateOf(kept)[queue];
  kept.put(KINDS[queue], numbers.to, row);
  changeState(kept, { [queue]: { ...numbers, to: numbers.to + 1 } });
}

/** Up to `most` of the rows that wait, and what forgets just these: call it in a transaction, once they have left. */
export function firstOutgoing<Q extends Queue>(
  kept: Kept,
  queue: Q,
  most: number,
): { rows: { number: number; row: Readonly<RowOf<Q>> }[]; forget: () => void } {
  kept.writeTakenIn();
  const { from, to } = stateOf(kept)[queue];
  const end = Math.min(to, from + most);
  const rows = Array.from({ length: end - from }, (_, at) => from + at).flatMap((number) => {
    const row = kept.read(KINDS[queue], number);
    return row === null ? [] : [{ number, row }];
  });
  const forget = (): void => {
    const now = stateOf(kept)[queue];
    for (let number = now.from; number < end; number += 1) kept.drop(KINDS[queue], number);
    changeState(kept, { [queue]: { ...now, from: Math.max(now.from, end) } });
  };
  return { rows, forget };
}
