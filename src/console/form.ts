/** Forms of our own pages: small, and read as text fields only. */
import type { Context } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { MAX_IMPORT_BYTES } from '../http/api/example-lines.ts';
import { Problem } from '../http/problem.ts';

const FORM_BYTES = 64_000;

const limitOf = (maxSize: number) =>
  bodyLimit({
    maxSize,
    onError: () => {
      throw new Problem('payload_too_large');
    },
  });

/** Before any handler reads a form. */
export const formLimit = limitOf(FORM_BYTES);

/** Before a handler reads a form that brings a file of examples. */
export const importLimit = limitOf(MAX_IMPORT_BYTES + FORM_BYTES);

/** A body that is no form gives a form without fields. */
export async function readForm(c: Context): Promise<URLSearchParams> {
  return new URLSearchParams(new TextDecoder().decode(await c.req.arrayBuffer()));
}
