/** Files as people choose them: their kind is told by their name, their title is the name without its end. */
import type { Context } from 'hono';
import { makeId, type DocumentId } from '../../domain/ids.ts';
import { MAX_DOCUMENTS, MAX_FILE_BYTES, type SourceSpec } from '../../knowledge/api.ts';
import { submit } from '../../knowledge/submit.ts';
import { tupleName } from '../../platform/hash.ts';
import type { ConsoleEnv } from '../session.ts';

const KINDS: Readonly<Record<string, SourceSpec['source']>> = {
  pdf: 'pdf',
  docx: 'docx',
  md: 'markdown',
  markdown: 'markdown',
  txt: 'markdown',
  html: 'html',
  htm: 'html',
  csv: 'csv',
};

export const FULL = `A shop may have ${MAX_DOCUMENTS} documents. Delete some first.`;

/** Null for a kind that cannot be read. */
export function specOfName(name: string): SourceSpec | null {
  const dot = name.lastIndexOf('.');
  const source = KINDS[name.slice(dot + 1).toLowerCase()];
  if (dot < 1 || source === undefined) return null;
  const title = name
    .slice(0, dot)
    .replace(/[\p{Cc}\u2028\u2029]/gu, ' ')
    .toWellFormed()
    .slice(0, 200)
    .trim();
  return {
    source,
    title: title === '' ? 'File' : title,
    url: null,
    charset: null,
    refreshEveryMs: null,
    maxPages: 0,
  };
}

export function kindsInWords(): string {
  return 'Files may be PDF, Word (.docx), Markdown, text, HTML or CSV.';
}

/** The same form sent twice is the same document. */
export async function idOfForm(c: Context<ConsoleEnv>, key: string, what: string): Promise<DocumentId> {
  return makeId('doc', await tupleName(['console', c.var.actor.businessId, key, what], 26));
}

export function desk(c: Context<ConsoleEnv>) {
  const { parts, actor } = c.var;
  const { documents, passages, publishing } = parts.storeFor(actor.businessId);
  const ingest = (id: DocumentId) => parts.ingest(actor.businessId, id);
  return { documents, passages, publishing, ingest, nowMs: parts.nowMs };
}

/** False when there is no room for another document. */
export async function put(
  c: Context<ConsoleEnv>,
  id: DocumentId,
  spec: SourceSpec,
  pieces: readonly Uint8Array[],
): Promise<boolean> {
  return (await submit(desk(c), id, spec, pieces)) !== null;
}

/** A file that is too large is in the list all the same, and says so. */
export async function refuse(c: Context<ConsoleEnv>, id: DocumentId, spec: SourceSpec): Promise<void> {
  const { documents, nowMs } = desk(c);
  if ((await documents.count()) >= MAX_DOCUMENTS) return;
  const { source, title } = spec;
  await documents.add({ id, source, title, url: null, refreshEveryMs: null, createdAtMs: nowMs() });
  const detail = `The file has more than ${MAX_FILE_BYTES / 1_000_000} MB. Please split it.`;
  await documents.mark(id, { state: 'failed', reason: 'too-large', detail, checkedAtMs: nowMs() }, nowMs());
}
