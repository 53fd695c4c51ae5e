/**
 * Papers on their way to the business's store: written in the transaction of what they tell, carried there afterwards, and
 * thrown away only when they are there. While the store is down they wait and nothing else does.
 */
import type { Filing } from '../domain/filing.ts';
import type { Kept } from './kept.ts';
import type { Ports } from './ports.ts';
import { addOutgoing, firstOutgoing } from './outgoing.ts';
import { stateOf } from './rows.ts';
import { dropTimer, dueTimers, setTimer } from './timers.ts';

const TIMER = 'file';
const AT_ONCE = 25;
const FIRST_WAIT_MS = 2_000;
const LONGEST_WAIT_MS = 600_000;

/** Call inside the transaction that makes the paper true. */
export function file(kept: Kept, nowMs: number, filing: Filing): void {
  addOutgoing(kept, 'filings', filing);
  setTimer(kept, {
    id: TIMER,
    kind: 'file',
    dueMs: nowMs,
    expiresMs: Number.MAX_SAFE_INTEGER,
    payload: '',
  });
}

/**
 * Carries what waits, if it is time; what was carried is forgotten by what this gives back, in a transaction. Filing twice is harmless:
 * every paper has an id of its own. Null = nothing was carried.
 */
export async function carryFilings(ports: Ports): Promise<(() => void) | null> {
  const { kept } = ports;
  const timer = dueTimers(kept, ports.nowMs()).find(({ kind }) => kind === 'file');
  if (timer === undefined) return null;
  const { business_id: businessId, conversation_id: conversationId } = stateOf(kept);
  const { rows, forget } = firstOutgoing(kept, 'filings', AT_ONCE);
  const filings = rows.map(({ row }) => row);
  try {
    if (filings.length > 0) await ports.outward.file(businessId, filings);
  } catch (error) {
    ports.log.error('filing_waits', {
      conversationId,
      error: error instanceof Error ? error.name : 'unknown',
    });
    const waitMs = Math.min(FIRST_WAIT_MS * 2 ** Math.min(timer.tries, 12), LONGEST_WAIT_MS);
    kept.transaction(() =>
      setTimer(kept, { ...timer, dueMs: ports.nowMs() + waitMs, tries: timer.tries + 1 }),
    );
    return null;
  }
  return () => {
    forget();
    const { from, to } = stateOf(kept).filings;
    // What is left stays due.
    if (from === to) dropTimer(kept, TIMER);
  };
}
