/** The list of conversations that need a person. `#live` is read again whenever the inbox says that something changed. */
import type { InboxItem } from '../parts.ts';
import { toRfc3339 } from '../platform/clock.ts';
import { ConsolePage, type Viewer } from './layout.tsx';
import { ageInWords, channelInWords, reasonInWords } from './words.ts';

type InboxPageProps = { viewer: Viewer; memberId: string; items: readonly InboxItem[]; nowMs: number };

export function InboxPage({ viewer, memberId, items, nowMs }: InboxPageProps) {
  const waiting = items.filter((item) => item.memberId === null).length;
  return (
    <ConsolePage title={waiting === 0 ? 'Inbox' : `(${waiting}) Inbox`} viewer={viewer} place="inbox">
      <div id="live" data-socket="/console/inbox/socket">
        <div class="title-row">
          <h1>Inbox</h1>
          <p class="count">{countInWords(waiting, items.length - waiting)}</p>
        </div>
        {items.length === 0 ? (
          <EmptyInbox local={viewer?.local === true} />
        ) : (
          <ol class="inbox" data-keys="list">
            {items.map((item) => (
              <Item item={item} memberId={memberId} nowMs={nowMs} />
            ))}
          </ol>
        )}
      </div>
      <p class="keys">
        <kbd>J</kbd> <kbd>K</kbd> or arrows to move, <kbd>Enter</kbd> to open
      </p>
      <p id="live-status" class="live-status" role="status"></p>
    </ConsolePage>
  );
}

function Item({ item, memberId, nowMs }: { item: InboxItem; memberId: string; nowMs: number }) {
  const taken = item.memberId !== null;
  return (
    <li class={taken ? 'taken' : 'waiting'}>
      <a id={item.conversationId} href={`/console/conversations/${item.conversationId}`}>
        <span class="line">
          <strong>
            <bdi>{item.address}</bdi>
          </strong>
          <span class="tag">{channelInWords(item.channel)}</span>
          <time datetime={toRfc3339(item.sinceMs)} data-age={item.sinceMs}>
            {ageInWords(item.sinceMs, nowMs)}
          </time>
        </span>
        <span class="reason">{reasonInWords(item.reason)}</span>
        <span class="last" dir="auto">
          {item.lastText}
        </span>
        {taken ? (
          <span class="holder">
            {item.memberId === memberId ? (
              'With you'
            ) : (
              <>
                With <bdi>{item.memberId}</bdi>
              </>
            )}
          </span>
        ) : null}
      </a>
    </li>
  );
}

function EmptyInbox({ local }: { local: boolean }) {
  return (
    <section class="empty">
      <h2>Nobody is waiting</h2>
      <p>
        Shopbell answers what it can from your knowledge. When a customer asks for a person, or when it is not
        sure, the conversation appears here by itself; you can leave this page open.
      </p>
      {local ? (
        <p>
          To see it work, <a href="/demo/phone">text the shop from the try-it phone</a> and write “I want to
          talk to a person”, or <a href="/demo/shop">open the demo shop</a> and use its chat.
        </p>
      ) : (
        <p>
          To try it, write to one of your connected numbers from your own phone: “I want to talk to a person”.
        </p>
      )}
    </section>
  );
}

function countInWords(waiting: number, taken: number): string {
  if (waiting + taken === 0) return '';
  return `${waiting} waiting${taken === 0 ? '' : `, ${taken} with somebody`}`;
}
