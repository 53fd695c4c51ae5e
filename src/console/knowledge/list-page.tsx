/** All that the shop knows: what was put in, how it went, how fresh it is; and the ways to put in more. */
import type { KnowledgeDocument } from '../../knowledge/api.ts';
import { ConsolePage, type Viewer } from '../layout.tsx';
import { freshnessInWords, sourceInWords, stateInWords } from './words.ts';

export const ACCEPTED_FILES = '.pdf,.docx,.md,.markdown,.txt,.html,.htm,.csv';

export type ListPageProps = {
  viewer: Viewer;
  documents: readonly KnowledgeDocument[];
  nextPage: string | null;
  nowMs: number;
  /** Makes a form that is sent twice count once. */
  formKey: string;
  error: string | null;
};

export function KnowledgePage({ viewer, documents, nextPage, nowMs, formKey, error }: ListPageProps) {
  const busy = documents.some(({ state }) => state === 'waiting' || state === 'reading');
  return (
    <ConsolePage
      title="Knowledge"
      viewer={viewer}
      place="knowledge"
      styles={['/knowledge.css']}
      scripts={['/knowledge.js']}
    >
      <h1>Knowledge</h1>
      <p class="hint">
        Customers get answers from what you put in here, with a link to where it stands. What is not in here
        goes to a person.
      </p>
      {error === null ? null : (
        <p class="error" role="alert">
          {error}
        </p>
      )}
      <section class="add" aria-label="Put in more">
        <FilesForm formKey={formKey} />
        <WebForm formKey={formKey} />
        <PairForm formKey={formKey} />
      </section>
      <section id="documents" data-busy={busy ? 'yes' : 'no'} aria-label="Documents">
        {documents.length === 0 ? (
          <div class="empty">
            <h2>Nothing yet</h2>
            <p>Begin with the address of your help page, or with the three questions you hear most.</p>
          </div>
        ) : (
          <ul class="documents">
            {documents.map((document) => (
              <Document document={document} nowMs={nowMs} />
            ))}
          </ul>
        )}
        {nextPage === null ? null : (
          <p>
            <a href={nextPage}>Older documents</a>
          </p>
        )}
      </section>
      <p id="knowledge-status" class="live-status" role="status"></p>
    </ConsolePage>
  );
}

function FilesForm({ formKey }: { formKey: string }) {
  return (
    <form
      class="card drop"
      method="post"
      action="/console/knowledge/files"
      enctype="multipart/form-data"
      data-upload="/console/knowledge/file"
    >
      <h2>Files</h2>
      <input type="hidden" name="key" value={formKey} />
      <label for="files">PDF, Word, Markdown, text, HTML, or CSV of products</label>
      <input id="files" name="files" type="file" multiple required accept={ACCEPTED_FILES} />
      <p class="hint">Drop files here, or choose them. Up to 20 MB each.</p>
      <button type="submit">Upload</button>
      <ul class="uploads" aria-live="polite"></ul>
    </form>
  );
}

function WebForm({ formKey }: { formKey: string }) {
  return (
    <form class="card" method="post" action="/console/knowledge/web">
      <h2>Your web site</h2>
      <input type="hidden" name="key" value={formKey} />
      <label for="url">Address</label>
      <input
        id="url"
        name="url"
        type="url"
        required
        maxlength={2000}
        placeholder="https://myshop.example/help"
        autocomplete="url"
      />
      <div class="pair">
        <p>
          <label for="source">Read</label>
          <select id="source" name="source">
            <option value="page">only this page</option>
            <option value="site">the whole site</option>
          </select>
        </p>
        <p>
          <label for="refreshHours">Look again</label>
          <select id="refreshHours" name="refreshHours">
            <option value="6">every 6 hours</option>
            <option value="24" selected>
              every day
            </option>
            <option value="168">every week</option>
            <option value="">only when I ask</option>
          </select>
        </p>
      </div>
      <button type="submit">Read it</button>
    </form>
  );
}

function PairForm({ formKey }: { formKey: string }) {
  return (
    <form class="card" method="post" action="/console/knowledge/pair">
      <h2>A question and its answer</h2>
      <input type="hidden" name="key" value={formKey} />
      <label for="question">Question</label>
      <input id="question" name="question" required maxlength={300} placeholder="Do you have gift cards?" />
      <label for="answer">Answer</label>
      <textarea id="answer" name="answer" rows={3} required maxlength={5000}></textarea>
      <label for="variants">Other ways to ask, one a line</label>
      <textarea id="variants" name="variants" rows={2} maxlength={3000}></textarea>
      <button type="submit">Add</button>
    </form>
  );
}

function Document({ document, nowMs }: { document: KnowledgeDocument; nowMs: number }) {
  const { id, title, source, state, detail, url } = document;
  return (
    <li class={`document ${state}`}>
      <div>
        <a class="name" href={`/console/knowledge/${id}`}>
          <bdi>{title}</bdi>
        </a>{' '}
        <span class="tag">{sourceInWords(source)}</span>
        <p class="state">{stateInWords(document)}</p>
        {detail === null ? null : <p class={state === 'failed' ? 'detail bad' : 'detail'}>{detail}</p>}
        <p class="hint">
          {freshnessInWords(document, nowMs)}
          {url === null ? null : (
            <>
              {' '}
              <a href={url} rel="noreferrer nofollow" target="_blank">
                Open the source
              </a>
            </>
          )}
        </p>
      </div>
      <form method="post" action={`/console/knowledge/${id}/refresh`}>
        <button class="quiet" type="submit" aria-label={`Read ${title} again`}>
          Read again
        </button>
      </form>
    </li>
  );
}
