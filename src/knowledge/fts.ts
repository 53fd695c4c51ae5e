import type { Passage } from '../domain/evidence.ts';
import { STOPWORDS, wordsOf } from './words.ts';

/**
 * The same retrieval for knowledge that is too large for an isolate: D1's FTS5 gives the candidates, the same re-ranker puts
 * them in order. Everything is keyed by the business, in the index itself (column `business`) and again in the row.
 */

export const FTS_CANDIDATES = 30;
const MAX_FTS_WORDS = 32;

/** Binds: 1 = query of `ftsQuery`, 2 = business id. Weights: business 0, title 2, variants 1, body 1. */
export const FTS_SEARCH_SQL = `
  SELECT p.id, p.title, p.body, p.variants, p.url, p.content_hash,
         bm25(passages_fts, 0.0, 2.0, 1.0, 1.0) AS rank
    FROM passages_fts JOIN passages p ON p.rowid = passages_fts.rowid
   WHERE passages_fts MATCH ?1 AND p.business_id = ?2
   ORDER BY rank, p.id LIMIT ${FTS_CANDIDATES}`;

/** Binds as above, the query being one of `ftsTermQuery`: how many of the business's passages have the word. */
export const FTS_TERM_COUNT_SQL = `
  SELECT count(*) AS passages
    FROM passages_fts JOIN passages p ON p.rowid = passages_fts.rowid
   WHERE passages_fts MATCH ?1 AND p.business_id = ?2`;

/** Binds: 1 = business id. */
export const PASSAGES_SQL = `
  SELECT id, title, body, variants, url, content_hash FROM passages WHERE business_id = ?1 ORDER BY id`;

/** Binds: 1 = business id. How much there is. */
export const SIZE_SQL = `
  SELECT count(*) AS passages, coalesce(sum(length(title) + length(body)), 0) AS chars
    FROM passages WHERE business_id = ?1`;

/** Binds: 1 = business id, 2 = JSON list of ids. */
export const PASSAGES_BY_ID_SQL = `
  SELECT id, title, body, variants, url, content_hash FROM passages
   WHERE business_id = ?1 AND id IN (SELECT value FROM json_each(?2))`;

/** Binds: 1 = business id, 2 = document id. Triggers take the passages out of the full-text index. */
export const DELETE_DOCUMENT_PASSAGES_SQL = `DELETE FROM passages WHERE business_id = ?1 AND document_id = ?2`;

/**
 * Turns a question into an FTS5 query: its telling words quoted and OR-ed, within one business. Null when there is nothing
 * to look up. Words are letters and digits only, so no text of a customer can become query syntax.
 */
export function ftsQuery(businessId: string, question: string): string | null {
  const words = ftsWords(question);
  return words.length === 0 ? null : scoped(businessId, words.map(quoted).join(' OR '));
}

export function ftsTermQuery(businessId: string, word: string): string {
  return scoped(businessId, wordsOf(word).map(quoted).join(' OR ') || '""');
}

/** The words of a question that are worth looking up; all of them when none is telling. */
export function ftsWords(question: string): string[] {
  const words = [...new Set(wordsOf(question.slice(0, 2000)))];
  const telling = words.filter((word) => !STOPWORDS.has(word));
  return (telling.length > 0 ? telling : words).slice(0, MAX_FTS_WORDS);
}

function scoped(businessId: string, words: string): string {
  return `{business} : ${quoted(businessId)} AND {title variants body} : (${words})`;
}

function quoted(word: string): string {
  return `"${word.replaceAll('"', '""')}"`;
}

export type PassageRow = {
  id: string;
  title: string;
  body: string;
  /** JSON array of texts. */
  variants: string;
  url: string | null;
  content_hash: string;
};

/** A row as a passage; variants that are not a list of texts count as none. */
export function passageOfRow(row: PassageRow): Passage {
  return {
    id: row.id,
    title: row.title,
    text: row.body,
    variants: textsOf(row.variants),
    url: row.url,
    contentHash: row.content_hash,
  };
}

function textsOf(json: string): string[] {
  try {
    const value: unknown = JSON.parse(json);
    return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
  } catch {
    return [];
  }
}
