/** Pieces of schemas that many operations share. */
import { z } from '@hono/zod-openapi';
import { parseId, type Id, type IdKind } from '../domain/ids.ts';

/** Texts that people read may have several lines, but no control characters and no NUL. */
export function textField(maxChars: number) {
  return z
    .string()
    .min(1)
    .max(maxChars)
    .refine((text) => text.trim() !== '', 'must not be blank')
    .refine((text) => !/\p{Cc}/u.test(text.replace(/[\n\r\t]/g, '')), 'no control characters');
}

/** Names and labels: one line. */
export function lineField(maxChars: number) {
  return textField(maxChars).refine((text) => !/[\n\r\t\u2028\u2029]/.test(text), 'one line only');
}

/** RFC 3339 with an offset, between 2000 and 2100. Read it with `Date.parse`. */
export const timeField = z.iso
  .datetime({ offset: true })
  .refine((text) => {
    const atMs = Date.parse(text);
    return atMs >= 946_684_800_000 && atMs < 4_102_444_800_000;
  }, 'a time between 2000 and 2100')
  .openapi({ format: 'date-time', example: '2026-11-23T09:00:00Z' });

/** Times that we give. */
export const timeOut = z.string().openapi({ format: 'date-time', example: '2026-11-23T09:00:00.000Z' });

export function idField<Kind extends IdKind>(kind: Kind, example: string) {
  return z
    .string()
    .max(120)
    .transform((text, ctx): Id<Kind> => {
      const id = parseId(kind, text);
      if (id !== null) return id;
      ctx.addIssue(`not an id that begins with ${kind}_`);
      return z.NEVER;
    })
    .openapi({ type: 'string', example });
}

/** A link that customers may be given. */
export const linkField = z
  .url({ protocol: /^https$/, hostname: z.regexes.domain })
  .max(2_000)
  .openapi({ format: 'uri' });

export const pageQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(100).default(25).openapi({ example: 25 }),
  cursor: z.string().max(2_000).optional().openapi({ description: '`nextCursor` of the page before.' }),
});

/** One page of a list. */
export function pageOf<Item extends z.ZodType>(item: Item) {
  return z.object({
    data: z.array(item),
    nextCursor: z.string().nullable().openapi({ description: 'null on the last page' }),
  });
}
