/** What every handler finds in its context. */
import type { OpenAPIHono } from '@hono/zod-openapi';
import type { ApiKeyId, BusinessId } from '../domain/ids.ts';
import type { Parts } from '../parts.ts';

export const SCOPES = [
  'messages:read',
  'messages:write',
  'conversations:read',
  'conversations:write',
  'campaigns:read',
  'campaigns:write',
  'contacts:read',
  'contacts:write',
  'orders:read',
  'orders:write',
  'knowledge:read',
  'knowledge:write',
  'stats:read',
  'admin',
] as const;
export type Scope = (typeof SCOPES)[number];

/** Who is calling. Nothing after the authentication takes a business from body, path or query. */
export type Actor = {
  businessId: BusinessId;
  keyId: ApiKeyId;
  /** Shown as the author of what this key does. */
  label: string;
  scopes: readonly Scope[];
};

export type HttpEnv = {
  Bindings: Cloudflare.Env;
  Variables: { parts: Parts; requestId: string; actor: Actor };
};

export type Api = OpenAPIHono<HttpEnv>;
