import { failed, finished, unreadable, type Draft, type ReadResult } from './drafts.ts';

/** FAQ pairs, Markdown and product tables as passages. */

export type FaqPair = { question: string; answer: string; variants?: string[]; url?: string | null };

/** What `faqText` spelled. */
export function faqPairs(json: string): FaqPair[] {
  return JSON.parse(json) as FaqPair[];
}

/** Pairs as a piece of a FAQ's source. */
export function faqText(pairs: readonly FaqPair[]): string {
  return JSON.stringify(pairs);
}

export function readFaq(pairs: readonly FaqPair[]): ReadResult {
  if (pairs.length === 0) return failed('empty', 'There are no questions and answers in it.');
  const incomplete = pairs.findIndex((pair) => pair.question.trim() === '' || pair.answer.trim() === '');
  if (incomplete >= 0) return failed('broken', `Pair ${incomplete + 1} has no question or no answer.`);
  return finished(
    pairs.map(({ question, answer, variants = [], url = null }) => ({
      title: question,
      text: answer,
      variants,
      url,
    })),
  );
}

/** Sections follow the headings; a section's title is its heading, under the headings above it. */
export function readMarkdown(markdown: string, url: string | null): ReadResult {
  const refusal = unreadable(markdown);
  if (refusal !== null) return refusal;
  const sections: Draft[] = [];
  const path: string[] = [];
  let lines: string[] = [];
  let fenced = false;
  const close = (): void => {
    const text = plainMarkdown(lines.join('\n'));
    if (text !== '') sections.push({ title: titleOf(path), text, variants: [], url: placeOf(url, path) });
    lines = [];
  };
  for (const line of markdown.replaceAll('\r\n', '\n').split('\n')) {
    if (/^\s*(```|~~~)/.test(line)) fenced = !fenced;
    const heading = fenced ? null : /^(#{1,6})\s+(.+?)\s*#*\s*$/.exec(line);
    if (heading === null) {
      lines.push(line);
      continue;
    }
    close();
    path.length = Math.min(path.length, (heading[1] ?? '').length - 1);
    path.push(plainMarkdown(heading[2] ?? ''));
  }
  close();
  return finished(sections);
}

function titleOf(path: readonly string[]): string {
  const own = path.at(-1) ?? '';
  const above = path.length > 2 ? path.at(-2) : undefined;
  return above === undefined || own.includes('?') ? own : `${above}: ${own}`;
}

function placeOf(url: string | null, path: readonly string[]): string | null {
  const own = path.at(-1);
  if (url === null || own === undefined || url.includes('#')) return url;
  const slug = own
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s-]/gu, '')
    .trim()
    .replace(/\s+/g, '-');
  return slug === '' ? url : `${url}#${encodeURIComponent(slug.toWellFormed())}`;
}

/** Marks taken off, so that a quote reads as a sentence; the words stay as they are. */
function plainMarkdown(text: string): string {
  return text
    .replace(/!\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/\[([^\]]+)\]\([^)]*\)/g, '$1')
    .replace(/^\s*(```|~~~).*$/gm, '')
    .replace(/^\s*(?:[-*+]|\d+[.)])\s+/gm, '')
    .replace(/^\s*>\s?/gm, '')
    .replace(/(\*\*|__)(?=\S)(.+?)(?<=\S)\1/g, '$2')
    .replace(/`([^`]+)`/g, '$1')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

const NAME_COLUMNS = ['name', 'title', 'product', 'product name', 'item'];
const URL_COLUMNS = ['url', 'link', 'product url', 'page'];

/** Rows of a product table, already parsed: one passage per product, every other column as "column: value". */
export function readProducts(rows: readonly Readonly<Record<string, string>>[]): ReadResult {
  const columns = Object.keys(rows[0] ?? {});
  const columnOf = (names: readonly string[]) =>
    columns.find((column) => names.includes(column.trim().toLowerCase()));
  const name = columnOf(NAME_COLUMNS);
  const link = columnOf(URL_COLUMNS);
  if (rows.length === 0) return failed('empty', 'The table has no rows.');
  if (name === undefined)
    return failed('no-columns', `The table needs a column called ${NAME_COLUMNS.join(', ')}.`);
  const nameless = rows.findIndex((row) => (row[name] ?? '').trim() === '');
  if (nameless >= 0) return failed('broken', `Row ${nameless + 1} has no ${name}.`);
  return finished(
    rows.map((row) => ({
      title: row[name] ?? '',
      text: columns
        .filter((column) => column !== link && (row[column] ?? '').trim() !== '')
        .map((column) =>
          column === name ? `${row[column]}.` : `${column.trim()}: ${(row[column] ?? '').trim()}.`,
        )
        .join('\n'),
      variants: [],
      url: link === undefined || !/^https?:\/\//i.test(row[link] ?? '') ? null : (row[link] ?? null),
    })),
  );
}
