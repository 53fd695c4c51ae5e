import { CHAT_WORDS } from './chat-words.ts';

/** Read no more than this of a message: any text takes bounded time. */
const MAX_CHARS = 1_500;
const MAX_TOKENS = 64;
const MAX_TOKEN_CHARS = 24;

const NOT_ASCII = /[\u0080-\uffff]/;
// Zero-width, bidirectional, soft hyphen, variation selectors, tags: they carry no words and hide some.
const INVISIBLE = new RegExp(
  [
    '[\\u00ad\\u034f\\u061c\\u115f\\u1160\\u17b4\\u17b5\\u180b-\\u180e\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u206f]',
    '[\\ufe00-\\ufe0f\\ufeff\\ufff9-\\ufffb]',
    '[\\u{e0000}-\\u{e0fff}]',
  ].join('|'),
  'gu',
);
const MARKS = /\p{M}+/gu;
const ADDRESS_MARK = /@|:\/\/|www\./;
const URL_LIKE = /(?:https?:\/\/|www\.)\S+/g;
const EMAIL_LIKE = /[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,32}){1,4}/g;
const HAS_LATIN = /[a-z]/;
const LOOKALIKE_SCRIPTS = /[\u0370-\u03ff\u0400-\u04ff]/;

/** Chinese, Japanese, Thai, Lao, Khmer, Burmese: written without spaces. */
const LONE_LETTER = '\\u0e00-\\u0eff\\u1000-\\u109f\\u1780-\\u17ff\\u3040-\\u30ff\\u3400-\\u9fff';
/** Digits, Latin and other alphabets: the rest without signs and halves of pairs. */
const LETTER =
  'a-z0-9\\u00c0-\\u0dff\\u0f00-\\u0fff\\u10a0-\\u177f\\u1800-\\u1fff\\u2c00-\\u2fff\\u3100-\\u33ff\\ua000-\\ud7ff\\ue000-\\uffff';
const TOKEN = new RegExp(
  `[${LETTER}][${LETTER}']*|[?${LONE_LETTER}]|[\\ud800-\\udbff][\\udc00-\\udfff]`,
  'g',
);
const DIGIT = /\d/;

/** Cyrillic and Greek letters that look like a Latin one. */
const LOOKALIKES: Record<string, string> = {
  а: 'a',
  е: 'e',
  о: 'o',
  р: 'p',
  с: 'c',
  у: 'y',
  х: 'x',
  ѕ: 's',
  і: 'i',
  ј: 'j',
  ԁ: 'd',
  һ: 'h',
  к: 'k',
  м: 'm',
  т: 't',
  в: 'b',
  н: 'h',
  ԛ: 'q',
  ԝ: 'w',
  ѵ: 'v',
  ɡ: 'g',
  г: 'r',
  п: 'n',
  з: '3',
  α: 'a',
  β: 'b',
  ε: 'e',
  η: 'n',
  ι: 'i',
  κ: 'k',
  ν: 'v',
  ο: 'o',
  ρ: 'p',
  τ: 't',
  υ: 'u',
  χ: 'x',
  ω: 'w',
  ϲ: 'c',
  ϳ: 'j',
};

/** Lower case, compatibility forms and accents folded, invisible characters gone. Bounded by `maxChars`. */
export function foldText(text: string, maxChars: number = MAX_CHARS): string {
  const cut = text.length > maxChars ? text.slice(0, maxChars) : text;
  if (!NOT_ASCII.test(cut)) return cut.toLowerCase();
  const folded = cut
    .replace(INVISIBLE, '')
    .normalize('NFKD')
    .slice(0, maxChars)
    .replace(MARKS, '')
    .toLowerCase()
    .replace(/ß/g, 'ss')
    .replace(/[‘’ʼ`´]/g, "'")
    .replace(/ø/g, 'o')
    .replace(/æ/g, 'ae')
    .replace(/œ/g, 'oe')
    .replace(/[łŁ]/g, 'l')
    .replace(/ı/g, 'i')
    // Composed again so that scripts that are written in composed letters (Hangul) keep them.
    .normalize('NFC');
  return LOOKALIKE_SCRIPTS.test(folded) ? unmask(folded) : folded;
}

/** "ѕtop" written with a Cyrillic ѕ is meant to be read as "stop"; a word wholly in Cyrillic is left alone. */
function unmask(text: string): string {
  return text.replace(/[\p{L}\d]+/gu, (word) => {
    if (!LOOKALIKE_SCRIPTS.test(word)) return word;
    if (!HAS_LATIN.test(word)) return word;
    let out = '';
    for (const letter of word) out += LOOKALIKES[letter] ?? letter;
    return out;
  });
}

/**
 * The words of a message as the classifier sees them: at most 64. Digits become "0", addresses become one token each,
 * chat shorthand is spelled out, each letter of a script without word bounds stands alone.
 */
export function tokenise(text: string): string[] {
  let folded = foldText(text);
  if (ADDRESS_MARK.test(folded))
    folded = folded.replace(URL_LIKE, ' urltoken ').replace(EMAIL_LIKE, ' emailtoken ');
  const found = folded.match(TOKEN) ?? [];
  const tokens: string[] = [];
  for (let at = 0; at < found.length && tokens.length < MAX_TOKENS; at += 1)
    pushToken(tokens, found[at] as string);
  if (tokens.length > MAX_TOKENS) tokens.length = MAX_TOKENS;
  return tokens;
}

function pushToken(tokens: string[], found: string): void {
  let word = found;
  while (word.endsWith("'")) word = word.slice(0, -1);
  const long = CHAT_WORDS.get(word);
  if (long !== undefined) {
    for (const part of long) tokens.push(part);
    return;
  }
  if (word.length > MAX_TOKEN_CHARS) word = word.slice(0, MAX_TOKEN_CHARS);
  tokens.push(DIGIT.test(word) ? maskDigits(word) : word);
}

/** "4711" and "23" are both a number to the classifier, but "1" and "2019" look different: runs are kept up to four. */
function maskDigits(word: string): string {
  let out = '';
  let run = 0;
  for (let at = 0; at < word.length; at += 1) {
    const code = word.charCodeAt(at);
    if (code >= 48 && code <= 57) {
      run += 1;
      if (run <= 4) out += '0';
    } else {
      run = 0;
      out += word[at];
    }
  }
  return out;
}
