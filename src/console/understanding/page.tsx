/** How well Shopbell understands, what it would say, and everything that teaches it: one page. */
import type { Quality } from '../../analytics/quality.ts';
import type { TriedOut } from '../../conversation/try-out.ts';
import type { Flow } from '../../domain/flow-types.ts';
import { MAX_EXAMPLE_CHARS, NO_INTENT_NAME, type IntentSummary } from '../../understanding/labelled-set.ts';
import type { Why } from '../../understanding/learning.ts';
import type { TrainerStatus } from '../../understanding/trainer-api.ts';
import { ConsolePage, type Viewer } from '../layout.tsx';
import { countOf } from '../stats/figures-in-words.ts';
import { intentInWords } from '../words.ts';
import { Confusion } from './confusion.tsx';
import { QualityView } from './quality-view.tsx';
import { Tried } from './tried.tsx';
import { Versions } from './versions.tsx';

export type UnderstandingPageProps = {
  viewer: Viewer;
  /** May change intents and versions; others read and label. */
  mayTeach: boolean;
  intents: readonly IntentSummary[];
  flowOf: (intent: string) => Flow;
  quality: Quality;
  status: TrainerStatus;
  tried: { text: string; result: TriedOut; why: Why } | null;
  notice: string | null;
};

export const PLACE = '/console/understanding';

export function UnderstandingPage(props: UnderstandingPageProps) {
  const { viewer, tried, notice, quality, status, mayTeach } = props;
  return (
    <ConsolePage title="Understanding" viewer={viewer} place="understanding" styles={STYLES}>
      <h1>What customers mean</h1>
      {notice === null ? null : (
        <p class="error" role="alert">
          {notice}
        </p>
      )}
      <div class="understanding">
        <section class="card" id="try">
          <h2>What would it say?</h2>
          <form method="post" action={`${PLACE}/try#try`}>
            <label for="text">A message of a customer</label>
            <textarea id="text" name="text" rows={2} maxlength={MAX_EXAMPLE_CHARS} required dir="auto">
              {tried?.text ?? ''}
            </textarea>
            <div class="row">
              <button type="submit">Try it</button>
              <span class="hint">Nothing is sent or kept.</span>
            </div>
          </form>
          {tried === null ? null : <Tried {...tried} />}
        </section>
        <QualityView quality={quality} />
        <section class="card">
          <h2>Worth a label first</h2>
          <p>
            Messages of your customers that Shopbell was least sure of, without what tells who wrote them.
          </p>
          <a class="button" href={`${PLACE}/suggestions`}>
            Label some
          </a>
        </section>
        <Intents {...props} />
        <Versions status={status} mayTeach={mayTeach} />
        <Confusion newest={status.versions[0] ?? null} />
      </div>
    </ConsolePage>
  );
}

export const STYLES = ['/stats.css', '/understanding.css'];

function Intents({ intents, mayTeach, flowOf }: UnderstandingPageProps) {
  return (
    <section class="card" id="intents">
      <h2>Intents</h2>
      <ul class="intents">
        {intents.map((intent) => (
          <li>
            <a href={`${PLACE}/intents/${intent.name}`}>
              <b>{intentInWords(intent.name)}</b>
              <span>
                {countOf(intent.examples, 'example')}
                {flowOf(intent.name).intent === null ? ', answered from your knowledge' : ''}
              </span>
            </a>
          </li>
        ))}
        <li>
          <a href={`${PLACE}/intents/${NO_INTENT_NAME}`}>
            <b>{intentInWords(null)}</b>
            <span>messages that mean none of these</span>
          </a>
        </li>
      </ul>
      {mayTeach ? (
        <details class="more">
          <summary>Add an intent</summary>
          <form method="post" action={`${PLACE}/intents`}>
            <label for="name">Name, in small letters, digits and underscores</label>
            <input
              id="name"
              name="name"
              maxlength={40}
              pattern="[a-z][a-z0-9_]{1,39}"
              required
              autocomplete="off"
            />
            <label for="description">What it means</label>
            <input id="description" name="description" maxlength={200} />
            <button type="submit">Add</button>
          </form>
          <p class="hint">It is answered from your knowledge, or goes to a person.</p>
        </details>
      ) : null}
      {mayTeach ? (
        <p>
          <a href={`${PLACE}/examples.jsonl`} download>
            Download all examples
          </a>{' '}
          <span class="hint">as JSON lines</span>
        </p>
      ) : null}
      {mayTeach ? (
        <details class="more">
          <summary>Bring examples</summary>
          <form method="post" action={`${PLACE}/examples/import`} enctype="multipart/form-data">
            <label for="file">
              A file of JSON lines, each <code>{'{"text": "…", "intent": "…"}'}</code>
            </label>
            <input id="file" name="file" type="file" accept=".jsonl,.ndjson,application/x-ndjson" required />
            <button type="submit">Bring them</button>
          </form>
          <p class="hint">All of it or none. Intents that are not there yet are added.</p>
        </details>
      ) : null}
    </section>
  );
}
