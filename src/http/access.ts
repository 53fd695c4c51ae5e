/** What every operation under /v1 declares: its scope, what body it takes, whether it needs an Idempotency-Key. */
import { every } from 'hono/combine';
import { createMiddleware } from 'hono/factory';
import { requireScope } from './authenticate.ts';
import type { HttpEnv, Scope } from './context.ts';
import { idempotent } from './idempotency-key.ts';
import { guardBody, JSON_RULE, type BodyRule } from './json-body.ts';

const pass = createMiddleware<HttpEnv>((_c, next) => next());

/** Spread into `createRoute({...})`. The scope is part of the API document, and of the tenancy matrix in the tests. */
export function access(scope: Scope, { idempotencyKey = false, body = JSON_RULE }: AccessOptions = {}) {
  return {
    security: [{ apiKey: [scope] }],
    middleware: every(requireScope(scope), guardBody(body), idempotencyKey ? idempotent : pass),
    ...(idempotencyKey ? { 'x-idempotency-key': 'required' } : {}),
  };
}

export type AccessOptions = {
  /** Required on every POST that creates or sends. */
  idempotencyKey?: boolean;
  /** Other than JSON of up to 1 MB. */
  body?: BodyRule;
};
