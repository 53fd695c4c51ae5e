/** Documents and passages as the API shows them, and how new ones are described. */
import { z } from '@hono/zod-openapi';
import {
  DOCUMENT_STATES,
  SOURCES,
  VARIANT_STATES,
  type KnowledgeDocument,
  type StoredPassage,
} from '../../knowledge/api.ts';
import { toRfc3339, toRfc3339OrNull } from '../../platform/clock.ts';
import { idField, lineField, linkField, textField, timeOut } from '../fields.ts';

export const HOUR_MS = 3_600_000;
const MAX_SITE_PAGES = 1_000;
const MAX_PAIRS = 1_000;
const MAX_TEXT_CHARS = 1_000_000;

export const documentId = idField('doc', 'doc_abcdefghijklmnopqrstuvwxyz');
export const passageId = idField('psg', 'psg_abcdefghijklmnopqrstuvwxyz');
export const variantField = lineField(300).openapi({ example: 'can I send it back' });
export const titleField = lineField(200);

export const pairField = z.strictObject({
  question: lineField(300).openapi({ example: 'What is your return policy?' }),
  answer: textField(5_000).openapi({ example: 'You can return unused items within 30 days.' }),
  variants: z.array(variantField).max(30).optional().openapi({
    description: 'Other wordings of the question: worth more than anything else for being found.',
  }),
  url: linkField.nullable().optional(),
});
export const pairsField = z.array(pairField).min(1).max(MAX_PAIRS);

const text = z.string().min(1).max(MAX_TEXT_CHARS);
const described = { title: titleField, url: linkField.nullable().optional() };

export const refreshField = z
  .number()
  .min(1)
  .max(24 * 90)
  .nullable()
  .openapi({
    description: 'How often the page or site is looked at again; null = only when asked.',
    example: 24,
  });

const onTheWeb = {
  url: z.string().min(1).max(2_000).openapi({ format: 'uri', example: 'https://shop.example/help' }),
  title: titleField.optional(),
  refreshHours: refreshField.default(24),
};

export const documentIn = z
  .discriminatedUnion('source', [
    z.strictObject({ source: z.literal('faq'), title: titleField.optional(), pairs: pairsField }),
    z.strictObject({ source: z.literal('markdown'), ...described, text }),
    z.strictObject({ source: z.literal('html'), ...described, text }),
    z.strictObject({ source: z.literal('csv'), ...described, text }),
    z.strictObject({ source: z.literal('page'), ...onTheWeb }),
    z.strictObject({
      source: z.literal('site'),
      ...onTheWeb,
      maxPages: z
        .int()
        .min(1)
        .max(MAX_SITE_PAGES)
        .default(200)
        .openapi({ description: 'By its sitemap, or else by its links.' }),
    }),
  ])
  .openapi('NewDocument');

export const documentOut = z
  .object({
    id: documentId,
    source: z.enum(SOURCES),
    title: z.string(),
    url: z.string().nullable(),
    state: z.enum(DOCUMENT_STATES).openapi({
      description: '`ready` with a `reason`: what was read before is served, and the last check went wrong.',
    }),
    reason: z.string().nullable().openapi({ description: 'Stable: branch on it.', example: 'encrypted' }),
    detail: z.string().nullable(),
    passages: z.int(),
    pages: z.int().nullable().openapi({ description: 'Of a site or a PDF.' }),
    refreshHours: z.number().nullable(),
    createdAt: timeOut,
    readAt: timeOut.nullable().openapi({ description: 'What is served was read then.' }),
    checkedAt: timeOut.nullable().openapi({ description: 'The source was last looked at then.' }),
    nextCheckAt: timeOut.nullable(),
  })
  .openapi('Document');

export const passageOut = z
  .object({
    id: passageId,
    documentId,
    title: z.string(),
    text: z.string(),
    url: z.string().nullable(),
    page: z.int().nullable().openapi({ description: 'Of a PDF.' }),
    contentHash: z.string(),
    version: z.int().openapi({ description: 'Grows when the text of the same place changes.' }),
    variants: z.array(
      z.object({
        text: z.string(),
        origin: z.enum(['document', 'owner', 'model']),
        state: z.enum(VARIANT_STATES),
      }),
    ),
  })
  .openapi('Passage');

export function showDocument(document: KnowledgeDocument) {
  const { id, source, title, url, state, reason, detail, passageCount, pageCount, refreshEveryMs } = document;
  return {
    id,
    source,
    title,
    url,
    state,
    reason,
    detail,
    passages: passageCount,
    pages: pageCount,
    refreshHours: refreshEveryMs === null ? null : refreshEveryMs / HOUR_MS,
    createdAt: toRfc3339(document.createdAtMs),
    readAt: toRfc3339OrNull(document.readAtMs),
    checkedAt: toRfc3339OrNull(document.checkedAtMs),
    nextCheckAt: toRfc3339OrNull(document.nextCheckAtMs),
  };
}

export function showPassage(passage: StoredPassage) {
  const { id, documentId: document, title, text: body, url, page, contentHash, version, variants } = passage;
  return { id, documentId: document, title, text: body, url, page, contentHash, version, variants };
}
