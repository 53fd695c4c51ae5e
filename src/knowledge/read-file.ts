/** An uploaded file as drafts, by its kind. What a file claims to be is checked against its first bytes. */
import Papa from 'papaparse';
import type { SourceSpec } from './api.ts';
import { decodeText, joined } from './decode-text.ts';
import { failed, unreadable, type ReadResult } from './drafts.ts';
import type { Note } from './ingest-tables.ts';
import type { ReadStep } from './ingest-core.ts';
import { readDocx } from './read-docx.ts';
import { readPdf } from './read-pdf.ts';
import { faqPairs, readFaq, readMarkdown, readProducts } from './read-text.ts';

export type HtmlReader = (html: string, url: string | null) => Promise<ReadResult>;

const MAX_ROWS = 5_000;

export async function readFile(
  spec: SourceSpec,
  pieces: readonly Uint8Array[],
  step: number,
  readHtml: HtmlReader,
): Promise<ReadStep> {
  if (spec.source === 'pdf') return readPages(spec, joined(pieces), step);
  const result = await readWhole(spec, pieces, readHtml);
  if (result.kind === 'failed') return { kind: 'failed', note: noteOf(result) };
  return { kind: 'read', source: String(step), drafts: result.drafts, next: false, pageCount: null };
}

export function noteOf({ reason, detail }: Extract<ReadResult, { kind: 'failed' }>): Note {
  return { reason, detail };
}

async function readPages(spec: SourceSpec, bytes: Uint8Array, step: number): Promise<ReadStep> {
  if (bytes.byteLength === 0)
    return { kind: 'failed', note: { reason: 'empty', detail: 'The file is empty.' } };
  const { result, pageCount, next } = await readPdf(bytes, spec, step);
  if (result.kind === 'failed') return { kind: 'failed', note: noteOf(result) };
  return { kind: 'read', source: String(step), drafts: result.drafts, next, pageCount };
}

async function readWhole(
  spec: SourceSpec,
  pieces: readonly Uint8Array[],
  readHtml: HtmlReader,
): Promise<ReadResult> {
  if (spec.source === 'faq') return readPairs(pieces);
  const bytes = joined(pieces);
  const mistaken = notWhatItSays(spec.source, bytes);
  if (mistaken !== null) return mistaken;
  if (spec.source === 'docx') return titled(readDocx(bytes, spec.url), spec.title);
  const text = decodeText(bytes, spec.charset, spec.source === 'html');
  switch (spec.source) {
    case 'markdown':
      return titled(readMarkdown(text, spec.url), spec.title);
    case 'html':
      return unreadable(text) ?? titled(await readHtml(text, spec.url), spec.title);
    case 'csv':
      return readTable(text);
    default:
      return failed('broken', 'This kind of document cannot be read.');
  }
}

/** A text without headings is about what the document is called. */
function titled(result: ReadResult, title: string): ReadResult {
  if (result.kind === 'failed') return result;
  return {
    ...result,
    drafts: result.drafts.map((draft) => (draft.title === '' ? { ...draft, title } : draft)),
  };
}

/** Each piece is a JSON list of pairs: pairs are added one piece at a time. */
function readPairs(pieces: readonly Uint8Array[]): ReadResult {
  return readFaq(pieces.flatMap((piece) => faqPairs(new TextDecoder().decode(piece))));
}

function readTable(text: string): ReadResult {
  const refusal = unreadable(text);
  if (refusal !== null) return refusal;
  const { data, errors } = Papa.parse<Record<string, string>>(text, {
    header: true,
    skipEmptyLines: 'greedy',
    preview: MAX_ROWS + 1,
  });
  const broken = errors.find(({ type }) => type === 'Quotes' || type === 'FieldMismatch');
  if (broken !== undefined)
    return failed('broken', `Row ${(broken.row ?? 0) + 2} is not like the first: ${broken.message}.`);
  if (data.length > MAX_ROWS) return failed('too-many-passages', `A table may have ${MAX_ROWS} rows.`);
  return readProducts(data);
}

/** A PDF called `.md` is no text, and nobody wants its bytes quoted. */
function notWhatItSays(source: SourceSpec['source'], bytes: Uint8Array): ReadResult | null {
  if (bytes.byteLength === 0) return failed('empty', 'The file is empty.');
  const start = String.fromCharCode(...bytes.subarray(0, 5));
  const isBinary = start === '%PDF-' || start.startsWith('PK\u0003\u0004') || bytes[0] === 0xd0;
  const wantsText = source === 'markdown' || source === 'html' || source === 'csv';
  if (wantsText && isBinary && bytes.subarray(0, 4_000).some((byte) => byte < 9 || byte > 0xf4))
    return failed('not-text', 'The file is not a text. If it is a PDF or a Word file, send it as one.');
  return null;
}
