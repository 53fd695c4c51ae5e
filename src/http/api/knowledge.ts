/** What the shop knows: documents come in, are read by their own object, and are looked at again. */
import { createRoute, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { publicUrl } from '../../domain/public-url.ts';
import { makeId, type DocumentId } from '../../domain/ids.ts';
import { MAX_DOCUMENTS, type KnowledgeDocument, type SourceSpec } from '../../knowledge/api.ts';
import { charsetOf } from '../../knowledge/decode-text.ts';
import { faqText } from '../../knowledge/read-text.ts';
import { submit } from '../../knowledge/submit.ts';
import { urlRule } from '../../knowledge/url-rule.ts';
import type { Parts } from '../../parts.ts';
import { access } from '../access.ts';
import { answer, jsonBody, problems } from '../answers.ts';
import type { Api, HttpEnv } from '../context.ts';
import { linkField, pageOf, pageQuery } from '../fields.ts';
import { idempotentName } from '../idempotency-key.ts';
import { newApi } from '../new-api.ts';
import { readPage, writePage } from '../pages.ts';
import { Problem } from '../problem.ts';
import { contentTypeOf, LIST_RULE, uploadAccess, uploadedFile } from '../upload.ts';
import {
  documentId,
  documentIn,
  documentOut,
  HOUR_MS,
  pairsField,
  refreshField,
  showDocument,
  titleField,
} from './knowledge-shape.ts';

const tags = ['Knowledge'];
const params = z.object({ id: documentId });

const FILE_TYPES: Readonly<Record<string, SourceSpec['source']>> = {
  'text/markdown': 'markdown',
  'text/plain': 'markdown',
  'text/html': 'html',
  'text/csv': 'csv',
  'application/pdf': 'pdf',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': 'docx',
};
const binary = { schema: z.string().openapi({ format: 'binary' }) };

const addDocument = createRoute({
  method: 'post',
  path: '/v1/knowledge',
  tags,
  summary: 'Add knowledge: questions and answers, a text, a file, a page or a whole site',
  description:
    'JSON, or a file of up to 20 MB: then `title` is given in the query, and `url` when customers can see the file. ' +
    'The answer comes at once; reading takes its time: ask for the document until its `state` is `ready` or `failed`.',
  ...uploadAccess('knowledge:write', Object.keys(FILE_TYPES)),
  request: {
    query: z.strictObject({ title: titleField.optional(), url: linkField.optional() }),
    body: {
      content: {
        'application/json': {
          schema: documentIn,
          example: {
            source: 'faq' as const,
            title: 'Returns',
            pairs: [
              {
                question: 'What is your return policy?',
                answer: 'You can return unused items within 30 days.',
                variants: ['can I send it back'],
              },
            ],
          },
        },
        ...Object.fromEntries(Object.keys(FILE_TYPES).map((type) => [type, binary])),
      },
    },
  },
  responses: {
    202: answer(documentOut, 'It will be read.'),
    ...problems(
      'validation_failed',
      'url_blocked',
      'payload_too_large',
      'conflict',
      'idempotency_key_missing',
    ),
  },
});

const listDocuments = createRoute({
  method: 'get',
  path: '/v1/knowledge',
  tags,
  summary: 'List the documents, newest first',
  ...access('knowledge:read'),
  request: { query: pageQuery },
  responses: { 200: answer(pageOf(documentOut), 'One page.'), ...problems('cursor_invalid') },
});

const readDocument = createRoute({
  method: 'get',
  path: '/v1/knowledge/{id}',
  tags,
  summary: 'Read one document: its state, and how fresh it is',
  ...access('knowledge:read'),
  request: { params },
  responses: { 200: answer(documentOut, 'The document.'), ...problems('not_found') },
});

const changeDocument = createRoute({
  method: 'patch',
  path: '/v1/knowledge/{id}',
  tags,
  summary: 'Rename a document, or look at its source more or less often',
  ...access('knowledge:write'),
  request: {
    params,
    body: jsonBody(z.strictObject({ title: titleField.optional(), refreshHours: refreshField.optional() }), {
      title: 'Returns',
    }),
  },
  responses: {
    200: answer(documentOut, 'Changed.'),
    ...problems('not_found', 'conflict', 'validation_failed'),
  },
});

const addPairs = createRoute({
  method: 'post',
  path: '/v1/knowledge/{id}/pairs',
  tags,
  summary: 'Add questions and answers to a document of them',
  ...access('knowledge:write', { idempotencyKey: true, body: LIST_RULE }),
  request: {
    params,
    body: jsonBody(z.strictObject({ pairs: pairsField }), {
      pairs: [{ question: 'Do you have gift cards?', answer: 'Yes, from 20 to 1,000 dollars.' }],
    }),
  },
  responses: {
    202: answer(documentOut, 'They will be read.'),
    ...problems('not_found', 'conflict', 'validation_failed', 'idempotency_key_missing'),
  },
});

const refreshDocument = createRoute({
  method: 'post',
  path: '/v1/knowledge/{id}/refresh',
  tags,
  summary: 'Read a document again now',
  ...access('knowledge:write'),
  request: { params },
  responses: { 202: answer(documentOut, 'It will be read.'), ...problems('not_found', 'conflict') },
});

const removeDocument = createRoute({
  method: 'delete',
  path: '/v1/knowledge/{id}',
  tags,
  summary: 'Delete a document from every index',
  ...access('knowledge:write'),
  request: { params },
  responses: { 204: { description: 'It is gone.' }, ...problems('not_found') },
});

export function knowledgeRoutes(): Api {
  const api = newApi();

  api.openapi(addDocument, async (c) => {
    const file = uploadedFile(c);
    const { spec, pieces } =
      file === null ? specOfJson(c, documentIn.parse(c.req.valid('json'))) : specOfFile(c, file);
    const id = makeId('doc', await idempotentName(c, 'document', 26));
    const { documents } = storeOf(c);
    const desk = { documents, ingest: (of: DocumentId) => ingestOf(c, of), nowMs: c.var.parts.nowMs };
    const document = await submit(desk, id, spec, pieces);
    if (document === null)
      throw new Problem('conflict', { detail: `A business may have ${MAX_DOCUMENTS} documents.` });
    return c.json(showDocument(document), 202);
  });

  api.openapi(listDocuments, async (c) => {
    const { limit, cursor } = c.req.valid('query');
    const [beforeMs, beforeId] = await readPage(c, 'knowledge', cursor, [Number.MAX_SAFE_INTEGER, '']);
    const before = { createdAtMs: Number(beforeMs), id: String(beforeId) };
    const found = await storeOf(c).documents.list(before, limit + 1);
    return c.json(
      await writePage(c, 'knowledge', limit, found, (one) => [one.createdAtMs, one.id], showDocument),
      200,
    );
  });

  api.openapi(readDocument, async (c) => c.json(showDocument(await own(c, c.req.valid('param').id)), 200));

  api.openapi(changeDocument, async (c) => {
    const { id, source } = await own(c, c.req.valid('param').id);
    const { title, refreshHours } = c.req.valid('json');
    if (refreshHours !== undefined && source !== 'page' && source !== 'site')
      throw new Problem('conflict', { detail: 'Only pages and sites are looked at again.' });
    if (title !== undefined) await storeOf(c).documents.mark(id, { title }, c.var.parts.nowMs());
    if (refreshHours !== undefined)
      await ingestOf(c, id).reschedule(refreshHours === null ? null : refreshHours * HOUR_MS);
    return c.json(showDocument(await own(c, id)), 200);
  });

  api.openapi(addPairs, async (c) => {
    const { id } = await own(c, c.req.valid('param').id);
    const piece = new TextEncoder().encode(faqText(c.req.valid('json').pairs));
    if (!(await ingestOf(c, id).extend(piece)))
      throw new Problem('conflict', { detail: 'This document takes no more questions and answers.' });
    return c.json(showDocument(await own(c, id)), 202);
  });

  api.openapi(refreshDocument, async (c) => {
    const { id } = await own(c, c.req.valid('param').id);
    if (!(await ingestOf(c, id).refresh()))
      throw new Problem('conflict', { detail: 'There is no source that could be read again.' });
    return c.json(showDocument(await own(c, id)), 202);
  });

  api.openapi(removeDocument, async (c) => {
    const { id } = c.req.valid('param');
    const { parts, actor } = c.var;
    if (!(await storeOf(c).documents.remove(id, parts.nowMs()))) throw new Problem('not_found');
    parts.forgetProfile(actor.businessId);
    await ingestOf(c, id).remove();
    return c.body(null, 204);
  });

  return api;
}

export function storeOf(c: Context<HttpEnv>) {
  return c.var.parts.storeFor(c.var.actor.businessId);
}

export function ingestOf(c: Context<HttpEnv>, id: DocumentId) {
  return c.var.parts.ingest(c.var.actor.businessId, id);
}

/** @throws Problem 404 when the business has no such document */
export async function own(c: Context<HttpEnv>, id: DocumentId): Promise<KnowledgeDocument> {
  const document = await storeOf(c).documents.read(id);
  if (document === null) throw new Problem('not_found');
  return document;
}

type Given = { spec: SourceSpec; pieces: readonly Uint8Array[] };

const FILE_SPEC = { charset: null, refreshEveryMs: null, maxPages: 0 };

/** @throws Problem 422 for an address that we never call */
export function webSpec(
  { config }: Parts,
  given: {
    source: 'page' | 'site';
    url: string;
    title?: string | undefined;
    refreshHours: number | null;
    maxPages?: number;
  },
): SourceSpec {
  const verdict = publicUrl(given.url, urlRule(config));
  if (verdict.kind === 'blocked') throw new Problem('url_blocked', { detail: verdict.why });
  const { url } = verdict;
  return {
    source: given.source,
    title:
      given.title ??
      `${url.host}${given.source === 'site' && url.pathname === '/' ? '' : url.pathname}`.slice(0, 200),
    url: url.href,
    charset: null,
    refreshEveryMs: given.refreshHours === null ? null : given.refreshHours * HOUR_MS,
    maxPages: given.maxPages ?? 1,
  };
}

function specOfJson(c: Context<HttpEnv>, given: z.infer<typeof documentIn>): Given {
  if (given.source === 'page' || given.source === 'site')
    return { spec: webSpec(c.var.parts, given), pieces: [] };
  const bytes = (text: string) => [new TextEncoder().encode(text)];
  if (given.source === 'faq') {
    const title = given.title ?? 'Questions and answers';
    return { spec: { ...FILE_SPEC, source: 'faq', title, url: null }, pieces: bytes(faqText(given.pairs)) };
  }
  const { source, title, url = null, text } = given;
  return { spec: { ...FILE_SPEC, source, title, url }, pieces: bytes(text) };
}

function specOfFile(c: Context<HttpEnv>, pieces: readonly Uint8Array[]): Given {
  const header = c.req.header('content-type');
  const source = FILE_TYPES[contentTypeOf(header)] ?? 'markdown';
  const title = c.req.query('title');
  if (title === undefined)
    throw new Problem('validation_failed', { errors: [{ path: 'title', message: 'a title is needed' }] });
  const url = c.req.query('url') ?? null;
  return { spec: { ...FILE_SPEC, source, title, url, charset: charsetOf(header ?? null) }, pieces };
}
