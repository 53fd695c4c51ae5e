/** Recipients as a caller gives them: JSON, or a CSV file. Shared by campaigns and saved lists. */
import { z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import type { RecipientInput } from '../../campaigns/api.ts';
import { ATTRIBUTE_NAME, MAX_ATTRIBUTE_CHARS, MAX_ATTRIBUTES } from '../../campaigns/attributes.ts';
import { readRecipients, type RowError } from '../../campaigns/csv.ts';
import { parseAddress, type Address, type AddressKind } from '../../domain/address.ts';
import type { HttpEnv } from '../context.ts';
import { Problem, type FieldError } from '../problem.ts';
import { parseRecipient } from '../recipient.ts';

const MAX_JSON_RECIPIENTS = 10_000;
const MAX_SHOWN = 100;

export const recipientsField = z
  .array(
    z.strictObject({
      to: z.string().min(3).max(330).openapi({ example: '+15551234567' }),
      attributes: z
        .record(
          z.string().regex(ATTRIBUTE_NAME, 'lower-case letters, digits and _'),
          z.string().max(MAX_ATTRIBUTE_CHARS),
        )
        .refine((all) => Object.keys(all).length <= MAX_ATTRIBUTES, `at most ${MAX_ATTRIBUTES} attributes`)
        .optional()
        .openapi({ description: 'The template sees them as `contact.<name>`.', example: { name: 'Ann' } }),
    }),
  )
  .min(1)
  .max(MAX_JSON_RECIPIENTS);

/** For the API document; the file itself is read in pieces. */
export const csvBody = {
  schema: z.string().openapi({
    description:
      'UTF-8, up to 20 MB and 100,000 rows; comma, semicolon or tab. The first row names the columns: `to`, or the kind of address (`phone`, `email`), is whom to write to; the others become attributes (`First name` is `contact.first_name`).',
    example: 'phone,First name\n+15551234567,Ann\n',
  }),
} as const;

export const uploadOut = z
  .object({
    added: z.int(),
    duplicates: z.int().openapi({ description: 'Addresses that were there before; the first one stays.' }),
    rejected: z.int().openapi({ description: 'Rows that were left out.' }),
    errors: z
      .array(z.object({ line: z.int(), message: z.string() }))
      .openapi({ description: `The first ${MAX_SHOWN} of them.` }),
    total: z.int(),
  })
  .openapi('RecipientsAdded');

export type GivenRecipients = { recipients: RecipientInput[]; rejected: number; errors: RowError[] };

/** All of them or none. @throws Problem naming each that is no address of the kind */
export async function recipientsFromJson(
  c: Context<HttpEnv>,
  kind: AddressKind,
  given: z.output<typeof recipientsField>,
): Promise<GivenRecipients> {
  const readAddress = await addressReader(c, kind);
  const errors: FieldError[] = [];
  const recipients = given.flatMap(({ to, attributes }, index) => {
    const address = readAddress(to);
    if (address !== null) return [{ address, attributes: attributes ?? {} }];
    if (errors.length < MAX_SHOWN) errors.push({ path: `recipients.${index}.to`, message: notOf(kind) });
    return [];
  });
  if (errors.length > 0) throw new Problem('validation_failed', { errors });
  return { recipients, rejected: 0, errors: [] };
}

/** Rows that are no recipients are left out and told. @throws Problem when nothing can be used */
export async function recipientsFromCsv(
  c: Context<HttpEnv>,
  kind: AddressKind,
  file: readonly Uint8Array[],
): Promise<GivenRecipients> {
  const result = readRecipients(file, { kind, readAddress: await addressReader(c, kind) });
  const unusable = result.kind === 'unusable' ? [result.error] : result.errors;
  if (result.kind === 'unusable' || result.recipients.length === 0) {
    const none = { line: 2, message: 'there are no recipients' };
    const errors = (unusable.length === 0 ? [none] : unusable).map(({ line, message }) => ({
      path: `line ${line}`,
      message,
    }));
    throw new Problem('validation_failed', { errors });
  }
  return { recipients: result.recipients, rejected: result.rejected, errors: result.errors };
}

async function addressReader(
  c: Context<HttpEnv>,
  kind: AddressKind,
): Promise<(text: string) => Address | null> {
  const { parts, actor } = c.var;
  const country = (await parts.profile(actor.businessId))?.country ?? 'US';
  const named = kind === 'phone' || kind === 'email';
  return (text) => {
    const value = text.normalize('NFKC').trim();
    const address =
      named || value.startsWith(`${kind}:`)
        ? parseRecipient(value, country)
        : parseAddress(`${kind}:${value}`);
    return address?.kind === kind ? address : null;
  };
}

function notOf(kind: AddressKind): string {
  return `not a valid ${kind === 'phone' ? 'phone number' : `${kind} address`}`;
}
