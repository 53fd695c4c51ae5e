/** The platform's own parser as a stream of what matters: at the edge pages are parsed as browsers' parsers do it. */
import { decoded, RAW_TEXT, tellingOf, type HtmlEvent } from './html-events.ts';

export async function rewriterEvents(html: string): Promise<HtmlEvent[]> {
  const events: HtmlEvent[] = [];
  /** Raw elements that are open: what they hold is not read. */
  let raw = 0;
  let text = '';
  const flush = () => {
    if (text !== '') events.push({ kind: 'text', text: decoded(text) });
    text = '';
  };
  const rewriter = new HTMLRewriter()
    .on('*', {
      element(element) {
        flush();
        const tag = element.tagName.toLowerCase();
        const isRaw = RAW_TEXT.has(tag) && tag !== 'title';
        if (raw === 0 && !isRaw) events.push({ kind: 'open', tag, ...tellingOf(element.attributes) });
        const ends = onEnd(element, () => {
          flush();
          if (isRaw) raw -= 1;
          else if (raw === 0) events.push({ kind: 'close', tag });
        });
        if (isRaw && ends) raw += 1;
      },
    })
    .onDocument({
      text(chunk) {
        if (raw === 0) text += chunk.text;
        // An entity may be cut between two chunks: they are read together.
        if (chunk.lastInTextNode) flush();
      },
    });
  await rewriter.transform(new Response(html)).arrayBuffer();
  flush();
  return events;
}

/** False for an element that has no end, like `<br>`: the platform refuses to wait for one. */
function onEnd(element: Element, then: () => void): boolean {
  try {
    element.onEndTag(then);
    return true;
  } catch {
    return false;
  }
}
