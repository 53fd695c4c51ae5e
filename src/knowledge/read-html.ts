import { finished, unreadable, type Draft, type ReadResult } from './drafts.ts';
import { htmlEvents, type HtmlEvent } from './html-events.ts';

/** A page as passages: sections follow the headings; menus, footers, forms and hidden parts are left out. */

const LEFT_OUT = new Set([
  'nav',
  'footer',
  'header',
  'aside',
  'form',
  'button',
  'select',
  'dialog',
  'menu',
  'canvas',
]);
const VOID = new Set('area base br col embed hr img input link meta source track wbr'.split(' '));
const INLINE = new Set(
  'a abbr b bdi bdo cite code data dfn em i kbd mark q s samp small span strong sub sup time u var font'.split(
    ' ',
  ),
);
const HEADING = /^h[1-6]$/;

export function readHtml(html: string, url: string | null): ReadResult {
  return unreadable(html) ?? readHtmlEvents(htmlEvents(html), url);
}

export function readHtmlEvents(events: Iterable<HtmlEvent>, url: string | null): ReadResult {
  const sections: Draft[] = [];
  /** Elements that are being left out, outermost first. */
  const skipped: string[] = [];
  let pageTitle = '';
  let title = '';
  let anchor: string | null = null;
  let text = '';
  let into: 'text' | 'heading' | 'page title' = 'text';
  let heading = '';
  const close = (): void => {
    const body = tidy(text);
    text = '';
    if (body === '') return;
    const place =
      url === null || anchor === null || url.includes('#') ? url : `${url}#${encodeURIComponent(anchor)}`;
    sections.push({ title: title === '' ? tidy(pageTitle) : title, text: body, variants: [], url: place });
  };
  for (const event of events) {
    if (skipped.length > 0) {
      if (event.kind === 'open' && event.tag === skipped.at(-1)) skipped.push(event.tag);
      else if (event.kind === 'close' && event.tag === skipped.at(-1)) skipped.pop();
      continue;
    }
    if (event.kind === 'text') {
      if (into === 'heading') heading += event.text;
      else if (into === 'page title') pageTitle += event.text;
      else text += event.text.replace(/\s+/g, ' ');
      continue;
    }
    const { tag } = event;
    if (tag === 'title') {
      into = event.kind === 'open' && pageTitle === '' ? 'page title' : 'text';
    } else if (HEADING.test(tag) || tag === 'summary' || tag === 'dt') {
      if (event.kind === 'open') {
        close();
        heading = '';
        anchor = event.id ?? (tag === 'h1' ? null : anchor);
        into = 'heading';
      } else if (into === 'heading') {
        title = tidy(heading);
        into = 'text';
      }
    } else if (event.kind === 'open' && !VOID.has(tag) && (LEFT_OUT.has(tag) || event.hidden)) {
      skipped.push(tag);
    } else if (!INLINE.has(tag) && into === 'text') {
      text += tag === 'td' || tag === 'th' ? ' ' : '\n';
    }
  }
  close();
  return finished(sections);
}

function tidy(text: string): string {
  return text
    .split('\n')
    .map((line) => line.replace(/\s+/g, ' ').trim())
    .filter((line) => line !== '')
    .join('\n');
}
