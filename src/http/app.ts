/**
 * The front door. How to add an operation under /v1 (copy `api/orders.ts`):
 * 1. A file `api/<resource>.ts` exports `<resource>Routes(): Api`, made with `newApi()`. The schemas stand beside the handlers:
 *    `z.strictObject` for what comes in, so that an unknown field is an error.
 * 2. `createRoute({ method, path, tags, summary, ...access('scope', { idempotencyKey: true }), request, responses })`.
 *    `access` checks scope, body and Idempotency-Key. `responses` are `answer(schema, 'words')` and `...problems('code')`.
 * 3. The business comes from `c.var.actor.businessId` alone. Errors are thrown: `throw new Problem('not_found')`.
 *    Another business's thing and a missing one are the same answer.
 * 4. POST that creates or sends: `idempotencyKey: true`, and ids from `idempotentName(c, 'what', 26)`, so that a crash between
 *    doing and remembering cannot double. Lists: `pageQuery`, `pageOf`, `readPage`, `writePage`.
 * 5. One line in `api/index.ts`, and a row in the matrix of `test/http/tenancy.ts`: the suite fails without it.
 */
import type { Hono } from 'hono';
import type { Parts } from '../parts.ts';
import { randomName } from '../platform/random.ts';
import { API } from './api/index.ts';
import { authenticate } from './authenticate.ts';
import type { Api, HttpEnv } from './context.ts';
import { notFoundOf, onError } from './errors.ts';
import { newApi } from './new-api.ts';
import { referenceRoutes } from './reference.tsx';
import { securityHeaders } from './security-headers.ts';

/**
 * @param partsFor called for each request; gives the same parts for the same environment
 * @param more routes outside of /v1, or those of other rooms
 */
export function createApp(
  partsFor: (env: Cloudflare.Env) => Parts,
  more: readonly Hono<HttpEnv>[] = [],
): Api {
  const app = newApi();
  app.use(async (c, next) => {
    c.set('requestId', `req_${randomName(20)}`);
    c.set('parts', partsFor(c.env));
    await next();
  });
  app.use(securityHeaders);
  app.use('/v1/*', authenticate);
  for (const routes of [...API.map((make) => make()), ...more]) app.route('/', routes);
  app.route('/', referenceRoutes(app));
  app.onError(onError);
  app.notFound(notFoundOf(app));
  return app;
}
