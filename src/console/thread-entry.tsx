/** One line of a conversation, with the reasons of what Shopbell said. Everything of a customer is text, isolated from ours. */
import type { ThreadEntry } from '../conversation/api.ts';
import { webUrl } from '../domain/chat-protocol.ts';
import type { Evidence } from '../domain/evidence.ts';
import type { Reasons } from '../domain/send.ts';
import { toRfc3339 } from '../platform/clock.ts';
import { Meaning } from './thread-meaning.tsx';
import { reasonInWords, sendInWords, stagesInWords } from './words.ts';

const AUTHORS: Readonly<Record<ThreadEntry['author'], string>> = {
  customer: 'Customer',
  bot: 'Shopbell',
  person: 'A person',
  api: 'Your software',
  campaign: 'Campaign',
  system: 'Shopbell',
};

type EntryProps = {
  entry: ThreadEntry;
  timeZone: string;
  path: string;
  intents: readonly string[];
  /** What the knowledge could not answer; null = nothing, or the viewer may not teach it. */
  openQuestion: string | null;
  /** May say whether an answer was right. */
  mayJudge: boolean;
};

export function Entry({ entry, timeZone, path, intents, openQuestion, mayJudge }: EntryProps) {
  return (
    <li class={`entry ${entry.direction}`} id={`e${entry.seq}`}>
      <p class="meta">
        <span>{entry.direction === 'note' ? 'Note' : AUTHORS[entry.author]}</span>{' '}
        <time datetime={toRfc3339(entry.atMs)}>{clockTime(entry.atMs, timeZone)}</time>
      </p>
      <p class="text" dir="auto">
        {entry.direction === 'note' ? reasonInWords(entry.text) : entry.text}
      </p>
      {entry.quickReplies.length === 0 ? null : (
        <p class="offered">
          Buttons: {entry.quickReplies.map((reply, at) => [at === 0 ? '' : ' · ', <bdi>{reply.title}</bdi>])}
        </p>
      )}
      {entry.send === null ? null : (
        <p class={`send ${entry.send.state}`}>
          {sendInWords(entry.send.state, entry.send.stateReason, entry.send.delivery)}
        </p>
      )}
      {entry.understood === null ? null : (
        <Meaning seq={entry.seq} understood={entry.understood} path={path} intents={intents} />
      )}
      {entry.author !== 'person' || openQuestion === null ? null : (
        <form class="teach" method="post" action={`${path}/teach/${entry.seq}`}>
          <button class="quiet" type="submit" title={`Answers: ${openQuestion}`}>
            Add to the knowledge
          </button>
        </form>
      )}
      {!mayJudge || (entry.reasons?.evidence ?? []).length === 0 ? null : (
        <Judge action={`${path}/judge/${entry.seq}`} />
      )}
      {entry.reasons === null ? null : <Why reasons={entry.reasons} id={`why${entry.seq}`} />}
    </li>
  );
}

/** Moves the point from which Shopbell is sure enough to answer. */
function Judge({ action }: { action: string }) {
  return (
    <form class="teach" method="post" action={action}>
      <button class="quiet" type="submit" name="verdict" value="right">
        Right answer
      </button>
      <button class="quiet" type="submit" name="verdict" value="wrong">
        Wrong answer
      </button>
    </form>
  );
}

function Why({ reasons, id }: { reasons: Reasons; id: string }) {
  return (
    <details class="why" id={id}>
      <summary>Why this answer</summary>
      <dl>
        {reasons.intent === null ? null : (
          <>
            <dt>Understood as</dt>
            <dd>
              {reasonInWords(reasons.intent)}
              {reasons.confidence === null ? '' : `, ${Math.round(reasons.confidence * 100)} % sure`}
            </dd>
          </>
        )}
        {reasons.flow === null ? null : (
          <>
            <dt>Flow</dt>
            <dd>
              {reasonInWords(reasons.flow)}
              {reasons.flowVersion === null ? '' : `, version ${reasons.flowVersion}`}
            </dd>
          </>
        )}
        {reasons.modelVersion === null ? null : (
          <>
            <dt>Model</dt>
            <dd>
              <code>{reasons.modelVersion}</code>
            </dd>
          </>
        )}
        {(reasons.stages ?? []).length < 2 ? null : (
          <>
            <dt>Asked in turn</dt>
            <dd>{stagesInWords(reasons.stages ?? [])}</dd>
          </>
        )}
        {reasons.note === null ? null : (
          <>
            <dt>Note</dt>
            <dd dir="auto">{reasons.note}</dd>
          </>
        )}
        {reasons.receiptId == null ? null : (
          <>
            <dt>Receipt</dt>
            <dd>
              <a href={`/a/${reasons.receiptId}`} target="_blank" rel="noopener">
                As it was then
              </a>
            </dd>
          </>
        )}
        {reasons.evidence.length === 0 ? null : (
          <>
            <dt>Rests on</dt>
            {reasons.evidence.map((evidence) => (
              <dd>
                <Source evidence={evidence} />
              </dd>
            ))}
          </>
        )}
      </dl>
    </details>
  );
}

function Source({ evidence }: { evidence: Evidence }) {
  const url = webUrl(evidence.url);
  return (
    <>
      {url === null ? (
        <bdi>{evidence.title}</bdi>
      ) : (
        <a href={url} target="_blank" rel="noopener noreferrer">
          <bdi>{evidence.title}</bdi>
        </a>
      )}
      <q dir="auto">{evidence.quote}</q>
    </>
  );
}

function clockTime(atMs: number, timeZone: string): string {
  return new Intl.DateTimeFormat('en', {
    timeZone,
    month: 'short',
    day: 'numeric',
    hour: 'numeric',
    minute: '2-digit',
  }).format(atMs);
}
