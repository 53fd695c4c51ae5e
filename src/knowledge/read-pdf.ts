/** A PDF as passages: headings are told by their size, and every passage keeps its page. Nothing in the file is executed. */
import { failed, finished, type Draft, type ReadResult } from './drafts.ts';

export type PdfPart = { result: ReadResult; pageCount: number; next: boolean };

type Line = { text: string; size: number; top: number };

const PAGES_A_STEP = 100;
const MAX_PAGES = 2_000;
const HEADING_RATIO = 1.15;
const MAX_HEADING_CHARS = 150;
/** A larger step down than this many line heights begins a new paragraph. */
const PARAGRAPH_GAP = 1.7;

/** Reads one part of the pages; the parts follow each other. */
export async function readPdf(
  bytes: Uint8Array,
  { title, url }: { title: string; url: string | null },
  part: number,
): Promise<PdfPart> {
  // Half a megabyte of code that only documents of this kind need.
  const { getDocumentProxy } = await import('unpdf');
  let pdf: Awaited<ReturnType<typeof getDocumentProxy>>;
  try {
    // The reader takes the bytes away from their owner.
    pdf = await getDocumentProxy(bytes.slice(), { verbosity: 0 });
  } catch (error) {
    return nothing(whyUnreadable(error));
  }
  try {
    if (pdf.numPages > MAX_PAGES)
      return nothing(failed('too-large', `The PDF has more than ${MAX_PAGES} pages. Please split it.`));
    const first = part * PAGES_A_STEP + 1;
    const last = Math.min(pdf.numPages, first + PAGES_A_STEP - 1);
    const pages: Line[][] = [];
    for (let number = first; number <= last; number += 1) {
      const page = await pdf.getPage(number);
      const { items } = await page.getTextContent();
      pages.push(linesOf(items));
      page.cleanup();
    }
    const sections = sectionsOf(withoutRunningHeads(pages), first, title, url);
    const next = last < pdf.numPages;
    if (sections.length === 0 && (next || part > 0))
      return { result: { kind: 'read', drafts: [] }, pageCount: pdf.numPages, next };
    const result = finished(sections);
    const hasNoText = result.kind === 'failed' && result.reason === 'empty';
    const noText = failed('empty', 'The PDF holds no text, perhaps only pictures of it (a scan).');
    return { result: hasNoText ? noText : result, pageCount: pdf.numPages, next };
  } catch (error) {
    return nothing(whyUnreadable(error));
  } finally {
    await pdf.loadingTask.destroy();
  }
}

function whyUnreadable(error: unknown): ReadResult {
  return error instanceof Error && error.name === 'PasswordException'
    ? failed('encrypted', 'The PDF asks for a password. Please save it without one.')
    : failed('broken', 'The PDF is damaged and cannot be read. Please save it anew.');
}

function nothing(result: ReadResult): PdfPart {
  return { result, pageCount: 0, next: false };
}

function linesOf(items: readonly object[]): Line[] {
  const lines: Line[] = [];
  let text = '';
  let size = 0;
  let top = 0;
  const close = () => {
    const tidy = text.replace(/\s+/g, ' ').trim();
    if (tidy !== '') lines.push({ text: tidy, size, top });
    text = '';
    size = 0;
  };
  for (const item of items) {
    if (!('str' in item) || typeof item.str !== 'string' || !('transform' in item)) continue;
    const [, , c = 0, d = 0, , y = 0] = item.transform as number[];
    if (item.str.trim() !== '') {
      size = Math.max(size, Math.hypot(c, d));
      top = y;
    }
    text += item.str;
    if ('hasEOL' in item && item.hasEOL === true) close();
  }
  close();
  return lines;
}

/** What stands on most pages, but for the page number, is no part of the text. */
function withoutRunningHeads(pages: readonly Line[][]): Line[][] {
  const spelled = (line: Line) => line.text.replace(/\d+/g, '#');
  const uses = new Map<string, number>();
  for (const page of pages)
    for (const text of new Set(page.map(spelled))) uses.set(text, (uses.get(text) ?? 0) + 1);
  const often = Math.max(3, pages.length / 2);
  return pages.map((page) => page.filter((line) => (uses.get(spelled(line)) ?? 0) < often));
}

function sectionsOf(pages: readonly Line[][], firstPage: number, title: string, url: string | null): Draft[] {
  const body = bodySize(pages.flat());
  const isHeading = ({ text, size }: Line) =>
    size >= body * HEADING_RATIO && text.length <= MAX_HEADING_CHARS && /\p{L}/u.test(text);
  const sections: Draft[] = [];
  let heading = title;
  for (const [at, page] of pages.entries()) {
    const number = firstPage + at;
    const place = url === null || url.includes('#') ? url : `${url}#page=${number}`;
    let text = '';
    let before: Line | null = null;
    const close = () => {
      if (text.trim() !== '') sections.push({ title: heading, text, variants: [], url: place, page: number });
      text = '';
    };
    for (const line of page) {
      if (isHeading(line)) {
        const goesOn = before !== null && isHeading(before) && before.size === line.size;
        close();
        heading = goesOn ? `${heading} ${line.text}` : line.text;
      } else text = joinedLine(text, line, before);
      before = line;
    }
    close();
  }
  return sections;
}

function joinedLine(text: string, line: Line, before: Line | null): string {
  if (text === '') return line.text;
  const gap = before === null ? 0 : before.top - line.top;
  if (gap > line.size * PARAGRAPH_GAP || gap < 0) return `${text}\n${line.text}`;
  // A word cut at the end of a line becomes whole again.
  if (/\p{L}-$/u.test(text) && /^\p{Ll}/u.test(line.text)) return text.slice(0, -1) + line.text;
  return `${text} ${line.text}`;
}

/** The size that most letters have. */
function bodySize(lines: readonly Line[]): number {
  const letters = new Map<number, number>();
  for (const { text, size } of lines) {
    const rounded = Math.round(size * 2) / 2;
    letters.set(rounded, (letters.get(rounded) ?? 0) + text.length);
  }
  return [...letters].reduce((best, one) => (one[1] > best[1] ? one : best), [0, 0])[0];
}
