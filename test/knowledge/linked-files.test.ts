/** Files behind the links of a site: what is one, what it is about, and what happens to one that cannot be borne. */
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { crawler } from '../../src/knowledge/crawl.ts';
import { INGEST_TABLES, keepText, keptText } from '../../src/knowledge/ingest-tables.ts';
import { fileKind, looksLikeFile, readLinked } from '../../src/knowledge/linked-files.ts';
import { nodeSql } from '../../src/platform/node-sql.ts';
import { makeDocx, makePdf } from './make-files.ts';

const SITE = 'https://shop.example';
const PDF = makePdf([[{ text: 'Helmets come in three sizes.' }]]);
const WORD = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';

describe('a linked file', () => {
  it('is told by its address, and taken by what came', () => {
    expect([`${SITE}/a.pdf`, `${SITE}/a.PDF?x=1`, `${SITE}/a.docx#b`].map(looksLikeFile)).toEqual([
      true,
      true,
      true,
    ]);
    expect([`${SITE}/pdf`, `${SITE}/a.pdf.html`, `${SITE}/?f=a.pdf`].map(looksLikeFile)).toEqual([
      false,
      false,
      false,
    ]);
    expect(fileKind('application/pdf', PDF)).toBe('pdf');
    expect(fileKind('application/octet-stream', PDF)).toBe('pdf');
    expect(fileKind('text/html', PDF)).toBeNull();
    expect(fileKind('application/pdf', new TextEncoder().encode('<html>not there</html>'))).toBeNull();
    expect(fileKind(`${WORD}; charset=binary`, new Uint8Array(3))).toBe('docx');
    expect(fileKind('', new Uint8Array(0))).toBeNull();
  });

  it('is about what it is called where it has no heading', async () => {
    const read = await readLinked('pdf', PDF, `${SITE}/files/Size-chart_2026%20EU.pdf`);
    expect(read).toMatchObject({ kind: 'read', drafts: [{ title: 'Size chart 2026 EU', page: 1 }] });
    const word = await readLinked(
      'docx',
      makeDocx('<w:p><w:r><w:t>Oil it.</w:t></w:r></w:p>'),
      `${SITE}/%E0%A4.docx`,
    );
    expect(word).toMatchObject({ kind: 'read', drafts: [{ title: '%E0%A4', text: 'Oil it.' }] });
  });

  it('that is broken, locked or endless says so', async () => {
    const at = `${SITE}/x.pdf`;
    const broken = await readLinked('pdf', new TextEncoder().encode('%PDF-1.7 and no more'), at);
    expect(broken).toMatchObject({ kind: 'failed', reason: 'broken' });
    const locked = await readLinked('pdf', makePdf([[{ text: 'Hush.' }]], { password: true }), at);
    expect(locked).toMatchObject({ kind: 'failed', reason: 'encrypted' });
    const long = makePdf(
      Array.from({ length: 101 }, (_, page) => [{ text: `This is page number ${page}.` }]),
    );
    expect(await readLinked('pdf', long, at)).toMatchObject({ kind: 'failed', reason: 'too-large' });
    expect(await readLinked('docx', new Uint8Array([80, 75, 3, 4]), at)).toMatchObject({ kind: 'failed' });
  });

  it('that brought its reader down is passed over, and the rest of the site is read', async () => {
    const sql = nodeSql(new DatabaseSync(':memory:'));
    sql.script(INGEST_TABLES);
    const pages: Record<string, { type: string; body: Uint8Array }> = {
      '/robots.txt': { type: 'text/plain', body: new Uint8Array(0) },
      '/': { type: 'text/html', body: new TextEncoder().encode('home') },
      '/heavy.pdf': { type: 'application/pdf', body: PDF },
      '/light.pdf': { type: 'application/pdf', body: PDF },
    };
    const asked: string[] = [];
    const crawl = crawler({
      sql,
      sync: async () => undefined,
      async fetchPage({ url }) {
        const { pathname } = new URL(url);
        asked.push(pathname);
        const page = pages[pathname];
        if (page === undefined)
          return { kind: 'failed', reason: 'gone', detail: '', status: 404, retryAfterMs: null };
        const { type: contentType, body: bytes } = page;
        return { kind: 'page', url, contentType, bytes, etag: null, lastModified: null };
      },
      parse: async () => [
        ...['/heavy.pdf', '/light.pdf'].map(
          (href) => ({ kind: 'open', tag: 'a', id: null, href, hidden: false }) as const,
        ),
        { kind: 'text', text: 'Welcome to the shop.' },
      ],
    });
    const spec = {
      source: 'site',
      title: '',
      url: `${SITE}/`,
      charset: null,
      refreshEveryMs: null,
      maxPages: 50,
    } as const;
    keepText(sql, 'heavy', `${SITE}/heavy.pdf`);
    let last = await crawl(spec, 1, 0);
    for (let step = 1; last.kind === 'more' && step < 20; step += 1) last = await crawl(spec, 1, step);
    expect(last).toMatchObject({ kind: 'done', pageCount: 2, note: { reason: 'some-pages-failed' } });
    expect(last.kind === 'done' && last.note?.detail).toMatch(/heavy\.pdf: It takes more memory/);
    expect(last.kind === 'done' && last.drafts.map(({ text }) => text)).toContain(
      'Helmets come in three sizes.',
    );
    expect(asked).not.toContain('/heavy.pdf');
    expect(keptText(sql, 'heavy')).toBe('');
  });
});
