/** Jobs that the queues gave up on: seen, and sent on their way again. */
import { createRoute, z } from '@hono/zod-openapi';
import { parseJob } from '../../outbound/jobs.ts';
import { toRfc3339, toRfc3339OrNull } from '../../platform/clock.ts';
import type { BusinessId } from '../../domain/ids.ts';
import type { Parts } from '../../parts.ts';
import type { DeadLetter } from '../../store/dead-letters.ts';
import { access } from '../access.ts';
import { answer, jsonBody, problems } from '../answers.ts';
import type { Api } from '../context.ts';
import { pageOf, pageQuery, timeField, timeOut } from '../fields.ts';
import { newApi } from '../new-api.ts';
import { readPage, writePage } from '../pages.ts';
import { Problem } from '../problem.ts';

const MAX_REPLAYED = 500;

const letterOut = z
  .object({
    id: z.string(),
    lane: z.string(),
    kind: z.string().nullable(),
    messageId: z.string().nullable(),
    campaignId: z.string().nullable(),
    reason: z.string(),
    failedAt: timeOut,
    replayedAt: timeOut.nullable(),
    replayCount: z.int(),
  })
  .openapi('DeadLetter');

const query = pageQuery.extend({
  state: z
    .enum(['open', 'all'])
    .default('open')
    .openapi({ description: '`open`: not replayed since it failed.' }),
});
const tags = ['Dead letters'];

const listLetters = createRoute({
  method: 'get',
  path: '/v1/dead-letters',
  tags,
  summary: 'List dead letters, oldest first',
  ...access('admin'),
  request: { query },
  responses: { 200: answer(pageOf(letterOut), 'One page.'), ...problems('cursor_invalid') },
});

const replayLetter = createRoute({
  method: 'post',
  path: '/v1/dead-letters/{id}/replay',
  tags,
  summary: 'Replay one dead letter',
  description: 'The send keeps its id, so nothing is posted twice however often this is called.',
  ...access('admin'),
  request: { params: z.object({ id: z.string().max(120).openapi({ example: 'send-snd_abc' }) }) },
  responses: { 202: answer(letterOut, 'Back in its queue.'), ...problems('not_found', 'conflict') },
});

const replayRange = createRoute({
  method: 'post',
  path: '/v1/dead-letters/replay',
  tags,
  summary: 'Replay the open dead letters of a time',
  description: `At most ${MAX_REPLAYED} at once, oldest first: call again while \`more\` is true.`,
  ...access('admin'),
  request: {
    body: jsonBody(z.strictObject({ from: timeField, to: timeField }), {
      from: '2026-11-23T00:00:00Z',
      to: '2026-11-23T12:00:00Z',
    }),
  },
  responses: {
    202: answer(
      z.object({ replayed: z.int(), skipped: z.int(), more: z.boolean() }),
      'Back in their queues. `skipped` ones cannot be replayed.',
    ),
    ...problems('validation_failed'),
  },
});

export function deadLetterRoutes(): Api {
  const api = newApi();

  api.openapi(listLetters, async (c) => {
    const { limit, cursor, state } = c.req.valid('query');
    const list = `dead letters ${state}`;
    const [failedAtMs, id] = await readPage(c, list, cursor, [0, '']);
    const letters = await c.var.parts
      .storeFor(c.var.actor.businessId)
      .deadLetters.list({ failedAtMs: Number(failedAtMs), id: String(id) }, limit + 1, state === 'open');
    const position = (letter: DeadLetter) => [letter.failedAtMs, letter.id];
    return c.json(await writePage(c, list, limit, letters, position, show), 200);
  });

  api.openapi(replayLetter, async (c) => {
    const { parts, actor } = c.var;
    const { deadLetters } = parts.storeFor(actor.businessId);
    const letter = await deadLetters.read(c.req.valid('param').id);
    if (letter === null) throw new Problem('not_found');
    if (!(await replay(parts, actor.businessId, letter)))
      throw new Problem('conflict', { detail: 'This letter cannot be replayed.' });
    await deadLetters.markReplayed([letter.id], parts.nowMs());
    return c.json(show((await deadLetters.read(letter.id)) ?? letter), 202);
  });

  api.openapi(replayRange, async (c) => {
    const { parts, actor } = c.var;
    const { from, to } = c.req.valid('json');
    const { deadLetters } = parts.storeFor(actor.businessId);
    const found = await deadLetters.openBetween(Date.parse(from), Date.parse(to), MAX_REPLAYED + 1);
    const letters = found.slice(0, MAX_REPLAYED);
    const replayed: string[] = [];
    for (const letter of letters) if (await replay(parts, actor.businessId, letter)) replayed.push(letter.id);
    await deadLetters.markReplayed(replayed, parts.nowMs());
    const skipped = letters.length - replayed.length;
    // Where none could be replayed, calling again would find the same ones.
    const more = found.length > MAX_REPLAYED && replayed.length > 0;
    return c.json({ replayed: replayed.length, skipped, more }, 202);
  });

  return api;
}

/** The job as it was: a send keeps its id, and its conversation lets only one delivery post it. */
async function replay(parts: Parts, businessId: BusinessId, letter: DeadLetter): Promise<boolean> {
  const job = jobOf(letter);
  if (job === null || job.businessId !== businessId) return false;
  const isReply = job.kind === 'send.v1' && job.campaignId === null;
  await parts.enqueue(isReply ? 'replies' : 'campaigns', job);
  return true;
}

function jobOf(letter: DeadLetter) {
  try {
    return parseJob(JSON.parse(letter.job));
  } catch {
    return null;
  }
}

function show(letter: DeadLetter) {
  const job = jobOf(letter);
  return {
    id: letter.id,
    lane: letter.lane,
    kind: job?.kind ?? null,
    messageId: job?.kind === 'send.v1' ? job.sendId : null,
    campaignId: job !== null && 'campaignId' in job ? job.campaignId : null,
    reason: letter.reason,
    failedAt: toRfc3339(letter.failedAtMs),
    replayedAt: toRfc3339OrNull(letter.replayedAtMs),
    replayCount: letter.replayCount,
  };
}
