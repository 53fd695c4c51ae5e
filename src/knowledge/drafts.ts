import { sha256Hex, spellTuple, tupleName } from '../platform/hash.ts';
import type { StagedPassage } from './api.ts';
import { splitSentences } from '../domain/sentences.ts';

/** What reading a document gives: passages to be, or one clear reason why there are none. Nothing in between is stored. */
export type Draft = {
  title: string;
  text: string;
  variants: string[];
  url: string | null;
  /** Of a PDF, from 1. */
  page?: number;
};

export type ReadFailure =
  'empty' | 'too-large' | 'too-many-passages' | 'not-text' | 'broken' | 'encrypted' | 'no-columns' | 'bomb';

export type ReadResult =
  { kind: 'read'; drafts: Draft[] } | { kind: 'failed'; reason: ReadFailure; detail: string };

export const MAX_DOCUMENT_CHARS = 5_000_000;
export const MAX_PASSAGES = 5_000;
const MAX_PASSAGE_CHARS = 1_200;
const MAX_TITLE_CHARS = 300;

export function failed(reason: ReadFailure, detail: string): ReadResult {
  return { kind: 'failed', reason, detail };
}

/** Why a text cannot be read at all, or null. */
export function unreadable(text: string): ReadResult | null {
  if (text.length > MAX_DOCUMENT_CHARS)
    return failed('too-large', `The document has more than ${MAX_DOCUMENT_CHARS} characters.`);
  if (text.includes('\u0000')) return failed('not-text', 'The document is not a text.');
  const broken = text.split('\uFFFD').length - 1;
  if (broken > 5 && broken > text.length / 100)
    return failed(
      'not-text',
      'The document is not in the character set that it was read in; save it as UTF-8.',
    );
  return text.trim() === '' ? failed('empty', 'The document is empty.') : null;
}

/** Cuts long texts at sentence ends, so that each passage is about one thing; titles and places are kept. */
export function finished(sections: readonly Draft[]): ReadResult {
  const drafts = sections.flatMap((section) =>
    piecesOf(section.text).map((text) => ({
      ...section,
      title: section.title.trim().slice(0, MAX_TITLE_CHARS),
      text,
    })),
  );
  if (drafts.length === 0) return failed('empty', 'The document has no text.');
  if (drafts.length > MAX_PASSAGES)
    return failed('too-many-passages', `The document has more than ${MAX_PASSAGES} passages.`);
  return { kind: 'read', drafts };
}

function piecesOf(text: string): string[] {
  const trimmed = text.trim();
  if (trimmed.length <= MAX_PASSAGE_CHARS) return trimmed === '' ? [] : [trimmed];
  const pieces: string[] = [];
  let start = 0;
  let end = 0;
  for (const span of splitSentences(trimmed)) {
    if (end > start && span.end - start > MAX_PASSAGE_CHARS) {
      pieces.push(trimmed.slice(start, end));
      start = span.start;
    }
    end = span.end;
  }
  pieces.push(trimmed.slice(start).trim());
  return pieces;
}

/** SHA-256 of title and text, hex: one version of a passage. */
export function contentHash(title: string, text: string): Promise<string> {
  return sha256Hex(`${title}\n${text}`);
}

/**
 * Drafts as passages of a document. A passage's id follows from its place (page, heading, which one under that heading), so
 * that it stays the same passage when its text changes; the content hash tells the versions apart.
 * @param oncePerText a text that stands on many pages of a site is kept where it stands first
 */
export async function passagesOf(
  documentId: string,
  drafts: readonly Draft[],
  { oncePerText = false } = {},
): Promise<StagedPassage[]> {
  const passages: StagedPassage[] = [];
  const seen = new Set<string>();
  const uses = new Map<string, number>();
  for (const { title, text, variants, url, page = null } of drafts) {
    const content = oncePerText ? text : spellTuple([title, text]);
    if (seen.has(content)) continue;
    seen.add(content);
    const heading = spellTuple([documentId, url?.split('#')[0] ?? '', title]);
    const nth = uses.get(heading) ?? 0;
    uses.set(heading, nth + 1);
    const id = `psg_${await tupleName([heading, String(nth)], 26)}`;
    const hash = await contentHash(title, text);
    passages.push({ id, title, text, variants, url, page, contentHash: hash, position: passages.length });
  }
  return passages;
}
