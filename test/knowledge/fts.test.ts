import { readFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { beforeEach, describe, expect, it } from 'vitest';
import {
  DELETE_DOCUMENT_PASSAGES_SQL,
  FTS_SEARCH_SQL,
  FTS_TERM_COUNT_SQL,
  ftsQuery,
  ftsTermQuery,
} from '../../src/knowledge/fts.ts';

const MIGRATION = fileURLToPath(new URL('../../migrations/0003_create_knowledge.sql', import.meta.url).href);

let db: DatabaseSync;

function addDocument(business: string, id: string): void {
  db.prepare(
    `INSERT INTO documents (business_id, id, source, title, state, created_at_ms) VALUES (?, ?, 'faq', 'FAQ', 'ready', 1)`,
  ).run(business, id);
}

function addPassage(business: string, document: string, id: string, title: string, body: string): void {
  db.prepare(
    `INSERT INTO passages (business_id, document_id, id, title, body, content_hash, created_at_ms) VALUES (?, ?, ?, ?, ?, 'h', 1)`,
  ).run(business, document, id, title, body);
}

function search(business: string, question: string): string[] {
  const query = ftsQuery(business, question);
  if (query === null) return [];
  return db
    .prepare(FTS_SEARCH_SQL)
    .all(query, business)
    .map((row) => String(row.id));
}

beforeEach(() => {
  db = new DatabaseSync(':memory:');
  db.exec(String(readFileSync(MIGRATION)));
  addDocument('biz_tea', 'doc_1');
  addDocument('biz_books', 'doc_1');
  addPassage('biz_tea', 'doc_1', 'refund', 'Refunds', 'We refund unopened tins within 30 days.');
  addPassage('biz_tea', 'doc_1', 'hours', 'Opening hours', 'The shop opens at nine on weekdays.');
  addPassage('biz_books', 'doc_1', 'refund', 'Refund of books', 'Books are refunded as store credit only.');
});

describe('full-text search in D1', () => {
  it('finds passages by any telling word, inflected or not', () => {
    const found = search('biz_tea', 'Could you refund my purchase, and when are you opened?');
    expect(found.toSorted()).toEqual(['hours', 'refund']);
  });

  it('never gives a passage of another business, whatever the question says', () => {
    expect(search('biz_tea', 'refund books store credit')).toEqual(['refund']);
    expect(search('biz_tea', 'biz_books books')).toEqual([]);
    expect(search('biz', 'refund')).toEqual([]);
  });

  it('cannot be turned into query syntax', () => {
    const attacks = [
      '"',
      '""" OR *',
      'refund") OR ({business} : "biz books',
      'NEAR(refund hours, 1)',
      'title : refund',
      '-refund ^refund refund*',
      "'; DROP TABLE passages; --",
      'AND OR NOT',
      '{business} : biz_books',
      '\u0000 refund \u0000',
    ];
    for (const attack of attacks) expect(() => search('biz_tea', attack)).not.toThrow();
    for (const attack of attacks)
      for (const id of search('biz_tea', attack)) expect(['refund', 'hours']).toContain(id);
    expect(db.prepare('SELECT count(*) AS n FROM passages').get()?.n).toBe(3);
  });

  it('has nothing to ask for a text without words', () => {
    expect(ftsQuery('biz_tea', '?!… 🙂')).toBeNull();
  });

  it('counts the passages of one business that have a word', () => {
    const count = (business: string, word: string) =>
      db.prepare(FTS_TERM_COUNT_SQL).get(ftsTermQuery(business, word), business)?.passages;
    expect(count('biz_tea', 'refunded')).toBe(1);
    expect(count('biz_tea', 'books')).toBe(0);
  });

  it('really deletes: the words are gone from the index too', () => {
    db.prepare(DELETE_DOCUMENT_PASSAGES_SQL).run('biz_tea', 'doc_1');
    expect(search('biz_tea', 'refund')).toEqual([]);
    expect(search('biz_books', 'refund')).toEqual(['refund']);
    expect(() => db.exec(`INSERT INTO passages_fts (passages_fts) VALUES ('integrity-check')`)).not.toThrow();
  });

  it('follows a changed passage', () => {
    db.prepare(
      `UPDATE passages SET body = 'Open from noon.' WHERE business_id = 'biz_tea' AND id = 'hours'`,
    ).run();
    expect(search('biz_tea', 'weekdays')).toEqual([]);
    expect(search('biz_tea', 'noon')).toEqual(['hours']);
  });

  it('deletes the passages of a deleted document', () => {
    db.prepare(`DELETE FROM documents WHERE business_id = 'biz_tea'`).run();
    expect(search('biz_tea', 'refund')).toEqual([]);
  });
});
