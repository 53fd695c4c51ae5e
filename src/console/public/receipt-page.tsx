/** What an answer rested on, for whoever was given it. */
import { webUrl } from '../../domain/chat-protocol.ts';
import type { Receipt, ReceiptSource } from '../../domain/receipt.ts';
import { toRfc3339 } from '../../platform/clock.ts';
import { PublicPage } from './page.tsx';

export function ReceiptPage({ receipt, url }: { receipt: Receipt; url: string }) {
  const { businessName, sentences, sources, writtenBy } = receipt;
  const answer = sentences.map(({ text }) => text).join(' ');
  return (
    <PublicPage
      title={`Answer receipt – ${businessName}`}
      description={`What an answer of ${businessName} rested on when it was given.`}
      name={businessName}
      listed={false}
      url={url}
    >
      <h1>What this answer rests on</h1>
      <p class="hint">
        Given on <time datetime={toRfc3339(receipt.atMs)}>{inWords(receipt.atMs)}</time>. The sources are
        shown as they were then; the pages may have changed since.
      </p>
      <h2>The answer</h2>
      <blockquote dir="auto">{answer}</blockquote>
      <p class="hint">
        {writtenBy === null
          ? 'Quoted word for word.'
          : 'Worded by an AI from the sources below; every sentence was checked against them.'}
      </p>
      <h2>{sources.length === 1 ? 'Its source' : 'Its sources'}</h2>
      <ol class="sources">
        {sources.map((source) => (
          <Source source={source} />
        ))}
      </ol>
      <details>
        <summary>How it came about</summary>
        <dl>
          <dt>Sure of it</dt>
          <dd>
            {receipt.confidence === null
              ? 'Said from the shop’s own records'
              : `${Math.round(receipt.confidence * 100)} %`}
          </dd>
          <dt>Written by</dt>
          <dd>
            {writtenBy === null ? (
              'Nobody: a quotation'
            ) : (
              <>
                <code>{writtenBy.model}</code>, prompt <code>{writtenBy.promptVersion}</code>
              </>
            )}
          </dd>
          <dt>Understood by</dt>
          <dd>
            <code>{receipt.understandingVersion}</code>
          </dd>
          <dt>Flow</dt>
          <dd>
            {receipt.flow}, version {receipt.flowVersion}
          </dd>
          <dt>Knowledge</dt>
          <dd>version {receipt.knowledgeVersion}</dd>
          <dt>Receipt</dt>
          <dd>
            <code>{receipt.id}</code>
          </dd>
        </dl>
      </details>
    </PublicPage>
  );
}

function Source({ source }: { source: ReceiptSource }) {
  const url = webUrl(source.url);
  return (
    <li>
      <h3>
        {url === null ? (
          <bdi>{source.title}</bdi>
        ) : (
          <a href={url} rel="noopener noreferrer nofollow">
            <bdi>{source.title}</bdi>
          </a>
        )}
      </h3>
      <blockquote dir="auto">{source.quote}</blockquote>
      {source.contentHash === '' ? null : (
        <p class="hint">
          SHA-256 of the passage: <code>{source.contentHash}</code>
        </p>
      )}
    </li>
  );
}

function inWords(atMs: number): string {
  return (
    new Intl.DateTimeFormat('en', { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' }).format(atMs) +
    ' UTC'
  );
}
