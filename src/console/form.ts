/** Forms of our own pages: small, and read as text fields only. */
import type { Context } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { Problem } from '../http/problem.ts';

const FORM_BYTES = 64_000;

/** Before any handler reads a form. */
export const formLimit = bodyLimit({
  maxSize: FORM_BYTES,
  onError: () => {
    throw new Problem('payload_too_large');
  },
});

/** A body that is no form gives a form without fields. */
export async function readForm(c: Context): Promise<URLSearchParams> {
  return new URLSearchParams(new TextDecoder().decode(await c.req.arrayBuffer()));
}
