/** On every answer. A page that needs more (its own styles, sockets) sets its own Content-Security-Policy first. */
import { createMiddleware } from 'hono/factory';
import type { HttpEnv } from './context.ts';

const CLOSED_POLICY = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

export const securityHeaders = createMiddleware<HttpEnv>(async (c, next) => {
  await next();
  // An accepted WebSocket cannot be changed any more.
  if (c.res.status === 101) return;
  const isPrivate = c.req.path.startsWith('/v1/');
  const set = {
    'x-request-id': c.var.requestId,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'strict-transport-security': c.var.parts.config.local ? null : 'max-age=31536000; includeSubDomains',
    'cache-control': isPrivate ? 'private, no-store' : null,
  };
  const unlessSet = {
    'content-security-policy': CLOSED_POLICY,
    'x-frame-options': 'DENY',
    'cross-origin-resource-policy': 'same-origin',
  };
  // Answers of objects and assets come with headers that cannot be changed: a copy can.
  const answer = new Response(c.res.body, c.res);
  for (const [name, value] of Object.entries(unlessSet))
    if (!answer.headers.has(name)) answer.headers.set(name, value);
  for (const [name, value] of Object.entries(set)) if (value !== null) answer.headers.set(name, value);
  // Assigning over an answer would merge the old headers into the new ones.
  c.res = undefined;
  c.res = answer;
});
