/** The labelled set of the business that is calling; what it refuses is a problem, in its own sentences. */
import type { Context } from 'hono';
import type { Done, Labelling } from '../../understanding/labelling.ts';
import type { HttpEnv } from '../context.ts';
import { Problem } from '../problem.ts';

export function labellingOf(c: Context<HttpEnv>): Labelling {
  return c.var.parts.labelling(c.var.actor.businessId);
}

/** @param under the field of the body that the refused entries are of */
export function valueOf<Value>(done: Done<Value>, under = ''): Value {
  if (done.kind === 'done') return done.value;
  if (done.why === 'missing') throw new Problem('not_found');
  const errors = (done.entries ?? []).map(({ at, message }) => ({
    path: under === '' ? String(at) : `${under}.${at}`,
    message,
  }));
  throw new Problem(done.why === 'conflict' ? 'conflict' : 'validation_failed', {
    detail: done.sentence,
    errors,
  });
}
