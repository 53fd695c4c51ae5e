/** The console: pages for the people of a business, rendered here, usable without scripts. */
import { Hono } from 'hono';
import type { HttpEnv } from '../http/context.ts';
import { Problem, PROBLEMS } from '../http/problem.ts';
import { errorName } from '../platform/log.ts';
import { conversationRoutes } from './conversations.tsx';
import { requireAnswering, requireSession, viewerOf } from './guard.ts';
import { consoleKnowledgeRoutes } from './knowledge/routes.tsx';
import { gapPageRoutes } from './gaps.tsx';
import { judgeRoutes } from './judge.ts';
import { MAX_LISTED, SOCKET_EXPIRES } from './inbox-core.ts';
import { InboxPage } from './inbox-page.tsx';
import { requireOwnOrigin } from './own-origin.ts';
import { pageHeaders } from './page-headers.ts';
import { TroublePage } from './sign-in-page.tsx';
import type { ConsoleEnv } from './session.ts';
import { consoleStatsRoutes } from './stats/routes.tsx';
import { signInRoutes } from './sign-in.tsx';
import { understandingRoutes } from './understanding/routes.tsx';

export function consoleRoutes(): Hono<HttpEnv> {
  const app = new Hono<ConsoleEnv>();
  app.use('/console', pageHeaders);
  app.use('/console/*', pageHeaders, requireOwnOrigin);
  app.route('/', signInRoutes());
  app.route('/', insideRoutes());
  app.all('/console/*', () => {
    throw new Problem('not_found');
  });
  app.onError((error, c) => {
    const code = error instanceof Problem ? error.code : 'internal';
    if (code === 'internal') c.var.parts.log.error('console.failed', { error: errorName(error) });
    const [status, title] = PROBLEMS[code];
    return c.html(<TroublePage title={title} text={adviceFor(status)} />, status);
  });
  return new Hono<HttpEnv>().route('/', app);
}

function insideRoutes(): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>();
  app.use('/console/*', requireSession);
  app.use('/console/inbox/*', requireAnswering);
  app.use('/console/conversations/*', requireAnswering);

  app.get('/console/inbox', async (c) => {
    const { actor, parts } = c.var;
    const items = await parts.inbox(actor.businessId).list(MAX_LISTED);
    return c.html(
      <InboxPage viewer={await viewerOf(c)} memberId={actor.label} items={items} nowMs={parts.nowMs()} />,
    );
  });

  app.get('/console/inbox/socket', (c) => {
    if (c.req.header('upgrade')?.toLowerCase() !== 'websocket') throw new Problem('invalid_request');
    const { actor, expiresAtMs } = c.var.session;
    const headers = { upgrade: 'websocket', [SOCKET_EXPIRES]: String(expiresAtMs) };
    const request = new Request('https://inbox.internal/socket', { headers });
    return c.var.parts.inboxSocket(actor.businessId, request);
  });

  app.route('/', conversationRoutes());
  app.route('/', gapPageRoutes());
  app.route('/', judgeRoutes());
  app.route('/', consoleKnowledgeRoutes());
  app.route('/', consoleStatsRoutes());
  app.route('/', understandingRoutes());
  return app;
}

function adviceFor(status: number): string {
  if (status === 401) return 'You are signed out. Sign in again and repeat what you did.';
  if (status === 403) return 'This was not asked for by one of our own pages, or your key may not do it.';
  if (status === 404)
    return 'There is nothing here. It may belong to another shop, or the address has a mistake.';
  if (status >= 500) return 'It is not your fault. Please try again in a moment.';
  return 'Please go back and try again.';
}
