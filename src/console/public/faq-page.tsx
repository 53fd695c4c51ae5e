/** What a business has published of its knowledge: one entry under the other, each with an address of its own. */
import { raw } from 'hono/html';
import { webUrl } from '../../domain/chat-protocol.ts';
import { structuredData, type FaqEntry } from './faq.ts';
import { PublicPage } from './page.tsx';

const ENTRIES_WITHOUT_CONTENTS = 4;

export function FaqPage({ name, entries, url }: { name: string; entries: readonly FaqEntry[]; url: string }) {
  return (
    <PublicPage
      title={`Questions and answers – ${name}`}
      description={`${name} answers ${entries.length} questions: ${entries
        .slice(0, 3)
        .map(({ title }) => title)
        .join(' ')}`}
      name={name}
      listed={entries.length > 0}
      url={url}
    >
      <h1>Questions and answers</h1>
      {entries.length === 0 ? <p>Nothing has been published yet.</p> : null}
      {entries.length > ENTRIES_WITHOUT_CONTENTS ? (
        <nav aria-label="Questions">
          <ul class="contents">
            {entries.map(({ anchor, title }) => (
              <li>
                <a href={`#${encodeURIComponent(anchor)}`}>{title}</a>
              </li>
            ))}
          </ul>
        </nav>
      ) : null}
      {entries.map((entry) => (
        <Entry entry={entry} own={url} />
      ))}
      {raw(`<script type="application/ld+json">${structuredData(entries, url)}</script>`)}
    </PublicPage>
  );
}

function Entry({ entry, own }: { entry: FaqEntry; own: string }) {
  const source = webUrl(entry.url);
  return (
    <section class="entry" id={entry.anchor}>
      <h2 dir="auto">
        <a href={`#${encodeURIComponent(entry.anchor)}`}>{entry.title}</a>
      </h2>
      <p class="text" dir="auto">
        {entry.text}
      </p>
      {source === null || source.startsWith(own) ? null : (
        <p class="hint">
          <a href={source} rel="noopener">
            Where this stands
          </a>
        </p>
      )}
    </section>
  );
}
