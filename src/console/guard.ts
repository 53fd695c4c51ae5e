/** In front of the pages: who is looking, and whether a form came from one of our own pages. */
import type { Context, MiddlewareHandler } from 'hono';
import { Problem } from '../http/problem.ts';
import type { Viewer } from './layout.tsx';
import { endSession, maySeeStats, readSession, type ConsoleEnv } from './session.ts';

/** A path of the console to go to after the sign-in, never another site. */
export function safeDestination(path: string | undefined): string {
  return path !== undefined && /^\/console\/[a-z0-9/_-]{1,120}$/.test(path) ? path : '/console/inbox';
}

/** The session, or: a page goes to the sign-in, anything else is refused. */
export const requireSession: MiddlewareHandler<ConsoleEnv> = async (c, next) => {
  const session = await readSession(c);
  if (session === null) {
    endSession(c);
    if (c.req.method !== 'GET' || c.req.header('upgrade') !== undefined) throw new Problem('unauthorized');
    return c.redirect(`/console?to=${encodeURIComponent(c.req.path)}`, 303);
  }
  c.set('session', session);
  c.set('actor', session.actor);
  await next();
};

/** Browsers name the page that a form or a socket comes from; what they do not name is refused. */
export const requireOwnOrigin: MiddlewareHandler<ConsoleEnv> = async (c, next) => {
  const asks = c.req.method !== 'GET' && c.req.method !== 'HEAD';
  if ((asks || c.req.header('upgrade') !== undefined) && !isOwnOrigin(c))
    throw new Problem('origin_not_allowed');
  await next();
};

function isOwnOrigin(c: Context<ConsoleEnv>): boolean {
  const origin = c.req.header('origin');
  const own = [new URL(c.var.parts.config.publicUrl).origin, new URL(c.req.url).origin];
  return origin !== undefined && own.includes(origin);
}

export async function viewerOf(c: Context<ConsoleEnv>): Promise<Viewer> {
  const { actor, parts } = c.var;
  const profile = await parts.profile(actor.businessId);
  return {
    label: actor.label,
    businessName: profile?.name ?? '',
    seesStats: maySeeStats(actor.scopes),
    local: parts.config.local,
  };
}
