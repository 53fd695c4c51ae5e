/** What a site allows us to read, as its robots.txt says (RFC 9309). */
import robotsParser from 'robots-parser';
import type { PageAnswer } from './fetch-page.ts';

export const ROBOTS_NAME = 'Shopbell';
export const ROBOTS_BYTES = 500_000;
const MAX_DELAY_MS = 30_000;

export type Robots = {
  allows: (url: string) => boolean;
  /** Between two pages. */
  delayMs: number;
  sitemaps: string[];
};

export function readRobots(origin: string, text: string): Robots {
  const rules = robotsParser(`${origin}/robots.txt`, text);
  const delayS = rules.getCrawlDelay(ROBOTS_NAME) ?? 0;
  return {
    allows: (url) => rules.isAllowed(url, ROBOTS_NAME) !== false,
    delayMs: Number.isFinite(delayS) ? Math.min(MAX_DELAY_MS, Math.max(0, delayS * 1000)) : 0,
    sitemaps: rules.getSitemaps(),
  };
}

/** A site without rules allows everything; one whose rules cannot be had now allows nothing now (null). */
export function robotsText(answer: PageAnswer): string | null {
  if (answer.kind === 'page') return new TextDecoder().decode(answer.bytes);
  if (answer.kind === 'failed' && answer.status !== null && answer.status >= 400 && answer.status < 500)
    return answer.status === 429 ? null : '';
  return null;
}
