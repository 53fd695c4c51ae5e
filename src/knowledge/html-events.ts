/**
 * An HTML page as a stream of what matters: the port between a parser and `readHtml`. `htmlEvents` is a small tolerant one
 * that runs anywhere; at the edge HTMLRewriter can feed the same events.
 */
export type HtmlEvent =
  ({ kind: 'open'; tag: string } & Telling) | { kind: 'close'; tag: string } | { kind: 'text'; text: string };

export type Telling = { id: string | null; hidden: boolean; href: string | null };

/** Elements whose text is no text of the page. */
export const RAW_TEXT = new Set([
  'script',
  'style',
  'textarea',
  'title',
  'noscript',
  'template',
  'iframe',
  'svg',
  'math',
]);
const TAG = /^<(\/?)([a-z][a-z0-9-]*)/i;
const ATTRIBUTE = /([^\s"'<>/=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'=<>`]+)))?/g;
const MAX_TAG_CHARS = 20_000;

export function* htmlEvents(html: string): Generator<HtmlEvent> {
  const lower = html.toLowerCase();
  let at = 0;
  while (at < html.length) {
    const open = html.indexOf('<', at);
    const textEnd = open < 0 ? html.length : open;
    if (textEnd > at) yield { kind: 'text', text: decoded(html.slice(at, textEnd)) };
    if (open < 0) return;
    if (html.startsWith('<!--', open)) {
      const end = html.indexOf('-->', open + 4);
      at = end < 0 ? html.length : end + 3;
      continue;
    }
    const found = TAG.exec(html.slice(open, open + 64));
    if (found === null) {
      const declaration = html[open + 1] === '!' || html[open + 1] === '?' || html[open + 1] === '/';
      const end = declaration ? html.indexOf('>', open) : open;
      if (!declaration) yield { kind: 'text', text: '<' };
      at = end < 0 ? html.length : end + 1;
      continue;
    }
    const end = tagEnd(html, open);
    const tag = (found[2] ?? '').toLowerCase();
    at = end + 1;
    if (found[1] === '/') {
      yield { kind: 'close', tag };
      continue;
    }
    yield { kind: 'open', tag, ...attributesOf(html.slice(open + found[0].length, end)) };
    if (!RAW_TEXT.has(tag) || html[end - 1] === '/') continue;
    const close = lower.indexOf(`</${tag}`, at);
    const stop = close < 0 ? html.length : close;
    // Only a title's text is meant for reading; scripts and the like are never text.
    if (tag === 'title') yield { kind: 'text', text: decoded(html.slice(at, stop)) };
    at = stop;
  }
}

/** Where a tag ends: `>` inside quotes does not count. */
function tagEnd(html: string, open: number): number {
  let quote = '';
  const limit = Math.min(html.length, open + MAX_TAG_CHARS);
  for (let at = open; at < limit; at += 1) {
    const character = html.charAt(at);
    if (quote !== '') quote = character === quote ? '' : quote;
    else if (character === '>') return at;
    else if ((character === '"' || character === "'") && html.charAt(at - 1) === '=') quote = character;
  }
  return limit;
}

function attributesOf(text: string): Telling {
  return tellingOf(
    Array.from(text.matchAll(ATTRIBUTE), ([, name = '', double, single, bare]): [string, string] => [
      name,
      double ?? single ?? bare ?? '',
    ]),
  );
}

/** What the attributes of an element say about its place, about being seen, and where it leads. */
export function tellingOf(attributes: Iterable<readonly string[]>): Telling {
  let id: string | null = null;
  let href: string | null = null;
  let hidden = false;
  for (const [name = '', value = ''] of attributes) {
    const key = name.toLowerCase();
    if (key === 'id' && value !== '') id = value;
    if (key === 'href') href = decoded(value);
    if (key === 'hidden' || (key === 'aria-hidden' && value === 'true')) hidden = true;
    if (key === 'style' && /display\s*:\s*none|visibility\s*:\s*hidden/i.test(value)) hidden = true;
  }
  return { id, hidden, href };
}

const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  ndash: '–',
  mdash: '—',
  hellip: '…',
  rsquo: '’',
  lsquo: '‘',
  ldquo: '“',
  rdquo: '”',
  euro: '€',
  pound: '£',
  copy: '©',
  reg: '®',
  trade: '™',
  times: '×',
  deg: '°',
  bull: '•',
  middot: '·',
  eacute: 'é',
  egrave: 'è',
  agrave: 'à',
  ccedil: 'ç',
  auml: 'ä',
  ouml: 'ö',
  uuml: 'ü',
  Auml: 'Ä',
  Ouml: 'Ö',
  Uuml: 'Ü',
  szlig: 'ß',
  ntilde: 'ñ',
  shy: '',
  zwnj: '',
  frac12: '½',
};

export function decoded(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(/&(#x[0-9a-f]{1,6}|#\d{1,7}|[a-z0-9]{2,8});/gi, (all, name: string) => {
    if (!name.startsWith('#')) return Object.hasOwn(ENTITIES, name) ? (ENTITIES[name] ?? all) : all;
    const hex = name.charAt(1).toLowerCase() === 'x';
    const code = Number.parseInt(name.slice(hex ? 2 : 1), hex ? 16 : 10);
    return code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff)
      ? String.fromCodePoint(code)
      : all;
  });
}
