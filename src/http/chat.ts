/** The front door of web chat: a session for a visitor of an allowed site, then a socket to the visitor's conversation. */
import { Hono, type Context } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { z } from 'zod';
import { parseId } from '../domain/ids.ts';
import { writeSocketRole } from '../domain/socket-role.ts';
import type { Connection } from '../store/connections.ts';
import { newVisitorId, readVisitorToken, VISITOR_TOKEN_MS, writeVisitorToken } from './chat-token.ts';
import type { HttpEnv } from './context.ts';
import { Problem } from './problem.ts';

type ChatContext = Context<HttpEnv>;

const sessionBody = z.strictObject({ token: z.string().max(2_000).optional() });

export function chatRoutes(): Hono<HttpEnv> {
  const app = new Hono<HttpEnv>();

  app.options('/chat/:connectionId/session', async (c) => {
    await allowedConnection(c);
    c.header('access-control-allow-methods', 'POST');
    c.header('access-control-allow-headers', 'content-type');
    c.header('access-control-max-age', '7200');
    return c.body(null, 204);
  });

  app.post(
    '/chat/:connectionId/session',
    bodyLimit({
      maxSize: 4_096,
      onError: () => {
        throw new Problem('payload_too_large');
      },
    }),
    async (c) => {
      const connection = await allowedConnection(c);
      await limit(c, 'chat-session', 120, 30);
      const { config, nowMs, profile } = c.var.parts;
      if ((await profile(connection.businessId))?.state !== 'active') throw new Problem('not_found');
      const given = await readSessionBody(c);
      const known =
        given.token === undefined
          ? null
          : await readVisitorToken(config.sessionSecret, connection.id, given.token, nowMs());
      const token = await writeVisitorToken(config.sessionSecret, {
        connectionId: connection.id,
        visitorId: known?.visitorId ?? newVisitorId(),
        expiresAtMs: nowMs() + VISITOR_TOKEN_MS,
      });
      return c.json({ token, renewAtMs: nowMs() + VISITOR_TOKEN_MS / 2 });
    },
  );

  app.get('/chat/:connectionId/socket', async (c) => {
    const connection = await allowedConnection(c);
    const { config, nowMs, conversationIdFor, conversationSocket } = c.var.parts;
    const token = c.req.query('token') ?? '';
    const visitor = await readVisitorToken(config.sessionSecret, connection.id, token, nowMs());
    if (visitor === null)
      throw new Problem('unauthorized', { detail: 'This chat session is not valid any more.' });
    if (c.req.header('upgrade')?.toLowerCase() !== 'websocket') {
      throw new Problem('invalid_request', { detail: 'This address takes WebSocket connections only.' });
    }
    await limit(c, 'chat-socket', 1_200, 60);
    const address = { kind: 'webchat', value: visitor.visitorId } as const;
    const { businessId, id: connectionId } = connection;
    const conversationId = await conversationIdFor(businessId, address);
    const role = { kind: 'customer', businessId, conversationId, connectionId, address } as const;
    const headers = {
      upgrade: 'websocket',
      ...writeSocketRole({ ...role, expiresAtMs: visitor.expiresAtMs }),
    };
    return conversationSocket(
      businessId,
      conversationId,
      new Request('https://conversation.internal/socket', { headers }),
    );
  });

  return app;
}

/**
 * The connection, when it is a live web chat and the calling page is on its list. The answer then names that one origin;
 * no cookie is involved, so credentials are never allowed.
 */
async function allowedConnection(c: ChatContext): Promise<Connection> {
  c.header('cache-control', 'no-store');
  c.header('vary', 'Origin');
  const id = parseId('con', c.req.param('connectionId') ?? '');
  const connection = id === null ? null : await c.var.parts.connection(id);
  if (connection === null || connection.channel !== 'webchat' || connection.state !== 'active') {
    throw new Problem('not_found');
  }
  const origin = c.req.header('origin');
  if (origin === undefined || origin === 'null' || !connection.allowedOrigins.includes(origin)) {
    throw new Problem('origin_not_allowed');
  }
  c.header('access-control-allow-origin', origin);
  c.header('access-control-expose-headers', 'retry-after');
  return connection;
}

/** Only the platform's own header names the caller: `X-Forwarded-For` is anybody's to write. */
async function limit(c: ChatContext, what: string, perHour: number, burst: number): Promise<void> {
  const ip = c.req.header('cf-connecting-ip') ?? 'unknown';
  const waitS = await c.var.parts.throttle(`${what}:${ip}`, perHour, burst);
  if (waitS > 0) throw new Problem('rate_limited', { retryAfterS: Math.ceil(waitS) });
}

async function readSessionBody(c: ChatContext): Promise<z.infer<typeof sessionBody>> {
  if (!/^application\/json\b/i.test(c.req.header('content-type') ?? '')) {
    throw new Problem('unsupported_media_type');
  }
  try {
    const parsed = sessionBody.safeParse(JSON.parse(await c.req.text()));
    if (parsed.success) return parsed.data;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new Problem('invalid_request');
}
