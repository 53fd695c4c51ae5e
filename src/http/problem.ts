/** Errors as RFC 9457 problem+json. One table from code to status; nothing internal and no input is echoed. */
import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';

/** Stable codes: clients branch on them. Never rename one. */
export const PROBLEMS = {
  invalid_request: [400, 'The request is not valid'],
  cursor_invalid: [400, 'The cursor is not valid'],
  idempotency_key_missing: [400, 'The Idempotency-Key header is required'],
  idempotency_key_invalid: [400, 'The Idempotency-Key header must be 1 to 255 printable characters'],
  key_in_query: [400, 'Keys belong in the Authorization header, never in the URL'],
  unauthorized: [401, 'A valid API key is required'],
  budget_exhausted: [402, 'The monthly budget is used up'],
  forbidden: [403, 'This key may not do that'],
  signature_invalid: [403, 'The signature is not valid'],
  origin_not_allowed: [403, 'This origin is not allowed'],
  not_found: [404, 'Not found'],
  method_not_allowed: [405, 'This method is not allowed here'],
  conflict: [409, 'The state of the resource does not allow that'],
  idempotency_in_progress: [409, 'A request with this Idempotency-Key is still running'],
  payload_too_large: [413, 'The body is too large'],
  unsupported_media_type: [415, 'This content type is not accepted'],
  validation_failed: [422, 'Some fields are not valid'],
  idempotency_key_reused: [422, 'This Idempotency-Key was used with another body'],
  refused: [422, 'The message may not be sent'],
  url_blocked: [422, 'This URL is not allowed'],
  rate_limited: [429, 'Too many requests'],
  internal: [500, 'Something went wrong on our side'],
  unavailable: [503, 'Temporarily unavailable, please try again'],
} as const satisfies Record<string, readonly [number, string]>;

export type ProblemCode = keyof typeof PROBLEMS;

export type FieldError = { path: string; message: string };

export class Problem extends Error {
  readonly code: ProblemCode;
  readonly detail: string | null;
  readonly errors: readonly FieldError[];
  readonly retryAfterS: number | null;
  /** More members of the problem object, e.g. the gate's checks. */
  readonly extra: Readonly<Record<string, unknown>>;

  constructor(
    code: ProblemCode,
    options: {
      detail?: string;
      errors?: readonly FieldError[];
      retryAfterS?: number;
      extra?: Readonly<Record<string, unknown>>;
    } = {},
  ) {
    super(code);
    this.code = code;
    this.detail = options.detail ?? null;
    this.errors = options.errors ?? [];
    this.retryAfterS = options.retryAfterS ?? null;
    this.extra = options.extra ?? {};
  }
}

export function problemResponse(c: Context, problem: Problem, requestId: string): Response {
  const { status, headers, body } = problemParts(problem, requestId);
  for (const [name, value] of Object.entries(headers)) c.header(name, value);
  return c.body(body, status as ContentfulStatusCode);
}

/** The same answer for whoever has no Hono context. */
export function problemAnswer(problem: Problem, requestId: string): Response {
  const { status, headers, body } = problemParts(problem, requestId);
  return new Response(body, { status, headers: { ...headers, 'x-request-id': requestId } });
}

function problemParts(problem: Problem, requestId: string) {
  const [status, title] = PROBLEMS[problem.code];
  const headers: Record<string, string> = {
    'cache-control': 'no-store',
    'content-type': 'application/problem+json',
    ...(problem.retryAfterS === null ? {} : { 'retry-after': String(problem.retryAfterS) }),
  };
  const body = JSON.stringify({
    type: `https://shopbell.dev/problems/${problem.code}`,
    title,
    status,
    code: problem.code,
    requestId,
    ...(problem.detail === null ? {} : { detail: problem.detail }),
    ...(problem.errors.length === 0 ? {} : { errors: problem.errors }),
    ...problem.extra,
  });
  return { status, headers, body };
}
