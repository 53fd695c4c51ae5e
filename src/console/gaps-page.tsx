/** Questions that found no answer: the biggest first, each with a box for the answer. Works without scripts. */
import type { GapGroup } from '../domain/gap.ts';
import { toRfc3339 } from '../platform/clock.ts';
import { ConsolePage, type Viewer } from './layout.tsx';
import { ageInWords } from './words.ts';

type Props = { viewer: Viewer; groups: readonly GapGroup[]; nowMs: number; error: string | null };

export function GapsPage({ viewer, groups, nowMs, error }: Props) {
  return (
    <ConsolePage title="Questions without an answer" viewer={viewer} place="gaps">
      <h1>Questions without an answer</h1>
      <p class="hint">
        Customers asked these, and the knowledge had no answer. Answer one, and the next who asks gets it.
        Names, numbers and addresses are taken out.
      </p>
      {error === null ? null : (
        <p class="error" role="alert">
          {error}
        </p>
      )}
      {groups.length === 0 ? (
        <p class="empty">Every question has found an answer.</p>
      ) : (
        groups.map((group) => <Group group={group} nowMs={nowMs} />)
      )}
    </ConsolePage>
  );
}

function Group({ group, nowMs }: { group: GapGroup; nowMs: number }) {
  const path = `/console/gaps/${group.id}`;
  const { conversations } = group;
  return (
    <section class="card" id={group.id}>
      <h2 dir="auto">{group.question}</h2>
      <p class="hint">
        {conversations === 1 ? 'One customer' : `${conversations} customers`}, last{' '}
        <time datetime={toRfc3339(group.lastAskedAtMs)}>{ageInWords(group.lastAskedAtMs, nowMs)}</time>
        {group.closest.length === 0 ? null : (
          <>
            . Closest: <bdi>{group.closest.join(', ')}</bdi>
          </>
        )}
      </p>
      <details>
        <summary>
          {group.gaps.length === 1 ? 'Where it was asked' : `All ${group.gaps.length} wordings`}
        </summary>
        <ul>
          {group.gaps.slice(-20).map(({ question, conversationId }) => (
            <li>
              <a href={`/console/conversations/${conversationId}`} dir="auto">
                {question}
              </a>
            </li>
          ))}
        </ul>
      </details>
      <form method="post" action={`${path}/accept`}>
        <label>
          The question
          <input name="question" value={group.question} maxlength={300} required dir="auto" />
        </label>
        <label>
          The answer
          <textarea name="answer" rows={3} maxlength={5_000} required dir="auto">
            {group.proposedAnswer ?? ''}
          </textarea>
        </label>
        {group.proposedAnswer === null ? null : <p class="hint">A person answered this.</p>}
        <span class="row">
          <button type="submit">Add to the knowledge</button>
          <button class="quiet" type="submit" formaction={`${path}/dismiss`} formnovalidate>
            Needs no answer
          </button>
        </span>
      </form>
    </section>
  );
}
