/** STOP, START and HELP, read by rule and never by a model. Every function looks at a bounded part of the message once. */
import { letterShapes } from './letter-shapes.ts';
import {
  HELP_WORDS,
  OTHER_LISTS,
  POLITE_WORDS,
  REQUESTS,
  START_WORDS,
  STOP_WORDS,
  STOP_WORDS_ALONE,
} from './opt-out-words.ts';

export type Keyword = 'stop' | 'start' | 'help';

const MAX_CHARS = 2_000;
const MAX_WORDS = 8;
const MAX_CLAUSES = 40;
const MAX_CLAUSE_CHARS = 240;

const STOP = asShapes(STOP_WORDS);
const STOP_ALONE = asShapes(STOP_WORDS_ALONE);
const START = asShapes(START_WORDS);
const HELP = asShapes(HELP_WORDS);
const POLITE = asShapes(POLITE_WORDS);

/** Only when the keyword is the whole message, but for punctuation, emoji, a greeting, quotes and a signature. */
export function readKeyword(text: string): Keyword | null {
  const own = ownWords(text.slice(0, MAX_CHARS));
  if (own === null) return null;
  const words = wordsOf(own);
  if (words.length === 0 || words.length > MAX_WORDS) return null;
  const joined = words.join('');
  const asks = /[?？¿؟]/u.test(own);
  if (holds(STOP, joined)) return 'stop';
  if (holds(STOP_ALONE, joined) && !asks) return 'stop';
  if (words.every((word) => word === words[0]) && holds(STOP, words[0] ?? '')) return 'stop';
  const meant = words.filter((word) => !POLITE.has(word)).join('');
  if (meant !== '' && holds(STOP, meant)) return 'stop';
  if (START.has(joined)) return 'start';
  if (HELP.has(joined)) return 'help';
  return null;
}

/** A request in plain words to be written to no more. In doubt false: then it is understood, asked about or handed to a person. */
export function readOptOutInWords(text: string): boolean {
  const plain = text
    .slice(0, MAX_CHARS)
    .normalize('NFKD')
    .replace(/[\p{M}\p{Cf}]/gu, '')
    .toLowerCase()
    .replace(/[’‘`´]/g, "'")
    .replace(/ı/g, 'i');
  if (OTHER_LISTS.test(plain)) return false;
  const clauses = plain.split(
    /(?<!\bauf),|[.!?;\n\r…()]+|\s[-–—]+\s|\b(?:and|but|so) (?=(?:please|stop|take|remove|unsubscribe|do not|don't)\b)/u,
  );
  return clauses.slice(0, MAX_CLAUSES).some((clause) => {
    const tidy = clause
      .slice(0, MAX_CLAUSE_CHARS)
      .replace(/[\p{Z}\s]+/gu, ' ')
      .replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, '')
      .trim();
    return tidy.length >= 8 && REQUESTS.some((request) => request.test(tidy));
  });
}

/**
 * What a keyword is answered with, in one segment where the names are short.
 * @param contact how else to reach the business: an address, a number or a page
 */
export function confirmationText(keyword: Keyword, businessName: string, contact: string): string {
  const name = businessName.trim().slice(0, 60);
  const reach = contact.trim() === '' ? '' : ` Contact: ${contact.trim().slice(0, 80)}.`;
  switch (keyword) {
    case 'stop':
      return `${name}: you are unsubscribed and will get no more messages. Reply START to come back.`;
    case 'start':
      return `${name}: you are subscribed again. Reply HELP for help, STOP to unsubscribe.`;
    case 'help':
      return `${name}: ask us anything here, or write PERSON for a human.${reach} Reply STOP to unsubscribe.`;
  }
}

/** The message without quoted lines, subject and signature; null when something else was written too. */
function ownWords(text: string): string | null {
  const lines = text.split(/\r\n|[\n\r\u2028\u2029]/).map((line) => line.trim());
  const signature = lines.findIndex((line, index) => index > 0 && SIGNATURE.test(line));
  const quoted = lines.findIndex((line, index) => index > 0 && QUOTE_START.test(line));
  const end = Math.min(...[signature, quoted].map((at) => (at < 0 ? lines.length : at)));
  const kept = lines
    .slice(0, end)
    .filter((line) => line !== '' && !/^(?:re|aw|fwd?|subject|betreff|asunto)\s*:/i.test(line));
  const own = kept.filter((line) => !(line.startsWith('>') && kept.length > 1));
  const [first = '', ...rest] = own;
  if (rest.length > 0 && rest.length <= 3 && rest.every((line) => NAME_LINE.test(line))) {
    const before = first.split(/\s+[-–—~]+\s*(?=\p{Lu})/u)[0] ?? '';
    if (holds(STOP, wordsOf(before).join(''))) return before;
  }
  const [head = '', tail] = own
    .join(' ')
    .split(/\s+[-–—~]{1,3}\s*(?=\p{Lu}[\p{L}.'-]*(?:\s\p{Lu}[\p{L}.'-]*){0,2}$)/u);
  return tail !== undefined && tail.length <= 40 ? head : own.join(' ');
}

const SIGNATURE =
  /^(?:--|—|__|sent from|sent via|get outlook|enviado desde|envoyé de|envoye de|von meinem|gesendet von|inviato da|verzonden v|enviado do|wysłano z|отправлено)/i;
const QUOTE_START =
  /^(?:>|on .{0,120}wrote:|am .{0,120}schrieb|le .{0,120}a écrit|el .{0,120}escribió|-{3,}|_{3,})/i;
/** `Ann Smith`, `J. Doe, Boston`, `- Ann`, `+1 555 010 0200`: nothing that carries on a sentence. */
const NAME_LINE = /^[-–—~]?\s?(?:\p{Lu}[\p{L}.'’-]*,?(?:\s\p{Lu}[\p{L}.'’-]*,?){0,3}|\+?[\d\s().-]{7,20})$/u;

/** Words as shapes of letters; single letters with anything between them are one word: `S.T.O.P`. */
function wordsOf(text: string): string[] {
  const visible = text
    .normalize('NFKC')
    .replace(/[\p{Cf}\uFE0F\u20E3]/gu, '')
    .replace(/['’]/gu, '');
  const shapes = letterShapes(visible.replace(/([!¡|])+(?=\s|$)/gu, ' '));
  return shapes.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '');
}

/** `stooooop` too: a letter drawn out is the letter. */
function holds(words: ReadonlySet<string>, joined: string): boolean {
  return words.has(joined) || words.has(joined.replace(/(.)\1{2,}/gu, '$1'));
}

function asShapes(words: readonly string[]): ReadonlySet<string> {
  return new Set(words.map((word) => wordsOf(word).join('')));
}
