/** Links that open a page at the quoted sentence (URL text fragments). Made by code from the quote, never by a model. */

const WORDS_AT_AN_END = 4;
const SHORT_QUOTE_WORDS = 8;

/** The url with a fragment that highlights the quote; unchanged when it is no web page or the quote has no words. */
export function withTextFragment(url: string | null, quote: string): string | null {
  if (url === null || !/^https?:\/\//i.test(url)) return url;
  // A quote of two sentences from different places highlights the first: a fragment must match unbroken text.
  const first = (quote.split(' … ')[0] ?? '').split('\n')[0] ?? '';
  // Punctuation at an end says nothing, and a full stop at the end of a link is often not taken for a part of it.
  const bare = first.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}%$€£]+$/gu, '');
  const words = bare.split(/\s+/).filter(Boolean);
  if (words.length === 0) return url;
  const [page = url, anchor = ''] = url.split('#', 2);
  const text =
    words.length <= SHORT_QUOTE_WORDS
      ? encoded(words)
      : `${encoded(words.slice(0, WORDS_AT_AN_END))},${encoded(words.slice(-WORDS_AT_AN_END))}`;
  return `${page}#${anchor.split(':~:')[0] ?? ''}:~:text=${text}`;
}

/** `-`, `,` and `&` mean something inside a text directive; quotes and brackets end a link in the eyes of many programs. */
function encoded(words: readonly string[]): string {
  return encodeURIComponent(words.join(' ').toWellFormed()).replace(/[-!'()*]/g, hex);
}

const hex = (character: string): string => `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
