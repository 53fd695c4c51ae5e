/** Files that a site links to, read as pages of it: they are looked at again, and go, with the page that they are. */
import { failed, type ReadResult } from './drafts.ts';
import { readDocx } from './read-docx.ts';
import { readPdf } from './read-pdf.ts';

export const FILE_BYTES = 10_000_000;
/** Of one site. */
export const MAX_FILES = 30;

const FILE = /\.(pdf|docx)$/i;
const PDF_BEGINS = '%PDF-';
const DOCX_TYPE = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';

/** By its address: whether it may be larger than a page, and is worth following where a sitemap does not name it. */
export function looksLikeFile(url: string): boolean {
  return FILE.test(new URL(url).pathname);
}

/** By what came; null = no file that can be read. */
export function fileKind(contentType: string, bytes: Uint8Array): 'pdf' | 'docx' | null {
  const begins = String.fromCharCode(...bytes.subarray(0, PDF_BEGINS.length));
  if (begins === PDF_BEGINS && !/^text\//i.test(contentType)) return 'pdf';
  return contentType.toLowerCase().startsWith(DOCX_TYPE) ? 'docx' : null;
}

export async function readLinked(kind: 'pdf' | 'docx', bytes: Uint8Array, url: string): Promise<ReadResult> {
  const title = nameOf(url);
  if (kind === 'docx') {
    const read = readDocx(bytes, url);
    if (read.kind === 'failed') return read;
    return { ...read, drafts: read.drafts.map((draft) => ({ ...draft, title: draft.title || title })) };
  }
  const { result, next } = await readPdf(bytes, { title, url }, 0);
  return next ? failed('too-large', 'The PDF is too long to be read on the way: add it by itself.') : result;
}

/** `/files/Price-list_2026.pdf` is about "Price list 2026". */
function nameOf(url: string): string {
  const last = new URL(url).pathname.split('/').at(-1) ?? '';
  let name = last;
  try {
    name = decodeURIComponent(last);
  } catch {
    // Not every site spells its addresses well.
  }
  return name
    .replace(FILE, '')
    .replace(/[-_+]+/g, ' ')
    .trim();
}
