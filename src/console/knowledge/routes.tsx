/** `/console/knowledge`: documents in, states and freshness out, wordings accepted. Every form works without scripts. */
import { Hono, type Context, type MiddlewareHandler } from 'hono';
import { makeId, parseId } from '../../domain/ids.ts';
import type { KnowledgeDocument } from '../../knowledge/api.ts';
import { faqText } from '../../knowledge/read-text.ts';
import { pairField } from '../../http/api/knowledge-shape.ts';
import { webSpec } from '../../http/api/knowledge.ts';
import { Problem } from '../../http/problem.ts';
import { readPieces } from '../../http/upload.ts';
import { tupleName } from '../../platform/hash.ts';
import { randomName } from '../../platform/random.ts';
import { formLimit, readForm } from '../form.ts';
import { viewerOf } from '../guard.ts';
import { mayTeach, type ConsoleEnv } from '../session.ts';
import { DocumentPage } from './document-page.tsx';
import { KnowledgePage } from './list-page.tsx';
import { desk, FULL, idOfForm, kindsInWords, put, refuse, specOfName } from './uploads.ts';

const PATH = '/console/knowledge';
const DOCUMENTS_SHOWN = 50;
const PASSAGES_SHOWN = 50;
/** Several files in one plain form. */
const FORM_BYTES = 40_000_000;
const FORM_KEY = /^[a-z0-9]{8,40}$/;

const requireTeaching: MiddlewareHandler<ConsoleEnv> = async (c, next) => {
  if (!mayTeach(c.var.actor.scopes)) throw new Problem('forbidden');
  await next();
};

/** Mount it behind `requireSession`. */
export function consoleKnowledgeRoutes(): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>();
  app.use(PATH, requireTeaching);
  app.use(`${PATH}/*`, requireTeaching);

  app.get(PATH, (c) => listPage(c, null));

  /** One file as it is, sent by the page's script. */
  app.post(`${PATH}/file`, async (c) => {
    const name = c.req.query('name') ?? '';
    const key = c.req.query('key') ?? '';
    const spec = specOfName(name);
    if (spec === null || !FORM_KEY.test(key)) throw new Problem('unsupported_media_type');
    const id = await idOfForm(c, key, name);
    try {
      const pieces = await readPieces(c.req.raw);
      if (!(await put(c, id, spec, pieces))) throw new Problem('conflict', { detail: FULL });
    } catch (error) {
      if (error instanceof Problem && error.code === 'payload_too_large') await refuse(c, id, spec);
      throw error;
    }
    return c.json({ id }, 202);
  });

  app.post(`${PATH}/files`, async (c) => {
    const pieces = await readPieces(c.req.raw, FORM_BYTES);
    const type = c.req.header('content-type') ?? '';
    const form = await new Response(new Blob(pieces as Uint8Array<ArrayBuffer>[]), {
      headers: { 'content-type': type },
    })
      .formData()
      .catch(() => new FormData());
    const key = form.get('key');
    const files = form.getAll('files').filter((file) => typeof file !== 'string');
    if (
      typeof key !== 'string' ||
      !FORM_KEY.test(key) ||
      files.every(({ size, name }) => size === 0 && name === '')
    )
      return listPage(c, 'Choose a file first.');
    for (const file of files) {
      const spec = specOfName(file.name);
      if (spec === null) return listPage(c, `“${file.name.slice(0, 80)}” cannot be read. ${kindsInWords()}`);
      const id = await idOfForm(c, key, file.name);
      if (!(await put(c, id, spec, [new Uint8Array(await file.arrayBuffer())]))) return listPage(c, FULL);
    }
    return c.redirect(PATH, 303);
  });

  app.post(`${PATH}/web`, formLimit, async (c) => {
    const form = await readForm(c);
    const key = form.get('key') ?? '';
    const hours = Number(form.get('refreshHours') ?? '');
    const source = form.get('source') === 'site' ? 'site' : 'page';
    if (!FORM_KEY.test(key)) return listPage(c, 'This page is out of date. Please send it once more.');
    try {
      const url = (form.get('url') ?? '').trim();
      const refreshHours = hours >= 1 && hours <= 2_160 ? hours : null;
      const spec = webSpec(c.var.parts, {
        source,
        url,
        refreshHours,
        ...(source === 'site' ? { maxPages: 200 } : {}),
      });
      if (!(await put(c, await idOfForm(c, key, url), spec, []))) return listPage(c, FULL);
    } catch (error) {
      if (error instanceof Problem && error.code === 'url_blocked') return listPage(c, error.detail);
      throw error;
    }
    return c.redirect(PATH, 303);
  });

  app.post(`${PATH}/pair`, formLimit, async (c) => {
    const form = await readForm(c);
    const lines = (form.get('variants') ?? '').split(/[\r\n]+/).map((line) => line.trim());
    const pair = pairField.safeParse({
      question: (form.get('question') ?? '').trim(),
      answer: (form.get('answer') ?? '').replace(/\r\n?/g, '\n').trim(),
      variants: lines.filter((line) => line !== ''),
    });
    if (!pair.success)
      return listPage(c, 'A question of one line and an answer are needed, without control characters.');
    const { documents, ingest } = desk(c);
    const id = makeId('doc', await tupleName(['console', c.var.actor.businessId, 'pairs'], 26));
    const piece = new TextEncoder().encode(faqText([pair.data]));
    const title = 'Questions and answers';
    const spec = {
      source: 'faq',
      title,
      url: null,
      charset: null,
      refreshEveryMs: null,
      maxPages: 0,
    } as const;
    const there = (await documents.read(id)) !== null;
    if (there ? !(await ingest(id).extend(piece)) : !(await put(c, id, spec, [piece])))
      return listPage(c, there ? 'It is being read at this moment. Please try again.' : FULL);
    return c.redirect(PATH, 303);
  });

  app.get(`${PATH}/:id`, async (c) => documentPage(c, await own(c), null));

  app.post(`${PATH}/:id/refresh`, async (c) => {
    const document = await own(c);
    if (await desk(c).ingest(document.id).refresh()) return c.redirect(PATH, 303);
    return documentPage(c, document, 'There is no source that could be read again. Please send it anew.');
  });

  /** What everybody may read: the whole document, or one passage that differs from it. */
  app.post(`${PATH}/:id/publish`, formLimit, async (c) => {
    const document = await own(c);
    const form = await readForm(c);
    const isPublic = form.get('public') === 'yes';
    const { publishing, passages } = desk(c);
    const passageId = parseId('psg', form.get('passage') ?? '');
    if (form.get('passage') === null) {
      await publishing.mark([{ id: document.id, isPublic }], []);
      return c.redirect(`${PATH}/${document.id}`, 303);
    }
    const passage = passageId === null ? null : await passages.read(passageId);
    if (passage === null || passage.documentId !== document.id) throw new Problem('not_found');
    await publishing.mark([], [{ id: passage.id, isPublic }]);
    return c.redirect(`${PATH}/${document.id}#${passage.id}`, 303);
  });

  app.post(`${PATH}/:id/delete`, async (c) => {
    const { id } = await own(c);
    const { documents, ingest, nowMs } = desk(c);
    await documents.remove(id, nowMs());
    c.var.parts.forgetProfile(c.var.actor.businessId);
    await ingest(id).remove();
    return c.redirect(PATH, 303);
  });

  app.post(`${PATH}/:id/passages/:passage`, formLimit, async (c) => {
    const document = await own(c);
    const { passages, nowMs } = desk(c);
    const passageId = parseId('psg', c.req.param('passage'));
    const passage = passageId === null ? null : await passages.read(passageId);
    if (passage === null || passage.documentId !== document.id) throw new Problem('not_found');
    const form = await readForm(c);
    const text = (form.get('text') ?? '').trim();
    const states = { accept: 'accepted', reject: 'rejected', forget: null } as const;
    const wish = form.get('do') ?? '';
    const state = Object.hasOwn(states, wish) ? states[wish as keyof typeof states] : 'accepted';
    if (!pairField.shape.question.safeParse(text).success)
      return documentPage(c, document, 'Another way to ask is one line of up to 300 characters.');
    await passages.setVariants(passage, [{ text, state }], nowMs());
    c.var.parts.forgetProfile(c.var.actor.businessId);
    return c.redirect(`${PATH}/${document.id}#${passage.id}`, 303);
  });

  return app;
}

async function own(c: Context<ConsoleEnv>): Promise<KnowledgeDocument> {
  const id = parseId('doc', c.req.param('id') ?? '');
  const document = id === null ? null : await desk(c).documents.read(id);
  if (document === null) throw new Problem('not_found');
  return document;
}

async function listPage(c: Context<ConsoleEnv>, error: string | null): Promise<Response> {
  const { documents, nowMs } = desk(c);
  const [at = '', id = ''] = (c.req.query('before') ?? '').split('.');
  const createdAtMs = /^\d{1,15}$/.test(at) ? Number(at) : Number.MAX_SAFE_INTEGER;
  const found = await documents.list({ createdAtMs, id }, DOCUMENTS_SHOWN + 1);
  const shown = found.slice(0, DOCUMENTS_SHOWN);
  const last = shown.at(-1);
  return c.html(
    <KnowledgePage
      viewer={await viewerOf(c)}
      documents={shown}
      nextPage={
        found.length > DOCUMENTS_SHOWN && last !== undefined
          ? `${PATH}?before=${last.createdAtMs}.${last.id}`
          : null
      }
      nowMs={nowMs()}
      formKey={randomName(20)}
      error={error}
    />,
    error === null ? 200 : 422,
  );
}

async function documentPage(
  c: Context<ConsoleEnv>,
  document: KnowledgeDocument,
  error: string | null,
): Promise<Response> {
  const { passages, publishing, nowMs } = desk(c);
  const { parts, actor } = c.var;
  const [profile, marks] = await Promise.all([
    parts.profile(actor.businessId),
    publishing.marks(document.id),
  ]);
  const [at = '', id = ''] = (c.req.query('after') ?? '').split('.');
  const after = { position: /^\d{1,9}$/.test(at) ? Number(at) : -1, id };
  const found = await passages.list(document.id, after, PASSAGES_SHOWN + 1);
  const shown = found.slice(0, PASSAGES_SHOWN);
  const last = shown.at(-1);
  return c.html(
    <DocumentPage
      viewer={await viewerOf(c)}
      document={document}
      passages={shown}
      nextPage={
        found.length > PASSAGES_SHOWN && last !== undefined
          ? `${PATH}/${document.id}?after=${last.position}.${last.id}`
          : null
      }
      nowMs={nowMs()}
      marks={marks}
      publicPage={profile?.answering.publicPage === true ? `/kb/${actor.businessId.slice(4)}` : null}
      error={error}
    />,
    error === null ? 200 : 422,
  );
}
