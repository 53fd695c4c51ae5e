/** A Word file as passages: its paragraphs under their headings. The archive is unfolded under a limit, and only what is read. */
import { Unzip, UnzipInflate } from 'fflate';
import { failed, finished, type Draft, type ReadFailure, type ReadResult } from './drafts.ts';
import { decoded } from './html-events.ts';

const DOCUMENT = 'word/document.xml';
const STYLES = 'word/styles.xml';
const MAX_ENTRIES = 2_000;
const MAX_UNFOLDED_BYTES = 30_000_000;
/** So much may unfold before it is counted: a thousand times as many bytes. */
const PUSHED_BYTES = 4_096;

class Unreadable extends Error {
  readonly reason: ReadFailure;
  constructor(reason: ReadFailure, message: string) {
    super(message);
    this.reason = reason;
  }
}

export function readDocx(bytes: Uint8Array, url: string | null): ReadResult {
  if (bytes[0] === 0xd0 && bytes[1] === 0xcf)
    return failed(
      'encrypted',
      'The file asks for a password, or is of an old kind. Save it as .docx without one.',
    );
  try {
    const files = unfold(bytes, [DOCUMENT, STYLES]);
    const document = files.get(DOCUMENT);
    if (document === undefined) return failed('broken', 'This is no Word file: it has no document in it.');
    return finished(sectionsOf(document, headingStyles(files.get(STYLES) ?? ''), url));
  } catch (error) {
    if (error instanceof Unreadable) return failed(error.reason, error.message);
    return failed('broken', 'The Word file is damaged and cannot be read. Please save it anew.');
  }
}

/** @throws Unreadable for what unfolds too far */
function unfold(bytes: Uint8Array, wanted: readonly string[]): Map<string, string> {
  const chunks = new Map<string, Uint8Array[]>();
  let entries = 0;
  let unfolded = 0;
  const unzip = new Unzip((file) => {
    entries += 1;
    if (entries > MAX_ENTRIES) throw new Unreadable('bomb', `The file holds more than ${MAX_ENTRIES} files.`);
    if (!wanted.includes(file.name) || chunks.has(file.name)) return;
    const own: Uint8Array[] = [];
    chunks.set(file.name, own);
    file.ondata = (error, chunk) => {
      if (error !== null) throw error;
      unfolded += chunk.byteLength;
      if (unfolded > MAX_UNFOLDED_BYTES)
        throw new Unreadable('bomb', `The file unfolds to more than ${MAX_UNFOLDED_BYTES} bytes.`);
      own.push(chunk);
    };
    file.start();
  });
  unzip.register(UnzipInflate);
  for (let at = 0; at < bytes.byteLength; at += PUSHED_BYTES)
    unzip.push(bytes.subarray(at, at + PUSHED_BYTES), at + PUSHED_BYTES >= bytes.byteLength);
  return new Map(Array.from(chunks, ([name, own]) => [name, textOf(own)]));
}

function textOf(chunks: readonly Uint8Array[]): string {
  const decoder = new TextDecoder('utf-8');
  return chunks.map((chunk) => decoder.decode(chunk, { stream: true })).join('') + decoder.decode();
}

type Tag = { name: string; isEnd: boolean; isEmpty: boolean; attributes: string };

/** Tags and texts of an XML file. Declarations of entities are passed over: nothing in a file can make it larger. */
function* tokens(xml: string): Generator<Tag | string> {
  for (const [, slash, name, attributes = '', empty, text] of xml.matchAll(
    /<(\/?)([\w:.-]{1,80})((?:\s[^<>]{0,5000})?)(\/?)>|([^<]+)/g,
  )) {
    if (text !== undefined) yield decoded(text);
    else if (name !== undefined)
      yield { name, isEnd: slash === '/', isEmpty: empty === '/' || attributes.endsWith('/'), attributes };
  }
}

function valueOf({ attributes }: Tag, name = 'w:val'): string | null {
  return new RegExp(`(?:^|\\s)${name}\\s*=\\s*"([^"]*)"`).exec(attributes)?.[1] ?? null;
}

const isHeadingName = (name: string) => /^(heading [1-6]|title)$/i.test(name);
const isHeadingLevel = (level: string | null) => level !== null && /^[0-5]$/.test(level);

/** Ids of the styles that are headings, whatever the language of the program that wrote them. */
function headingStyles(xml: string): ReadonlySet<string> {
  const headings = new Set<string>();
  let id = '';
  for (const token of tokens(xml)) {
    if (typeof token === 'string' || token.isEnd) continue;
    if (token.name === 'w:style') id = valueOf(token, 'w:styleId') ?? '';
    else if (token.name === 'w:name' && isHeadingName(valueOf(token) ?? '')) headings.add(id);
    else if (token.name === 'w:outlineLvl' && isHeadingLevel(valueOf(token))) headings.add(id);
  }
  return headings;
}

function sectionsOf(xml: string, headings: ReadonlySet<string>, url: string | null): Draft[] {
  const sections: Draft[] = [];
  let title = '';
  let text = '';
  let paragraph = '';
  let isHeading = false;
  let isText = false;
  let isHidden = false;
  let cells = 0;
  /** A drawing is there twice: for new programs and for old ones. */
  let fallbacks = 0;
  const close = () => {
    if (text.trim() !== '') sections.push({ title, text: tidy(text), variants: [], url });
    text = '';
  };
  for (const token of tokens(xml)) {
    if (typeof token === 'string') {
      if (isText && !isHidden && fallbacks === 0) paragraph += token;
      continue;
    }
    const { name, isEnd, isEmpty } = token;
    if (name === 'mc:Fallback' && !isEmpty) fallbacks += isEnd ? -1 : 1;
    else if (name === 'w:t') isText = !isEnd && !isEmpty;
    else if (name === 'w:tab' || name === 'w:br' || name === 'w:cr')
      paragraph += name === 'w:tab' ? ' ' : '\n';
    else if (name === 'w:pStyle') isHeading = headings.has(valueOf(token) ?? '');
    else if (name === 'w:outlineLvl') isHeading ||= isHeadingLevel(valueOf(token));
    else if (name === 'w:vanish') isHidden = valueOf(token) !== '0' && valueOf(token) !== 'false';
    else if (name === 'w:r' && isEnd) isHidden = false;
    else if (name === 'w:tc' && !isEmpty) cells += isEnd ? -1 : 1;
    else if (name === 'w:tr' && isEnd) text += '\n';
    else if (name === 'w:p' && isEnd) {
      if (isHeading && cells === 0 && paragraph.trim() !== '') {
        close();
        title = paragraph.replace(/\s+/g, ' ').trim();
      } else text += paragraph + (cells > 0 ? ' ' : '\n');
      paragraph = '';
      isHeading = false;
    }
  }
  close();
  return sections;
}

function tidy(text: string): string {
  return text
    .split('\n')
    .map((line) => line.replace(/\s+/g, ' ').trim())
    .filter((line) => line !== '')
    .join('\n');
}
