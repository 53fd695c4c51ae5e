/** Whatever goes wrong becomes one problem answer; what is our fault is logged by its class, never by its message. */
import type { Hook } from '@hono/zod-openapi';
import type { Context, Hono } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { RouterRoute } from 'hono/types';
import type { z } from 'zod';
import { consoleLog, errorName } from '../platform/log.ts';
import type { HttpEnv } from './context.ts';
import { fieldName } from './json-body.ts';
import { Problem, problemResponse, type FieldError } from './problem.ts';

const MAX_FIELD_ERRORS = 20;

export function onError(error: Error, c: Context<HttpEnv>): Response {
  const problem = problemOf(error);
  if (problem.code === 'internal' || problem.code === 'unavailable') {
    const fields = { requestId: c.var.requestId, error: errorName(error), route: c.req.routePath };
    // Without parts the configuration itself is at fault: its error names fields, never values.
    (c.get('parts')?.log ?? consoleLog()).error('request.failed', fields);
  }
  return problemResponse(c, problem, c.var.requestId);
}

export function problemOf(error: Error): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof HTTPException) {
    if (error.status === 415) return new Problem('unsupported_media_type');
    if (error.status === 413) return new Problem('payload_too_large');
    if (error.status < 500)
      return new Problem('invalid_request', { detail: 'The request could not be read.' });
  }
  return isOutage(error) ? new Problem('unavailable', { retryAfterS: 5 }) : new Problem('internal');
}

/** What the platform says when a database or an object cannot be reached now, as against a bug of ours. */
function isOutage(error: Error): boolean {
  const flagged = 'retryable' in error && error.retryable === true;
  const overloaded = 'overloaded' in error && error.overloaded === true;
  return flagged || overloaded || /^D1_ERROR: (?!.*(?:constraint|syntax|no such))/i.test(error.message);
}

/** What `zod-openapi` calls after checking a part of the request. An id in the path that cannot exist is simply not there. */
export const onInvalid: Hook<unknown, HttpEnv, string, unknown> = (result) => {
  if (result.success) return;
  if (result.target === 'param') throw new Problem('not_found');
  throw new Problem('validation_failed', { errors: fieldErrors(result.error.issues) });
};

export function fieldErrors(issues: readonly z.core.$ZodIssue[], under = ''): FieldError[] {
  return issues.slice(0, MAX_FIELD_ERRORS).flatMap((issue): FieldError[] => {
    const parts = issue.path.map((part) => fieldName(String(part), typeof part === 'number'));
    const path = [under, ...parts].filter((part) => part !== '').join('.');
    if (issue.code !== 'unrecognized_keys') return [{ path, message: issue.message }];
    return issue.keys.slice(0, MAX_FIELD_ERRORS).map((key) => ({
      path: path === '' ? fieldName(key) : `${path}.${fieldName(key)}`,
      message: 'unknown field',
    }));
  });
}

/** 405 with `Allow` where the path exists for other methods, 404 elsewhere. */
export function notFoundOf(app: Hono<HttpEnv>) {
  let patterns: { method: string; shape: RegExp }[] | null = null;
  return (c: Context<HttpEnv>): Response => {
    patterns ??= app.routes.filter(isOperation).map(({ method, path }) => ({ method, shape: shapeOf(path) }));
    const allowed = patterns.filter(({ shape }) => shape.test(c.req.path)).map(({ method }) => method);
    if (allowed.length === 0) return problemResponse(c, new Problem('not_found'), c.var.requestId);
    const methods = new Set(allowed.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method])));
    c.header('allow', [...methods].sort().join(', '));
    return problemResponse(c, new Problem('method_not_allowed'), c.var.requestId);
  };
}

function isOperation({ method, path }: RouterRoute): boolean {
  return method !== 'ALL' && !path.includes('*');
}

function shapeOf(path: string): RegExp {
  const parts = path.split('/').map((part) => {
    if (part.startsWith(':')) return '[^/]+';
    return part.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
  });
  return new RegExp(`^${parts.join('/')}$`);
}
