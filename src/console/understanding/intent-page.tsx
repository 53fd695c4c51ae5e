/** One intent: its examples, each to be relabelled or deleted, and room for more. */
import {
  MAX_EXAMPLE_CHARS,
  NO_INTENT_NAME,
  type Example,
  type IntentSummary,
} from '../../understanding/labelled-set.ts';
import { ConsolePage, type Viewer } from '../layout.tsx';
import { countOf } from '../stats/figures-in-words.ts';
import { intentInWords } from '../words.ts';
import { PLACE, STYLES } from './page.tsx';

export type IntentPageProps = {
  viewer: Viewer;
  mayTeach: boolean;
  /** Null = messages that mean none of the intents. */
  intent: IntentSummary | null;
  intents: readonly string[];
  examples: readonly Example[];
  /** The query of the next page; null on the last. */
  next: string | null;
  draft: { texts: string; error: string } | null;
};

const SOURCES: Readonly<Record<Example['source'], string>> = {
  default: 'from the start',
  owner: 'added here',
  import: 'imported',
  correction: 'a correction',
};

export function IntentPage(props: IntentPageProps) {
  const { viewer, mayTeach, intent, examples, next, draft } = props;
  const name = intent?.name ?? NO_INTENT_NAME;
  const path = `${PLACE}/intents/${name}`;
  const title = intentInWords(intent?.name ?? null);
  return (
    <ConsolePage title={title} viewer={viewer} place="understanding" styles={STYLES}>
      <div class="title-row">
        <a class="back" href={PLACE} data-key="u">
          ← Understanding
        </a>
        <h1>{title}</h1>
      </div>
      {intent === null ? null : (
        <p>
          {intent.description === '' ? '' : `${intent.description}. `}
          {countOf(intent.examples, 'example')}, of which {intent.heldOut} judge new versions and are never
          learned.
        </p>
      )}
      {mayTeach ? (
        <form class="card" method="post" action={`${path}/examples`}>
          <label for="texts">More examples, one on each line</label>
          {draft === null ? null : (
            <p class="error" role="alert" id="texts-error">
              {draft.error}
            </p>
          )}
          <textarea id="texts" name="texts" rows={4} maxlength={MAX_EXAMPLE_CHARS * 40} required dir="auto">
            {draft?.texts ?? ''}
          </textarea>
          <button type="submit">Add</button>
        </form>
      ) : null}
      <ul class="examples">
        {examples.map((example) => (
          <ExampleRow example={example} {...props} path={path} />
        ))}
      </ul>
      {examples.length === 0 ? <p class="empty">No examples yet.</p> : null}
      {next === null ? null : (
        <p class="earlier">
          <a href={`${path}?${next}`}>More examples</a>
        </p>
      )}
      {mayTeach && intent !== null ? (
        <details class="more">
          <summary>Rename or describe</summary>
          <form method="post" action={`${path}/change`}>
            <label for="name">Name</label>
            <input id="name" name="name" maxlength={40} value={intent.name} required autocomplete="off" />
            <label for="description">What it means</label>
            <input id="description" name="description" maxlength={200} value={intent.description} />
            <button type="submit">Save</button>
          </form>
        </details>
      ) : null}
      {mayTeach && intent !== null ? (
        <details class="more">
          <summary>Delete this intent</summary>
          <form method="post" action={`${path}/delete`}>
            <p>Its {countOf(intent.examples, 'example')} go with it.</p>
            <button class="quiet" type="submit">
              Delete {title}
            </button>
          </form>
        </details>
      ) : null}
    </ConsolePage>
  );
}

type RowProps = IntentPageProps & { example: Example; path: string };

function ExampleRow({ example, intents, mayTeach, path }: RowProps) {
  const { id, text, source, heldOut, intent } = example;
  return (
    <li id={id}>
      <p dir="auto">{text}</p>
      <p class="hint">
        {SOURCES[source]}
        {heldOut ? ', judges new versions' : ''}
      </p>
      {mayTeach ? (
        <details class="more">
          <summary>Change</summary>
          <form class="row" method="post" action={`${PLACE}/examples/${id}`}>
            <input type="hidden" name="back" value={path} />
            <label for={`i-${id}`}>Means</label>
            <select id={`i-${id}`} name="intent">
              {[...intents, NO_INTENT_NAME].map((name) => (
                <option value={name} selected={name === (intent ?? NO_INTENT_NAME)}>
                  {intentInWords(name === NO_INTENT_NAME ? null : name)}
                </option>
              ))}
            </select>
            <button type="submit">Relabel</button>
            <button class="quiet" type="submit" name="delete" value="yes">
              Delete
            </button>
          </form>
        </details>
      ) : null}
    </li>
  );
}
