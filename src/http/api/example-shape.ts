/** A labelled message as the API shows it. */
import { z } from '@hono/zod-openapi';
import { toRfc3339 } from '../../platform/clock.ts';
import type { Example } from '../../understanding/labelled-set.ts';
import { timeOut } from '../fields.ts';

export const exampleOut = z
  .object({
    id: z.string(),
    intent: z.string().nullable(),
    text: z.string(),
    source: z.enum(['default', 'owner', 'import', 'correction']),
    heldOut: z.boolean(),
    labelledBy: z.string(),
    labelledAt: timeOut,
  })
  .openapi('Example');

export function shownExample({ labelledAtMs, ...example }: Example): z.infer<typeof exampleOut> {
  return { ...example, labelledAt: toRfc3339(labelledAtMs) };
}
