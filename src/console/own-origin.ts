/** Forms and sockets are taken from our own pages only. A cookie alone proves nothing: browsers add it for everybody. */
import type { Context, MiddlewareHandler } from 'hono';
import type { HttpEnv } from '../http/context.ts';
import { Problem } from '../http/problem.ts';

export const requireOwnOrigin: MiddlewareHandler<HttpEnv> = async (c, next) => {
  const asks = c.req.method !== 'GET' && c.req.method !== 'HEAD';
  if ((asks || c.req.header('upgrade') !== undefined) && !isOwnOrigin(c))
    throw new Problem('origin_not_allowed');
  await next();
};

/** Browsers name the page that asks, in headers that no script can set. What names nothing is refused. */
function isOwnOrigin(c: Context<HttpEnv>): boolean {
  const site = c.req.header('sec-fetch-site');
  if (site !== undefined && site !== 'same-origin') return false;
  const origin = c.req.header('origin');
  // A page that sends no referrer hides its origin in its own forms too.
  if (origin === 'null') return site === 'same-origin';
  const own = [new URL(c.var.parts.config.publicUrl).origin, new URL(c.req.url).origin];
  return origin !== undefined && own.includes(origin);
}
