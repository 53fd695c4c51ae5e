import type { Passage } from '../domain/evidence.ts';
import { splitSentences } from './sentences.ts';

/** What reading a document gives: passages to be, or one clear reason why there are none. Nothing in between is stored. */
export type Draft = { title: string; text: string; variants: string[]; url: string | null };

export type ReadFailure = 'empty' | 'too-large' | 'too-many-passages' | 'not-text' | 'broken' | 'no-columns';

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
export async function contentHash(title: string, text: string): Promise<string> {
  const bytes = new TextEncoder().encode(`${title}\n${text}`);
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Drafts as passages of a document. Ids follow from document and content, so that reading again changes only what changed. */
export async function passagesOf(documentId: string, drafts: readonly Draft[]): Promise<Passage[]> {
  const passages = new Map<string, Passage>();
  for (const draft of drafts) {
    const hash = await contentHash(draft.title, draft.text);
    const id = `${documentId}.${hash.slice(0, 20)}`;
    if (!passages.has(id)) passages.set(id, { id, ...draft, contentHash: hash });
  }
  return [...passages.values()];
}
