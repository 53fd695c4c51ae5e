/** Signing in with an API key. Whatever is wrong with the key, the answer is the same. */
import { Hono } from 'hono';
import { actorOf, failedAttempt, findKey } from '../http/authenticate.ts';
import type { Actor } from '../http/context.ts';
import { formLimit, readForm } from './form.ts';
import { safeDestination } from './guard.ts';
import { endSession, mayAnswer, mayEnter, readSession, startSession, type ConsoleEnv } from './session.ts';
import { SignInPage } from './sign-in-page.tsx';

const WRONG_KEY = 'That key does not open the console. Check it, or ask for one that may.';

export function signInRoutes(): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>();

  app.get('/console', async (c) => {
    const session = await readSession(c);
    if (session !== null) return c.redirect(homeOf(session.actor), 303);
    const to = safeDestination(c.req.query('to')) ?? '';
    return c.html(<SignInPage error={null} to={to} local={c.var.parts.config.local} />);
  });

  app.post('/console/sign-in', formLimit, async (c) => {
    const { parts } = c.var;
    const form = await readForm(c);
    const given = form.get('key')?.trim() ?? '';
    const to = safeDestination(form.get('to') ?? undefined);
    const key = await findKey(parts, given);
    const actor = key === null ? null : actorOf(key);
    const profile = actor === null ? null : await parts.profile(actor.businessId);
    if (actor !== null && mayEnter(actor.scopes) && profile?.state === 'active') {
      await startSession(c, actor);
      return c.redirect(to ?? homeOf(actor), 303);
    }
    const problem = await failedAttempt(parts, c.req.header('cf-connecting-ip'), given);
    const limited = problem.code === 'rate_limited';
    if (problem.retryAfterS !== null) c.header('retry-after', String(problem.retryAfterS));
    const error = limited ? 'Too many tries. Please wait a few minutes.' : WRONG_KEY;
    return c.html(<SignInPage error={error} to={to ?? ''} local={parts.config.local} />, limited ? 429 : 401);
  });

  // Where a failed sign-in leaves the address bar.
  app.get('/console/sign-in', (c) => c.redirect('/console', 303));

  app.post('/console/sign-out', (c) => {
    endSession(c);
    return c.redirect('/console', 303);
  });

  return app;
}

function homeOf(actor: Actor): string {
  return mayAnswer(actor.scopes) ? '/console/inbox' : '/console/stats';
}
