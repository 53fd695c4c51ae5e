/** Wording for channels without buttons: choices become a numbered list, and long text is cut where it does no harm. */
import type { QuickReply } from '../domain/channel.ts';

// Three full stops, not U+2026: that one character would turn a whole SMS into UCS-2 and double its price.
const ELLIPSIS = '...';
const LINK = /(?:https?:\/\/|www\.)\S+/gi;

/**
 * The text with its choices as a numbered list, at most `maxChars` UTF-16 units. The list stays whole; the text gives way.
 */
export function renderNumbered(
  text: string,
  quickReplies: readonly QuickReply[],
  limits: { maxReplies: number; maxChars: number },
): string {
  const list = quickReplies
    .slice(0, limits.maxReplies)
    .map((reply, at) => `${at + 1}. ${reply.title.replace(/\s+/g, ' ').trim()}`)
    .join('\n');
  if (list === '') return cutText(text, limits.maxChars);
  const room = limits.maxChars - list.length - 2;
  // A list that fills the message by itself is cut like any text.
  if (room < 1) return cutText(list, limits.maxChars);
  const head = cutText(text, room);
  return head === '' ? list : `${head}\n\n${list}`;
}

/** At most `maxChars` UTF-16 units, ending in an ellipsis when something is missing; a link is kept whole or left out. */
export function cutText(text: string, maxChars: number): string {
  if (text.length <= maxChars) return text;
  if (maxChars <= ELLIPSIS.length) return ELLIPSIS.slice(0, Math.max(0, maxChars));
  const room = maxChars - ELLIPSIS.length;
  for (const link of text.matchAll(LINK)) {
    const broken = link.index < room && link.index + link[0].length > room;
    if (broken) return ended(text.slice(0, link.index));
  }
  if (/\s/.test(text.charAt(room))) return ended(text.slice(0, room));
  const lastWord = lastSpace(text.slice(0, room));
  // A word boundary near the end is best; a very long word is cut between characters.
  return ended(lastWord > room / 2 ? text.slice(0, lastWord) : wholeCharacters(text, room));
}

function ended(head: string): string {
  return head.trimEnd() + ELLIPSIS;
}

function lastSpace(text: string): number {
  return Math.max(text.lastIndexOf(' '), text.lastIndexOf('\n'), text.lastIndexOf('\t'));
}

/** The longest head of at most `room` units that ends between characters as people see them. */
function wholeCharacters(text: string, room: number): string {
  let end = 0;
  for (const { segment, index } of new Intl.Segmenter('und', { granularity: 'grapheme' }).segment(
    text.slice(0, room + 64),
  )) {
    if (index + segment.length > room) break;
    end = index + segment.length;
  }
  return text.slice(0, end);
}
