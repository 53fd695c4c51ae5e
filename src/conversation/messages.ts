/** The lines of the thread, in order, and those that no turn has taken yet. Call the writing ones inside a transaction. */
import type { Kept } from './kept.ts';
import { changeState, stateOf } from './rows.ts';
import type { MessageRow } from './rows.ts';

/** So many are read at once. */
export const PAGE = 100;

type NewMessage = Pick<MessageRow, 'direction' | 'author' | 'text' | 'at_ms'> & Partial<MessageRow>;

/** What comes in is unread until a turn takes it. Gives its place in the thread. */
export function addMessage(kept: Kept, message: NewMessage): number {
  const { next_seq: seq, unread } = stateOf(kept);
  const isIn = message.direction === 'in';
  kept.put('message', seq, {
    provider_key: null,
    payload: null,
    keyword: null,
    turn: isIn ? null : 0,
    send_id: null,
    understood: null,
    ...message,
    seq,
  });
  changeState(kept, { next_seq: seq + 1, unread: isIn ? [...unread, seq] : unread });
  return seq;
}

export function changeMessage(kept: Kept, seq: number, changes: Partial<MessageRow>): void {
  const message = kept.read('message', seq);
  if (message !== null) kept.put('message', seq, { ...message, ...changes });
}

export function unreadMessages(kept: Kept): Readonly<MessageRow>[] {
  return stateOf(kept)
    .unread.map((seq) => kept.read('message', seq))
    .filter((message) => message !== null);
}

/** @param turn 0 = answered without one, or not to be answered */
export function markRead(kept: Kept, seqs: readonly number[], turn: number): void {
  for (const seq of seqs) changeMessage(kept, seq, { turn });
  changeState(kept, { unread: stateOf(kept).unread.filter((seq) => !seqs.includes(seq)) });
}

export function* newestFirst(
  kept: Kept,
  beforeSeq: number = Number.MAX_SAFE_INTEGER,
): Generator<Readonly<MessageRow>> {
  for (let before = beforeSeq; ;) {
    const page = kept.before('message', before, PAGE);
    yield* page;
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE) return;
    before = last.seq;
  }
}

export function lastInbound(kept: Kept): Readonly<MessageRow> | null {
  for (const message of newestFirst(kept)) if (message.direction === 'in') return message;
  return null;
}
