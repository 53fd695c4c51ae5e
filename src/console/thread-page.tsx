/** One conversation: what was said, why Shopbell said it, who has it, and a box to answer in. */
import { maskAddress } from '../domain/address.ts';
import type { ThreadView } from '../conversation/api.ts';
import { toRfc3339 } from '../platform/clock.ts';
import { ConsolePage, type Viewer } from './layout.tsx';
import { Entry } from './thread-entry.tsx';
import { ageInWords, channelInWords, reasonInWords } from './words.ts';

export type ThreadPageProps = {
  viewer: Viewer;
  memberId: string;
  thread: ThreadView;
  /** What a message can be said to mean. */
  intents: readonly string[];
  /** The first entries are left out because there are many. */
  cutBeforeSeq: number | null;
  /** What this customer asked and the knowledge could not answer; null = nothing, or the viewer may not teach it. */
  openQuestion: string | null;
  mayJudge: boolean;
  timeZone: string;
  nowMs: number;
  /** Made anew for each page: pressing Send twice sends once. */
  clientId: string;
  draft: { text: string; error: string } | null;
};

export function ThreadPage(props: ThreadPageProps) {
  const { viewer, thread, draft } = props;
  const path = `/console/conversations/${thread.conversationId}`;
  const name = maskAddress(thread.address);
  return (
    <ConsolePage title={`Conversation with ${name}`} viewer={viewer} place="inbox">
      <div class="thread">
        <div class="title-row">
          <a class="back" href="/console/inbox" data-key="u">
            ← Inbox
          </a>
          <h1>
            <bdi>{name}</bdi>
          </h1>
          <span class="tag">{channelInWords(thread.channel)}</span>
        </div>
        <div id="live" data-socket={`${path}/socket`}>
          <State {...props} path={path} />
          <Entries {...props} path={path} />
        </div>
        <form class="answer" method="post" action={`${path}/answer`}>
          <input type="hidden" name="clientId" value={props.clientId} />
          <label for="answer">Your answer</label>
          {draft === null ? null : (
            <p class="error" role="alert" id="answer-error">
              {draft.error}
            </p>
          )}
          <textarea
            id="answer"
            name="text"
            rows={3}
            maxlength={4_000}
            required
            dir="auto"
            data-key="r"
            aria-describedby={draft === null ? 'answer-hint' : 'answer-error answer-hint'}
          >
            {draft?.text ?? ''}
          </textarea>
          <div class="row">
            <button type="submit">Send</button>
            <span class="hint" id="answer-hint">
              {thread.floor.memberId === props.memberId ? '' : 'Sending takes this conversation over.'}
            </span>
          </div>
        </form>
        <p class="keys">
          <kbd>R</kbd> answer, <kbd>U</kbd> back to the inbox
        </p>
        <p id="live-status" class="live-status" role="status"></p>
      </div>
    </ConsolePage>
  );
}

function State({ thread, memberId, nowMs, path }: ThreadPageProps & { path: string }) {
  const { floor, needsPerson } = thread;
  const mine = floor.holder === 'person' && floor.memberId === memberId;
  const held = floor.holder === 'person' && floor.memberId !== null;
  return (
    <div class={`floor ${held ? 'held' : floor.holder}`}>
      <div>
        <p class="holder">
          {floor.holder === 'bot' ? (
            'Shopbell is answering'
          ) : mine ? (
            'You have this conversation'
          ) : held ? (
            <>
              <bdi>{floor.memberId}</bdi> has this conversation
            </>
          ) : (
            'Waiting for a person; Shopbell keeps quiet'
          )}
        </p>
        {needsPerson === null ? null : (
          <p class="needs">
            {reasonInWords(needsPerson.reason)}, waiting{' '}
            <time datetime={toRfc3339(needsPerson.sinceMs)} data-age={needsPerson.sinceMs}>
              {ageInWords(needsPerson.sinceMs, nowMs)}
            </time>
          </p>
        )}
        {thread.optedOut ? (
          <p class="needs">This customer has opted out and must not be written to until they text START.</p>
        ) : null}
      </div>
      <div class="row">
        {mine ? null : (
          <form method="post" action={`${path}/take`}>
            <button type="submit" id="take">
              {held ? 'Take over from them' : 'Take over'}
            </button>
          </form>
        )}
        {floor.holder === 'bot' ? null : (
          <form method="post" action={`${path}/hand-back`}>
            <button class="quiet" type="submit" id="hand-back">
              Hand back to Shopbell
            </button>
          </form>
        )}
      </div>
    </div>
  );
}

function Entries(props: ThreadPageProps & { path: string }) {
  const { thread, cutBeforeSeq, timeZone, path, intents, openQuestion, mayJudge } = props;
  return (
    <section aria-label="Messages">
      {cutBeforeSeq === null ? null : (
        <p class="earlier">
          <a href={`${path}?before=${cutBeforeSeq}`}>Earlier messages</a>
        </p>
      )}
      {thread.entries.length === 0 ? (
        <p class="empty">Nothing has been said yet.</p>
      ) : (
        <ol class="entries">
          {thread.entries.map((entry) => (
            <Entry
              entry={entry}
              timeZone={timeZone}
              path={path}
              intents={intents}
              openQuestion={openQuestion}
              mayJudge={mayJudge}
            />
          ))}
        </ol>
      )}
    </section>
  );
}
