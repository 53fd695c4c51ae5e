/** One document: what was read from it, and how customers may ask for it. */
import type { KnowledgeDocument, StoredPassage, Variant } from '../../knowledge/api.ts';
import type { PublicMarks } from '../../domain/evidence.ts';
import { ConsolePage, type Viewer } from '../layout.tsx';
import { freshnessInWords, sourceInWords, stateInWords } from './words.ts';

export type DocumentPageProps = {
  viewer: Viewer;
  document: KnowledgeDocument;
  passages: readonly StoredPassage[];
  nextPage: string | null;
  nowMs: number;
  marks: PublicMarks;
  /** Where everybody can read what is marked; null = the business shows no such page. */
  publicPage: string | null;
  error: string | null;
};

export function DocumentPage(props: DocumentPageProps) {
  const { viewer, document, passages, nextPage, nowMs, marks, publicPage, error } = props;
  const { id, title, source, detail } = document;
  return (
    <ConsolePage title={title} viewer={viewer} place="knowledge" styles={['/knowledge.css']}>
      <p>
        <a class="back" href="/console/knowledge">
          ← Knowledge
        </a>
      </p>
      <div class="title-row">
        <h1>
          <bdi>{title}</bdi>
        </h1>
        <span class="tag">{sourceInWords(source)}</span>
      </div>
      <p>
        {stateInWords(document)}. {freshnessInWords(document, nowMs)}
      </p>
      {detail === null ? null : <p class="detail">{detail}</p>}
      {error === null ? null : (
        <p class="error" role="alert">
          {error}
        </p>
      )}
      <div class="row">
        <form method="post" action={`/console/knowledge/${id}/refresh`}>
          <button class="quiet" type="submit">
            Read again
          </button>
        </form>
        <Publish
          documentId={id}
          passageId={null}
          isPublic={marks.isPublic}
          label={marks.isPublic ? 'Hide from the public page' : 'Show on the public page'}
        />
        <details class="removal">
          <summary>Delete</summary>
          <form method="post" action={`/console/knowledge/${id}/delete`}>
            <p>It is gone from every index at once. Customers get no answers from it any more.</p>
            <button type="submit">Delete for good</button>
          </form>
        </details>
      </div>
      <p class="hint">
        {marks.isPublic ? 'Everybody may read it' : 'Customers get answers from it, but it is not published'}
        {publicPage === null ? (
          '. The public page of your shop is off.'
        ) : (
          <>
            {': '}
            <a href={publicPage}>your public page</a>.
          </>
        )}
      </p>
      <ol class="passages">
        {passages.map((passage) => (
          <Passage passage={passage} isPublic={marks.passages.get(passage.id) ?? marks.isPublic} />
        ))}
      </ol>
      {nextPage === null ? null : (
        <p>
          <a href={nextPage}>More passages</a>
        </p>
      )}
    </ConsolePage>
  );
}

/** A mark is a form of its own, and says what it will do, not what is. */
function Publish(props: { documentId: string; passageId: string | null; isPublic: boolean; label: string }) {
  const { documentId, passageId, isPublic, label } = props;
  return (
    <form method="post" action={`/console/knowledge/${documentId}/publish`}>
      {passageId === null ? null : <input type="hidden" name="passage" value={passageId} />}
      <button class="quiet" type="submit" name="public" value={isPublic ? 'no' : 'yes'}>
        {label}
      </button>
    </form>
  );
}

function Passage({ passage, isPublic }: { passage: StoredPassage; isPublic: boolean }) {
  const { id, documentId, title, text, url, page, variants } = passage;
  const action = `/console/knowledge/${documentId}/passages/${id}`;
  const shown = variants.filter(({ state }) => state !== 'rejected');
  return (
    <li class="card" id={id}>
      <h2>
        <bdi>{title}</bdi>
      </h2>
      <p class="said" dir="auto">
        {text}
      </p>
      <p class="hint">
        {page === null ? null : `Page ${page}. `}
        {url === null ? null : (
          <a href={url} rel="noreferrer nofollow" target="_blank">
            Where it stands
          </a>
        )}
      </p>
      <div class="row">
        {isPublic ? <span class="tag">public</span> : null}
        <Publish
          documentId={documentId}
          passageId={id}
          isPublic={isPublic}
          label={isPublic ? 'Hide this one' : 'Show this one to everybody'}
        />
      </div>
      {shown.length === 0 ? null : (
        <ul class="variants" aria-label="Other ways to ask">
          {shown.map((variant) => (
            <Wording action={action} variant={variant} />
          ))}
        </ul>
      )}
      <form class="wording" method="post" action={action}>
        <label for={`add-${id}`}>Another way to ask for it</label>
        <span class="row">
          <input id={`add-${id}`} name="text" required maxlength={300} />
          <button class="quiet" type="submit" name="do" value="accept">
            Add
          </button>
        </span>
      </form>
    </li>
  );
}

function Wording({ action, variant: { text, state, origin } }: { action: string; variant: Variant }) {
  return (
    <li>
      <form method="post" action={action}>
        <input type="hidden" name="text" value={text} />
        <bdi>{text}</bdi>
        {state === 'proposed' ? (
          <span class="tag">proposed{origin === 'model' ? ' by the model' : ''}</span>
        ) : null}
        {state === 'proposed' ? (
          <button class="quiet" type="submit" name="do" value="accept" aria-label={`Accept: ${text}`}>
            Accept
          </button>
        ) : null}
        {origin === 'document' ? null : (
          <button
            class="quiet"
            type="submit"
            name="do"
            value={origin === 'model' ? 'reject' : 'forget'}
            aria-label={`Remove: ${text}`}
          >
            Remove
          </button>
        )}
      </form>
    </li>
  );
}
