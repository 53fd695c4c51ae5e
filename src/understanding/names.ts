import { addSpan } from './spans.ts';
import type { Span } from './spans.ts';

const SURE =
  /(?<!\p{L})(?:my name is|my name's|name's|me llamo|mi nombre es|ich hei(?:ß|ss)e|mein name ist|je m['’]appelle|mon nom est)\s+((?:\p{L}[\p{L}'’.-]{0,24})(?:\s\p{L}[\p{L}'’-]{1,24}){0,2})/iu;
const LIKELY =
  /(?<!\p{L})(?:[Tt]his is|[Cc]all me|[Ii]t['’]?s|[Ii]['’]m|[Ii] am|[Ss]oy|[Hh]ier ist|[Ii]ch bin|[Cc]['’]est|[Jj]e suis|[Rr]egards,?|[Bb]est,|[Tt]hanks,|[Gg]racias,|Gr(?:u|ü)(?:ß|ss)e,?|[Cc]ordialement,?)\s+((?:\p{Lu}\p{Ll}[\p{L}'’-]{0,24})(?:\s\p{Lu}[\p{L}'’-]{1,24}){0,2})(?=[\s,.!?]|$)/u;
const NOT_A_NAME =
  /^(?:and|i|the|not|so|very|just|here|from|with|but|on|in|at|y|und|et|ich|je|monday|tuesday|wednesday|thursday|friday|saturday|sunday|january|february|april|june|july|august|september|october|november|december|christmas|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|english|spanish|german|french)$/iu;

/** "my name is ann lee", "This is Ann". A name after a less telling phrase must be written with a capital. */
export function findName(text: string, spans: Span[]): void {
  for (const phrase of [SURE, LIKELY]) {
    const match = phrase.exec(text);
    const found = match?.[1];
    if (match === null || found === undefined) continue;
    const name = wordsOfName(found);
    if (name === '') continue;
    const from = match.index + match[0].length - found.length;
    const value = name.replace(/(?<=^|[\s-])\p{Ll}/gu, (letter) => letter.toUpperCase());
    addSpan(spans, { kind: 'name', value, text: name }, from);
    return;
  }
}

function wordsOfName(found: string): string {
  const words: string[] = [];
  for (const word of found.split(/\s/)) {
    if (NOT_A_NAME.test(word)) break;
    words.push(word);
  }
  return words.join(' ').replace(/[.'’-]+$/, '');
}
