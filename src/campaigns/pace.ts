/** How fast pages leave, and when too many failures stop them. Pure arithmetic. */
import { MAX_PAGE_RECIPIENTS, type RecipientState } from './api.ts';

export type Pace = { pageSize: number; pagesAtOnce: number; intervalMs: number };

/** Waking the campaign more often than this costs more than it smooths. */
const MOST_RELEASES_A_SECOND = 10;

/**
 * Pages of equal size at equal intervals, cut so that no window of one second ever holds more than `perSecond` recipients.
 * @param perSecond null = as fast as pages are reported
 */
export function paceOf(perSecond: number | null): Pace {
  if (perSecond === null)
    return { pageSize: MAX_PAGE_RECIPIENTS, pagesAtOnce: Number.POSITIVE_INFINITY, intervalMs: 0 };
  if (perSecond < 1) return { pageSize: 1, pagesAtOnce: 1, intervalMs: Math.ceil(1000 / perSecond) };
  const releases = Math.min(Math.ceil(perSecond / MAX_PAGE_RECIPIENTS), MOST_RELEASES_A_SECOND);
  const atOnce = Math.floor(perSecond / releases);
  const pagesAtOnce = Math.ceil(atOnce / MAX_PAGE_RECIPIENTS);
  return {
    pageSize: Math.floor(atOnce / pagesAtOnce),
    pagesAtOnce,
    intervalMs: Math.ceil(1000 / releases),
  };
}

const WINDOW = 100;
/** Fewer outcomes than this say nothing about the campaign. */
const MIN_OUTCOMES = 20;

/**
 * The window of the latest outcomes after one more. Only what a provider was asked counts: `denied` and `cancelled` say
 * nothing about it. `unknown` counts as a failure: a provider that answers nothing is one to stop at.
 */
export function withOutcome(recent: string, state: RecipientState): string {
  if (state === 'sent') return `${recent}.`.slice(-WINDOW);
  if (state === 'failed' || state === 'unknown') return `${recent}!`.slice(-WINDOW);
  return recent;
}

export function failsTooOften(recent: string, stopAtFailureShare: number): boolean {
  if (recent.length < MIN_OUTCOMES) return false;
  const failures = recent.split('!').length - 1;
  return failures > 0 && failures / recent.length >= stopAtFailureShare;
}
