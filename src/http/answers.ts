/** Bodies and answers as `createRoute` wants them, with examples and the problems every operation may answer. */
import { z } from '@hono/zod-openapi';
import { PROBLEMS, type ProblemCode } from './problem.ts';

const problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    code: z.string().openapi({ description: 'Stable: branch on it.' }),
    requestId: z.string(),
    detail: z.string().optional(),
    errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  })
  .openapi('Problem');

export function jsonBody<Schema extends z.ZodType>(schema: Schema, example: z.input<Schema>) {
  return { required: true, content: { 'application/json': { schema, example } } } as const;
}

export function answer<Schema extends z.ZodType>(schema: Schema, description: string) {
  return { description, content: { 'application/json': { schema } } } as const;
}

/** For the API document: errors are thrown as `Problem`, never returned. */
export function problems(...codes: ProblemCode[]): Record<string, ReturnType<typeof problemAnswer>> {
  const all: ProblemCode[] = ['unauthorized', 'forbidden', 'rate_limited', ...codes];
  const byStatus = new Map<number, ProblemCode[]>();
  for (const code of all) {
    const [status] = PROBLEMS[code];
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  return Object.fromEntries([...byStatus].map(([status, list]) => [String(status), problemAnswer(list)]));
}

function problemAnswer(codes: readonly ProblemCode[]) {
  return {
    description: codes.map((code) => `\`${code}\`: ${PROBLEMS[code][1]}.`).join(' '),
    content: { 'application/problem+json': { schema: problem } },
  };
}
