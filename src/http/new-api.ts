import { OpenAPIHono } from '@hono/zod-openapi';
import type { Api, HttpEnv } from './context.ts';
import { onInvalid } from './errors.ts';

/** A group of operations whose bad input is answered the same way everywhere. */
export function newApi(): Api {
  return new OpenAPIHono<HttpEnv>({ defaultHook: onInvalid });
}
