import { createRequire } from 'node:module';
import { DatabaseSync } from 'node:sqlite';
import type { Passage } from '../../src/domain/evidence.ts';
import { installPeers } from './peers/install-peers.ts';

/** Other engines over the same passages and questions, in the same process. */
export type Peer = {
  name: string;
  indexMs: number;
  indexBytes: number;
  search: (question: string) => string[];
};

function plainWords(text: string): string[] {
  return [...new Set(text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [])];
}

/** SQLite FTS5, porter, every word of the question OR-ed. */
export function fts5(passages: readonly Passage[]): Peer {
  const started = performance.now();
  const db = new DatabaseSync(':memory:');
  db.exec(`CREATE TABLE p (title, variants, body);
    CREATE VIRTUAL TABLE f USING fts5(title, variants, body, content='p', tokenize='porter unicode61');`);
  const keep = db.prepare('INSERT INTO p (rowid, title, variants, body) VALUES (?, ?, ?, ?)');
  const add = db.prepare('INSERT INTO f (rowid, title, variants, body) VALUES (?, ?, ?, ?)');
  db.exec('BEGIN');
  passages.forEach((passage, at) => {
    const row = [at + 1, passage.title, passage.variants.join('\n'), passage.text];
    keep.run(...row);
    add.run(...row);
  });
  db.exec(`COMMIT; INSERT INTO f (f) VALUES ('optimize')`);
  const indexMs = performance.now() - started;
  const sizes = db.prepare(
    `SELECT (SELECT sum(length(block)) FROM f_data) + (SELECT sum(length(term) + 4) FROM f_idx) +
            (SELECT sum(length(sz)) FROM f_docsize) AS bytes`,
  );
  const find = db.prepare('SELECT rowid FROM f WHERE f MATCH ? ORDER BY rank LIMIT 10');
  return {
    name: 'fts5',
    indexMs,
    indexBytes: Number(sizes.get()?.bytes ?? 0),
    search: (question) => {
      const words = plainWords(question);
      if (words.length === 0) return [];
      const rows = find.all(words.map((word) => `"${word}"`).join(' OR '));
      return rows.map((row) => passages[Number(row.rowid) - 1]?.id ?? '');
    },
  };
}

type MiniSearchLike = {
  addAll(rows: object[]): void;
  search(text: string): { id: number }[];
  toJSON(): unknown;
};
type LunrLike = { search(text: string): { ref: string }[]; toJSON(): unknown };
type LunrBuilder = {
  ref(name: string): void;
  field(name: string): void;
  add(row: object): void;
};
type Modules = {
  minisearch: new (options: object) => MiniSearchLike;
  lunr: (this: void, configure: (this: LunrBuilder) => void) => LunrLike;
};

/** Installed beside the project's own packages, in an ignored folder, the first time they are asked for. */
function peerModules(): Modules {
  return parseModules(createRequire(installPeers('knowledge-peers', ['minisearch@7.2.0', 'lunr@2.3.9'])));
}

/** The one place where the untyped packages get their types. */
function parseModules(load: (name: string) => unknown): Modules {
  return { minisearch: load('minisearch'), lunr: load('lunr') } as Modules;
}

export function otherPeers(passages: readonly Passage[]): Peer[] {
  const modules = peerModules();
  const rows = passages.map((passage, id) => ({
    id,
    title: passage.title,
    variants: passage.variants.join('\n'),
    text: passage.text,
  }));
  const idOf = (at: number): string => passages[at]?.id ?? '';

  let started = performance.now();
  const mini = new modules.minisearch({
    fields: ['title', 'variants', 'text'],
  });
  mini.addAll(rows);
  const miniMs = performance.now() - started;

  started = performance.now();
  const lunr = modules.lunr(function configure(this: LunrBuilder) {
    this.ref('id');
    for (const field of ['title', 'variants', 'text']) this.field(field);
    for (const row of rows) this.add(row);
  });
  const lunrMs = performance.now() - started;
  return [
    {
      name: 'minisearch',
      indexMs: miniMs,
      indexBytes: JSON.stringify(mini).length,
      search: (question) =>
        mini
          .search(plainWords(question).join(' '))
          .slice(0, 10)
          .map((one) => idOf(one.id)),
    },
    {
      name: 'lunr',
      indexMs: lunrMs,
      indexBytes: JSON.stringify(lunr).length,
      search: (question) =>
        lunr
          .search(plainWords(question).join(' '))
          .slice(0, 10)
          .map((one) => idOf(Number(one.ref))),
    },
  ];
}
