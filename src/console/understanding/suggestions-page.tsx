/** Messages that are worth a label first, each with its select: one press labels it. */
import { NO_INTENT_NAME } from '../../understanding/labelled-set.ts';
import type { Suggestion } from '../../understanding/suggest.ts';
import { ConsolePage, type Viewer } from '../layout.tsx';
import { intentInWords } from '../words.ts';
import { PLACE, STYLES } from './page.tsx';

export type SuggestionsPageProps = {
  viewer: Viewer;
  suggestions: readonly Suggestion[];
  intents: readonly string[];
};

export function SuggestionsPage({ viewer, suggestions, intents }: SuggestionsPageProps) {
  return (
    <ConsolePage title="Worth a label" viewer={viewer} place="understanding" styles={STYLES}>
      <div class="title-row">
        <a class="back" href={PLACE} data-key="u">
          ← Understanding
        </a>
        <h1>Worth a label first</h1>
      </div>
      {suggestions.length === 0 ? (
        <p class="empty">
          Nothing at the moment: of the latest messages none is without a label and unclear.
        </p>
      ) : (
        <ul class="examples">
          {suggestions.map((suggestion) => (
            <Row suggestion={suggestion} intents={intents} />
          ))}
        </ul>
      )}
    </ConsolePage>
  );
}

function Row({ suggestion, intents }: { suggestion: Suggestion; intents: readonly string[] }) {
  const { conversationId, seq, text, why, ranked, understoodAs } = suggestion;
  const id = `${conversationId}-${seq}`;
  const [first = null, second = null] = ranked;
  // The likeliest come first in the list.
  const ordered = [...ranked, ...intents.filter((name) => !ranked.includes(name))];
  return (
    <li>
      <p dir="auto">{text}</p>
      <p class="hint">
        {why === 'between'
          ? `${intentInWords(first)} or ${intentInWords(second).toLowerCase()}?`
          : `${intentInWords(first)}, or none of your intents?`}{' '}
        <a href={`/console/conversations/${conversationId}#e${seq}`}>Open the conversation</a>
      </p>
      <form class="row" method="post" action={`${PLACE}/suggestions`}>
        <input type="hidden" name="conversation" value={conversationId} />
        <input type="hidden" name="seq" value={seq} />
        <label for={id}>It means</label>
        <select id={id} name="intent">
          {ordered.map((name) => (
            <option value={name} selected={name === understoodAs}>
              {intentInWords(name)}
            </option>
          ))}
          <option value={NO_INTENT_NAME} selected={understoodAs === null}>
            {intentInWords(null)}
          </option>
        </select>
        <button type="submit">Label</button>
      </form>
    </li>
  );
}
