/** In front of the pages: who is looking, and what they may see. */
import type { Context, MiddlewareHandler } from 'hono';
import { Problem } from '../http/problem.ts';
import type { Viewer } from './layout.tsx';
import { endSession, mayAnswer, maySeeStats, mayTeach, readSession, type ConsoleEnv } from './session.ts';

/** A path of the console to go to after the sign-in, never another site. */
export function safeDestination(path: string | undefined): string | null {
  return path !== undefined &&
    /^\/console\/(?:inbox|stats|conversations|understanding|knowledge)[a-z0-9/_-]{0,100}$/.test(path)
    ? path
    : null;
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

/** For those who look after customers; others see the figures only. */
export const requireAnswering: MiddlewareHandler<ConsoleEnv> = async (c, next) => {
  if (!mayAnswer(c.var.actor.scopes)) throw new Problem('forbidden');
  await next();
};

export async function viewerOf(c: Context<ConsoleEnv>): Promise<Viewer> {
  const { actor, parts } = c.var;
  const profile = await parts.profile(actor.businessId);
  return {
    label: actor.label,
    businessName: profile?.name ?? '',
    answers: mayAnswer(actor.scopes),
    seesStats: maySeeStats(actor.scopes),
    teaches: mayTeach(actor.scopes),
    local: parts.config.local,
  };
}
