/**
 * Reads one document, step by step: every step is short, kept before the next begins, and may be repeated. The same core runs
 * in the object and in the tests. Nothing is served before all of it is read, and then all of it is served at once.
 */
import { errorName, type Log } from '../platform/log.ts';
import type { Sql } from '../platform/sql.ts';
import type { DocumentId } from '../domain/ids.ts';
import {
  MAX_FILE_BYTES,
  MAX_PASSAGES_IN_ALL,
  type DocumentChanges,
  type IngestApi,
  type Shelf,
  type SourceSpec,
} from './api.ts';
import { MAX_PASSAGES, passagesOf, type Draft } from './drafts.ts';
import {
  addPiece,
  bytesKept,
  INGEST_TABLES,
  draftsFrom,
  keepDrafts,
  keepText,
  keptText,
  piecesOf,
  readJob,
  writeJob,
  type Job,
  type Note,
} from './ingest-tables.ts';

export type IngestPorts = {
  sql: Sql;
  nowMs: () => number;
  random: () => number;
  setAlarm: (atMs: number) => Promise<void>;
  /** Until what was written is durable. */
  sync: () => Promise<void>;
  /** Forgets all that the object keeps. */
  forgetAll: () => Promise<void>;
  documentId: () => DocumentId;
  shelf: Shelf;
  readers: Readers;
  /** After the switch: what is left to index of this document, a bounded part of it. */
  indexMore: () => Promise<IndexStep>;
  log: Log;
};

export type IndexStep = { more: false } | { more: true; waitMs: number };

export type ReadStep =
  /** Drafts of one part of the source; `next` says that there are more parts. */
  | { kind: 'read'; source: string; drafts: Draft[]; next: boolean; pageCount: number | null }
  | { kind: 'failed'; note: Note };

export type CrawlStep =
  /** The next step follows after `waitMs`. */
  | { kind: 'more'; waitMs: number }
  | { kind: 'done'; drafts: Draft[]; pageCount: number; note: Note | null }
  /** @param drop what is served is no longer there */
  | { kind: 'failed'; note: Note; drop: boolean };

export type Readers = {
  /** A file, by its bytes. Pure. */
  file: (spec: SourceSpec, pieces: readonly Uint8Array[], step: number) => Promise<ReadStep>;
  /** Pages from the web. Keeps what it learns in the object's `pages` and `drafts`. */
  crawl: (spec: SourceSpec, run: number, step: number) => Promise<CrawlStep>;
};

const UPLOAD_WITHIN_MS = 15 * 60_000;
const MAX_TRIES = 8;
const FIRST_WAIT_MS = 2_000;
const LONGEST_WAIT_MS = 10 * 60_000;
const MIN_REFRESH_MS = 3_600_000;
const STOPPED: Note = {
  reason: 'interrupted',
  detail: 'The upload did not come to its end. Please send it again.',
};
const NOT_READ: Note = {
  reason: 'unavailable',
  detail: 'It could not be read because of a fault on our side. Please try again later.',
};

const MAX_CRASHES = 2;
const TOO_MUCH: Note = {
  reason: 'too-large',
  detail: 'It takes more memory or time to read than there is. Please split it.',
};

export function ingestCore(ports: IngestPorts): IngestApi & { alarm: () => Promise<void> } {
  const { sql, shelf, nowMs } = ports;
  const id = () => ports.documentId();
  const isPage = ({ source }: SourceSpec) => source === 'page' || source === 'site';

  /** Writes the job, unless another run has begun meanwhile; false = this step counts no more. */
  const keep = (job: Job, changes: Partial<Job>): boolean => {
    if (readJob(sql)?.run !== job.run) return false;
    writeJob(sql, { ...job, tries: 0, ...changes });
    return true;
  };
  const again = (job: Job, waitMs: number): void => void keep(job, { dueAtMs: nowMs() + waitMs });
  const arm = async (): Promise<void> => {
    const due = readJob(sql)?.dueAtMs ?? null;
    if (due !== null) await ports.setAlarm(due);
  };
  const restart = async (job: Job, phase: Job['phase']): Promise<void> => {
    writeJob(sql, { ...job, phase, run: job.run + 1, step: 0, tries: 0, note: null, dueAtMs: nowMs() });
    await arm();
  };
  /** Who asked sees at once that the document waits. */
  const readAgain = async (job: Job): Promise<void> => {
    await shelf.mark(id(), { state: 'waiting' }, nowMs());
    await restart(readJob(sql) ?? job, 'reading');
  };
  const nextCheck = ({ refreshEveryMs }: SourceSpec): number | null =>
    refreshEveryMs === null ? null : nowMs() + Math.max(refreshEveryMs, MIN_REFRESH_MS);

  /** What was served before stays served: then the document is ready, and says what went wrong. */
  const fail = async (job: Job, note: Note, drop = false): Promise<void> => {
    const document = await shelf.read(id());
    const nextCheckAtMs = isPage(job.spec) ? nextCheck(job.spec) : null;
    const served = document !== null && document.passageCount > 0 && !drop;
    const changes: DocumentChanges = {
      ...note,
      state: served ? 'ready' : 'failed',
      checkedAtMs: nowMs(),
      nextCheckAtMs,
    };
    if (drop) await shelf.switchTo(id(), [], changes, nowMs());
    else await shelf.mark(id(), changes, nowMs());
    keep(job, { phase: drop ? 'indexing' : 'idle', dueAtMs: drop ? nowMs() : nextCheckAtMs });
  };

  const readFile = async (job: Job): Promise<void> => {
    const read = await ports.readers.file(job.spec, piecesOf(sql), job.step);
    if (read.kind === 'failed') return fail(job, read.note);
    if (readJob(sql)?.run !== job.run) return;
    keepDrafts(sql, read.source, read.drafts);
    keepText(sql, 'pages', JSON.stringify(read.pageCount));
    if (read.next) keep(job, { step: job.step + 1, dueAtMs: nowMs() });
    else keep(job, { phase: 'switching', step: job.step + 1, dueAtMs: nowMs() });
  };

  const crawl = async (job: Job): Promise<void> => {
    const crawled = await ports.readers.crawl(job.spec, job.run, job.step);
    if (crawled.kind === 'failed') return fail(job, crawled.note, crawled.drop);
    if (crawled.kind === 'more') {
      keep(job, { step: job.step + 1, dueAtMs: nowMs() + crawled.waitMs });
      return;
    }
    if (readJob(sql)?.run !== job.run) return;
    await serve(job, crawled.drafts, crawled.pageCount, crawled.note);
  };

  const serve = async (
    job: Job,
    drafts: readonly Draft[],
    pageCount: number | null,
    note: Note | null,
  ): Promise<void> => {
    const passages = await passagesOf(id(), drafts, { oncePerText: job.spec.source === 'site' });
    if (passages.length === 0)
      return fail(job, { reason: 'empty', detail: 'There is no text to read in it.' });
    if (passages.length > MAX_PASSAGES)
      return fail(job, {
        reason: 'too-many-passages',
        detail: `It has more than ${MAX_PASSAGES} passages. Please split it.`,
      });
    if ((await shelf.passagesBeside(id())) + passages.length > MAX_PASSAGES_IN_ALL)
      return fail(job, {
        reason: 'too-many-passages',
        detail: `All documents together may have ${MAX_PASSAGES_IN_ALL} passages. Please delete some first.`,
      });
    const nextCheckAtMs = isPage(job.spec) ? nextCheck(job.spec) : null;
    const atMs = nowMs();
    const changes: DocumentChanges = {
      state: 'ready',
      reason: note?.reason ?? null,
      detail: note?.detail ?? null,
      pageCount,
      readAtMs: atMs,
      checkedAtMs: atMs,
      nextCheckAtMs,
    };
    if (readJob(sql)?.run !== job.run) return;
    await shelf.switchTo(id(), passages, changes, atMs);
    keep(job, { phase: 'indexing', step: 0, dueAtMs: nowMs() });
  };

  const allDrafts = (job: Job): Draft[] =>
    Array.from({ length: job.step }, (_, part) => draftsFrom(sql, String(part))).flat();

  const step = async (job: Job): Promise<void> => {
    switch (job.phase) {
      case 'collecting':
        return fail(job, STOPPED);
      case 'reading': {
        if (job.step === 0) {
          if ((await shelf.read(id())) === null) {
            keep(job, { phase: 'removing', dueAtMs: nowMs() });
            return;
          }
          await shelf.mark(id(), { state: 'reading' }, nowMs());
          if (readJob(sql)?.run !== job.run) return;
        }
        return isPage(job.spec) ? crawl(job) : readFile(job);
      }
      case 'switching':
        return serve(
          job,
          allDrafts(job),
          JSON.parse(keptText(sql, 'pages') ?? 'null') as number | null,
          job.note,
        );
      case 'reindexing':
        await shelf.reindex(id());
        keep(job, { phase: 'indexing', dueAtMs: nowMs() });
        return;
      case 'indexing': {
        const indexed = await ports.indexMore();
        const due = (await shelf.read(id()))?.nextCheckAtMs ?? null;
        // A model that is down for days keeps nobody from looking at the source again.
        if (indexed.more) {
          if (due !== null && due <= nowMs()) return restart(job, 'reading');
          return again(job, indexed.waitMs);
        }
        keep(job, { phase: 'idle', dueAtMs: due });
        return;
      }
      case 'idle':
        return restart(job, 'reading');
      case 'removing': {
        const indexed = await ports.indexMore();
        if (indexed.more) return again(job, indexed.waitMs);
        if (readJob(sql)?.run === job.run) await ports.forgetAll();
        return;
      }
    }
  };

  const stumble = async (job: Job, error: unknown): Promise<void> => {
    ports.log.error('ingest.failed', {
      documentId: id(),
      phase: job.phase,
      tries: job.tries,
      error: errorName(error),
    });
    const waitMs = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** job.tries) * (0.75 + 0.5 * ports.random());
    const tries = job.tries + 1;
    if (readJob(sql)?.run !== job.run) return;
    writeJob(sql, { ...job, tries, dueAtMs: nowMs() + waitMs });
    if (tries < MAX_TRIES || job.phase === 'removing' || job.phase === 'indexing') return;
    try {
      await fail(job, NOT_READ);
    } catch (failure) {
      ports.log.error('ingest.failure_not_told', { documentId: id(), error: errorName(failure) });
    }
  };

  return {
    async begin(spec) {
      const run = (readJob(sql)?.run ?? 0) + 1;
      const dueAtMs = nowMs() + UPLOAD_WITHIN_MS;
      sql.script(INGEST_TABLES);
      sql.transaction(() => {
        for (const table of ['pieces', 'drafts', 'pages']) sql.run(`DELETE FROM ${table}`);
        writeJob(sql, { spec, phase: 'collecting', run, step: 0, tries: 0, note: null, dueAtMs });
      });
      await arm();
    },
    async append(piece) {
      if (readJob(sql)?.phase !== 'collecting') throw new Error('no upload is under way');
      if (bytesKept(sql) + piece.byteLength > MAX_FILE_BYTES) throw new Error('the file is too large');
      addPiece(sql, piece);
    },
    async start() {
      const job = readJob(sql);
      if (job?.phase === 'collecting') await restart(job, 'reading');
    },
    async refresh() {
      const job = readJob(sql);
      if (job === null || job.phase === 'collecting' || job.phase === 'removing') return false;
      if (!isPage(job.spec) && bytesKept(sql) === 0) return false;
      await readAgain(job);
      return true;
    },
    async reschedule(refreshEveryMs) {
      const job = readJob(sql);
      if (job === null || !isPage(job.spec)) return;
      const spec = { ...job.spec, refreshEveryMs };
      const nextCheckAtMs = nextCheck(spec);
      writeJob(sql, { ...job, spec, dueAtMs: job.phase === 'idle' ? nextCheckAtMs : job.dueAtMs });
      await shelf.mark(id(), { refreshEveryMs, nextCheckAtMs }, nowMs());
      await arm();
    },
    async extend(piece) {
      const job = readJob(sql);
      if (job === null || job.spec.source !== 'faq' || job.phase === 'collecting') return false;
      if (bytesKept(sql) + piece.byteLength > MAX_FILE_BYTES) return false;
      addPiece(sql, piece);
      await readAgain(job);
      return true;
    },
    async reindex() {
      const job = readJob(sql);
      const known = job?.phase === 'idle' || job?.phase === 'indexing' ? job : null;
      if (job === null) {
        sql.script(INGEST_TABLES);
        // A document that came by other ways: there is no source, but its passages can be indexed.
        const spec: SourceSpec = {
          source: 'faq',
          title: '',
          url: null,
          charset: null,
          refreshEveryMs: null,
          maxPages: 0,
        };
        await restart(
          { spec, phase: 'idle', run: 0, step: 0, tries: 0, note: null, dueAtMs: null },
          'reindexing',
        );
      } else if (known !== null) await restart(known, 'reindexing');
    },
    async remove() {
      shelf.forget();
      const job = readJob(sql);
      if (job === null) return ports.forgetAll();
      await restart(job, 'removing');
    },
    async wake() {
      const job = readJob(sql);
      const document = await shelf.read(id());
      const unfinished = document?.state === 'waiting' || document?.state === 'reading';
      if (job === null) {
        if (unfinished) await shelf.mark(id(), { state: 'failed', ...STOPPED }, nowMs());
      } else if (unfinished && job.phase === 'idle') await restart(job, 'reading');
      else await arm();
    },
    async alarm() {
      const job = readJob(sql);
      if (job === null || job.dueAtMs === null) return;
      if (job.dueAtMs > nowMs()) return arm();
      try {
        // A file that brings the whole object down is not tried for ever.
        const begun = Number(keptText(sql, 'begun') ?? 0);
        keepText(sql, 'begun', String(begun + 1));
        await ports.sync();
        if (begun >= MAX_CRASHES && job.phase === 'reading') await fail(job, TOO_MUCH);
        else await step(job);
      } catch (error) {
        await stumble(job, error);
      }
      if (readJob(sql) !== null) keepText(sql, 'begun', '0');
      await arm();
    },
  };
}
