/**
 * Reads a page, or a site page by page: its sitemap says what there is, or else its own links do. A step reads a few pages and
 * keeps each before it goes on. What the site's robots.txt forbids is not asked for; a page that did not change is not sent.
 */
import type { Sql } from '../platform/sql.ts';
import type { SourceSpec } from './api.ts';
import { charsetOf, decodeText } from './decode-text.ts';
import {
  countPages,
  dropOtherRuns,
  isQueued,
  postponePage,
  queuePage,
  settledPages,
  settlePage,
  waitingPages,
  type PageRow,
} from './crawl-tables.ts';
import { unreadable, type ReadResult } from './drafts.ts';
import type { FetchPage, PageAnswer } from './fetch-page.ts';
import type { HtmlEvent } from './html-events.ts';
import type { CrawlStep } from './ingest-core.ts';
import { FILE_BYTES, fileKind, looksLikeFile, MAX_FILES, readLinked } from './linked-files.ts';
import { draftsFrom, keepDrafts, keepText, keptText, type Note } from './ingest-tables.ts';
import { pageAddress, siteOf } from './page-address.ts';
import { readHtmlEvents } from './read-html.ts';
import { readMarkdown } from './read-text.ts';
import { readRobots, robotsText, ROBOTS_BYTES, type Robots } from './robots.ts';
import { isSitemap, readSitemap } from './sitemap.ts';

export type CrawlPorts = {
  sql: Sql;
  fetchPage: FetchPage;
  parse: (html: string) => Promise<HtmlEvent[]>;
  /** Until what was written is durable. */
  sync: () => Promise<void>;
};

const PAGES_A_STEP = 8;
const PAGE_BYTES = 2_000_000;
const SITEMAP_BYTES = 10_000_000;
const MAX_SITEMAPS = 20;
const MAX_DEPTH = 4;
const MAX_TRIES = 3;
const BUSY_WAIT_MS = 5_000;
const LISTED_FAILURES = 5;

export function crawler({ sql, fetchPage, parse, sync }: CrawlPorts) {
  return async (spec: SourceSpec, run: number, step: number): Promise<CrawlStep> => {
    if (step === 0) return begin(spec, run);
    const origin = keptText(sql, 'origin') ?? '';
    const robots = readRobots(origin, keptText(sql, 'robots') ?? '');
    const waiting = waitingPages(sql, run, robots.delayMs > 0 ? 1 : PAGES_A_STEP);
    // A map may lead to another: pages come when all of them are read.
    const pages = waiting.filter(({ kind }) => kind === waiting[0]?.kind);
    if (pages.length === 0) return finish(spec, run);
    let waitMs = robots.delayMs;
    for (const page of pages) {
      const waits = await visit(spec, run, page, robots, origin);
      if (waits === null) continue;
      waitMs = Math.max(waitMs, waits);
      break;
    }
    return { kind: 'more', waitMs };
  };

  /** The site's rules first. */
  async function begin(spec: SourceSpec, run: number): Promise<CrawlStep> {
    const start = spec.url ?? '';
    if (!URL.canParse(start)) return failure('blocked', 'It is not the address of a web page.');
    const { origin } = new URL(start);
    const answer = await fetchPage({ url: `${origin}/robots.txt`, maxBytes: ROBOTS_BYTES });
    if (answer.kind === 'failed' && answer.reason === 'blocked') return failure('blocked', answer.detail);
    const text = robotsText(answer);
    if (text === null)
      return failure(
        'unreachable',
        'The site does not say what may be read of it: its robots.txt could not be had.',
      );
    const robots = readRobots(origin, text);
    if (!robots.allows(start))
      return failure('robots', 'The robots.txt of the site forbids to read this page.');
    keepText(sql, 'origin', origin);
    keepText(sql, 'robots', text);
    queuePage(sql, run, start, 'page', 0);
    if (spec.source === 'site') {
      const known = robots.sitemaps.length > 0 ? robots.sitemaps : [`${origin}/sitemap.xml`];
      for (const url of known.slice(0, MAX_SITEMAPS)) queuePage(sql, run, url, 'sitemap', 0);
    }
    return { kind: 'more', waitMs: robots.delayMs };
  }

  /** Null, or how long the site wants to be left alone. */
  async function visit(
    spec: SourceSpec,
    run: number,
    page: PageRow,
    robots: Robots,
    origin: string,
  ): Promise<number | null> {
    if (!robots.allows(page.url)) {
      settlePage(sql, run, page.url, 'skipped', { reason: 'robots' });
      return null;
    }
    const isFile = page.kind === 'page' && looksLikeFile(page.url);
    if (keptText(sql, 'heavy') === page.url) {
      keepText(sql, 'heavy', '');
      settlePage(sql, run, page.url, 'failed', {
        reason: 'It takes more memory or time to read than there is.',
      });
      return null;
    }
    const known = page.kind === 'page' && draftsFrom(sql, page.url).length > 0;
    const answer = await fetchPage({
      url: page.url,
      ...(known ? { etag: page.etag, lastModified: page.last_modified } : {}),
      maxBytes: page.kind === 'sitemap' ? SITEMAP_BYTES : isFile ? FILE_BYTES : PAGE_BYTES,
    });
    if (answer.kind === 'unchanged') {
      settlePage(sql, run, page.url, 'read', { etag: page.etag, lastModified: page.last_modified });
      follow(spec, run, page, JSON.parse(keptText(sql, `links ${page.url}`) ?? '[]') as string[]);
      return null;
    }
    if (answer.kind === 'failed') return stumble(run, page, answer);
    const kind = page.kind === 'page' ? fileKind(answer.contentType, answer.bytes) : null;
    if (kind !== null) return takeFile(run, page, answer, kind, origin);
    const text = await textOf(answer);
    if (page.kind === 'sitemap' || isSitemap(text)) takeSitemap(spec, run, page, text, robots, origin);
    else await takePage(spec, run, page, answer, text, robots, origin);
    return null;
  }

  function stumble(
    run: number,
    page: PageRow,
    answer: Extract<PageAnswer, { kind: 'failed' }>,
  ): number | null {
    const later = answer.reason === 'busy' || answer.reason === 'timeout' || answer.reason === 'unreachable';
    if (later && page.tries + 1 < MAX_TRIES) {
      postponePage(sql, run, page.url);
      return answer.retryAfterMs ?? BUSY_WAIT_MS * (page.tries + 1);
    }
    const state = answer.reason === 'gone' ? 'gone' : 'failed';
    settlePage(sql, run, page.url, state, { reason: answer.detail });
    if (state === 'gone') keepDrafts(sql, page.url, []);
    return null;
  }

  function takeSitemap(
    spec: SourceSpec,
    run: number,
    page: PageRow,
    text: string,
    robots: Robots,
    origin: string,
  ) {
    settlePage(sql, run, page.url, 'read');
    if (page.kind === 'page') sql.run(`UPDATE pages SET kind = 'sitemap' WHERE url = ?`, page.url);
    const sitemap = readSitemap(text, spec.maxPages * 2);
    const pages: string[] = [];
    sql.transaction(() => {
      for (const url of sitemap.urls) {
        if (sitemap.kind === 'sitemaps') {
          if (countPages(sql, run, 'sitemap') < MAX_SITEMAPS && page.depth < 2)
            queuePage(sql, run, url, 'sitemap', page.depth + 1);
          continue;
        }
        const address = pageAddress(url, origin, origin);
        if (address !== null && robots.allows(address)) pages.push(address);
      }
      queueAll(spec, run, pages, 1);
    });
    if (sitemap.kind === 'pages' && sitemap.urls.length > 0) keepText(sql, 'mapped', String(run));
  }

  async function takePage(
    spec: SourceSpec,
    run: number,
    page: PageRow,
    answer: Extract<PageAnswer, { kind: 'page' }>,
    text: string,
    robots: Robots,
    origin: string,
  ): Promise<void> {
    const { etag, lastModified } = answer;
    if (/^text\/(plain|markdown)/i.test(answer.contentType)) {
      settle(run, page, unreadable(text) ?? readMarkdown(text, page.url), { etag, lastModified });
      return;
    }
    if (!/html/i.test(answer.contentType)) {
      settlePage(sql, run, page.url, 'failed', { reason: 'It is no web page.' });
      return;
    }
    // The site may have sent us to its real name: what is read from there on must be of that name.
    const base = answer.url;
    if (leadsAway(run, page, base, origin)) return;
    const refusal = unreadable(text);
    const events = refusal === null ? await parse(text) : [];
    settle(run, page, refusal ?? readHtmlEvents(events, page.url), { etag, lastModified });
    if (spec.source !== 'site') return;
    const links = [...new Set(linksOf(events, base, origin))].filter((url) => robots.allows(url));
    keepText(sql, `links ${page.url}`, JSON.stringify(links.slice(0, spec.maxPages)));
    follow(spec, run, page, links);
  }

  /** One a step: a long file is work enough. */
  async function takeFile(
    run: number,
    page: PageRow,
    answer: Extract<PageAnswer, { kind: 'page' }>,
    kind: 'pdf' | 'docx',
    origin: string,
  ): Promise<number | null> {
    const { etag, lastModified } = answer;
    if (leadsAway(run, page, answer.url, origin)) return null;
    const name = `files ${run}`;
    const files = Number(keptText(sql, name) ?? 0) + 1;
    if (files > MAX_FILES) {
      const reason = `Only the first ${MAX_FILES} files of a site are read: add it by itself.`;
      settlePage(sql, run, page.url, 'failed', { reason });
      return null;
    }
    // Whoever finds this after a crash knows what brought it about.
    sql.transaction(() => {
      keepText(sql, name, String(files));
      keepText(sql, 'heavy', page.url);
    });
    await sync();
    settle(run, page, await readLinked(kind, answer.bytes, page.url), { etag, lastModified });
    keepText(sql, 'heavy', '');
    return 0;
  }

  /** What stands elsewhere is not this site's to say. */
  function leadsAway(run: number, page: PageRow, base: string, origin: string): boolean {
    if (page.depth === 0 || siteOf(base) === siteOf(origin)) return false;
    settlePage(sql, run, page.url, 'skipped', { reason: 'It leads to another site.' });
    return true;
  }

  function settle(
    run: number,
    page: PageRow,
    result: ReadResult,
    sent: { etag: string | null; lastModified: string | null },
  ): void {
    keepDrafts(sql, page.url, result.kind === 'read' ? result.drafts : []);
    if (result.kind === 'read') settlePage(sql, run, page.url, 'read', sent);
    // A page without text, between others, is nothing to complain about.
    else if (result.reason === 'empty') settlePage(sql, run, page.url, 'skipped', { reason: result.detail });
    else settlePage(sql, run, page.url, 'failed', { reason: result.detail });
  }

  /** Where a sitemap says what there is, only links to files count: maps seldom name them. */
  function follow(spec: SourceSpec, run: number, page: PageRow, links: readonly string[]): void {
    if (spec.source !== 'site' || page.depth >= MAX_DEPTH) return;
    const isMapped = keptText(sql, 'mapped') === String(run);
    queueAll(spec, run, isMapped ? links.filter(looksLikeFile) : links, page.depth + 1);
  }

  function queueAll(spec: SourceSpec, run: number, urls: readonly string[], depth: number): void {
    let room = spec.maxPages - countPages(sql, run, 'page');
    for (const url of urls) {
      if (isQueued(sql, run, url)) continue;
      if (room <= 0) return keepText(sql, 'cut', String(run));
      queuePage(sql, run, url, 'page', depth);
      room -= 1;
    }
  }

  function finish(spec: SourceSpec, run: number): CrawlStep {
    const pages = settledPages(sql, run);
    const drafts = pages.flatMap(({ url, state }) =>
      // What could not be read this time is served as it was.
      state === 'read' || state === 'failed' ? draftsFrom(sql, url) : [],
    );
    const read = pages.filter(({ state }) => state === 'read').length;
    const failures = pages.filter(({ state }) => state === 'failed' || state === 'gone');
    if (read === 0) {
      const first = failures[0] ?? pages[0];
      const drop = failures.some(({ state }) => state === 'gone') && drafts.length === 0;
      const reason = drop ? 'gone' : first?.state === 'skipped' ? 'empty' : 'unreachable';
      return failure(reason, first?.reason ?? 'There is no text to read in it.', drop);
    }
    dropOtherRuns(sql, run);
    return { kind: 'done', drafts, pageCount: read, note: noteOf(spec, run, pages.length, failures) };
  }

  function noteOf(
    spec: SourceSpec,
    run: number,
    pages: number,
    failures: readonly { url: string; reason: string | null }[],
  ): Note | null {
    if (keptText(sql, 'cut') === String(run))
      return {
        reason: 'page-limit',
        detail: `The site has more: the first ${spec.maxPages} pages were read.`,
      };
    if (failures.length === 0 || spec.source === 'page') return null;
    const some = failures
      .slice(0, LISTED_FAILURES)
      .map(({ url, reason }) => `${new URL(url).pathname}: ${reason ?? ''}`);
    return {
      reason: 'some-pages-failed',
      detail: `${failures.length} of ${pages} pages could not be read. ${some.join(' ')}`,
    };
  }
}

async function textOf({ bytes, contentType }: Extract<PageAnswer, { kind: 'page' }>): Promise<string> {
  return decodeText(bytes, charsetOf(contentType), /html/i.test(contentType));
}

function linksOf(events: readonly HtmlEvent[], base: string, origin: string): string[] {
  return events.flatMap((event) => {
    if (event.kind !== 'open' || event.tag !== 'a' || event.href === null) return [];
    const address = pageAddress(event.href, base, origin);
    return address === null ? [] : [address];
  });
}

function failure(reason: string, detail: string, drop = false): CrawlStep {
  return { kind: 'failed', note: { reason, detail }, drop };
}
