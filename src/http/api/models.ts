/** Versions of the classifier: what was trained, what is tried on whom, and the way to choose by hand. */
import { createRoute, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { toRfc3339, toRfc3339OrNull } from '../../platform/clock.ts';
import type { ModelVersion } from '../../understanding/releases.ts';
import type { ReleaseResult, TrainerApi, TrainerStatus } from '../../understanding/trainer-api.ts';
import { access } from '../access.ts';
import { answer, jsonBody, problems } from '../answers.ts';
import type { Api, HttpEnv } from '../context.ts';
import { timeOut } from '../fields.ts';
import { newApi } from '../new-api.ts';
import { Problem } from '../problem.ts';

const trialOut = z.object({ conversations: z.int(), wrong: z.int() });

const versionOut = z
  .object({
    version: z.string(),
    state: z.enum(['refused', 'ready', 'canary', 'serving', 'retired', 'rolledBack']),
    reason: z.string(),
    examples: z.int(),
    selfLabelled: z
      .int()
      .openapi({ description: 'Of the business’s own history, labelled by the version before.' }),
    intents: z.int(),
    bytes: z.int(),
    trainMs: z.number(),
    regression: z
      .object({ lines: z.int(), rightBefore: z.int(), rightAfter: z.int(), broken: z.array(z.string()) })
      .nullable()
      .openapi({
        description: 'The held-out examples: how many this version and the one before have right.',
      }),
    createdAt: timeOut,
  })
  .openapi('ModelVersion');

const modelsOut = z
  .object({
    serving: z.string(),
    pinned: z.boolean().openapi({ description: 'Chosen by a person: nothing goes live by itself.' }),
    selfTraining: z.boolean(),
    canary: z
      .object({
        version: z.string(),
        share: z.number(),
        since: timeOut,
        serving: trialOut,
        next: trialOut,
        verdict: z.enum(['promote', 'roll back', 'wait']),
        sentence: z.string(),
      })
      .nullable(),
    training: z.object({
      phase: z.enum(['idle', 'waiting', 'training', 'judging']),
      dueAt: timeOut.nullable(),
      problem: z.string().nullable(),
    }),
    versions: z.array(versionOut),
  })
  .openapi('Models');

const tags = ['Models'];
const params = z.object({ version: z.string().max(60).openapi({ example: 'v3' }) });
const changed = { 200: answer(modelsOut, 'As it is now.'), ...problems('not_found', 'conflict') };

const readModels = createRoute({
  method: 'get',
  path: '/v1/models',
  tags,
  summary: 'Read the versions of the classifier',
  ...access('admin'),
  responses: { 200: answer(modelsOut, 'Newest first.'), ...problems() },
});

const trainNow = createRoute({
  method: 'post',
  path: '/v1/models/train',
  tags,
  summary: 'Train a new version now',
  description:
    'Otherwise this happens by itself, soon after labels were added. The new version is judged by the held-out examples, then tried on a share of the conversations. While one is tried the next waits.',
  ...access('admin'),
  responses: { 202: answer(modelsOut, 'It will begin.'), ...problems('conflict') },
});

const startCanary = createRoute({
  method: 'post',
  path: '/v1/models/{version}/canary',
  tags,
  summary: 'Try a version on a share of the conversations',
  description:
    'Each conversation stays with its version. Rolled back by itself when corrections or hand-offs rise beyond chance; promoted when they do not.',
  ...access('admin'),
  request: {
    params,
    body: jsonBody(z.strictObject({ share: z.number().min(0.01).max(0.9) }), { share: 0.2 }),
  },
  responses: { ...changed, ...problems('not_found', 'conflict', 'validation_failed') },
});

const pin = createRoute({
  method: 'post',
  path: '/v1/models/{version}/pin',
  tags,
  summary: 'Pin a version: it answers everybody',
  description: '`default` is the one that every business starts with.',
  ...access('admin'),
  request: { params },
  responses: changed,
});

const unpin = createRoute({
  method: 'post',
  path: '/v1/models/unpin',
  tags,
  summary: 'Let new versions go live by themselves again',
  ...access('admin'),
  responses: changed,
});

const rollBack = createRoute({
  method: 'post',
  path: '/v1/models/roll-back',
  tags,
  summary: 'End the trial: the serving version answers everybody',
  ...access('admin'),
  responses: changed,
});

export function modelRoutes(): Api {
  const api = newApi();
  const show = async (c: Context<HttpEnv>) => shown(await trainerOf(c).status());

  api.openapi(readModels, async (c) => c.json(await show(c), 200));
  api.openapi(trainNow, async (c) => {
    accept(await trainerOf(c).trainNow());
    return c.json(await show(c), 202);
  });
  api.openapi(unpin, async (c) => {
    accept(await trainerOf(c).unpin());
    return c.json(await show(c), 200);
  });
  api.openapi(rollBack, async (c) => {
    accept(await trainerOf(c).rollBack());
    return c.json(await show(c), 200);
  });
  api.openapi(startCanary, async (c) => {
    accept(await trainerOf(c).startCanary(c.req.valid('param').version, c.req.valid('json').share));
    return c.json(await show(c), 200);
  });
  api.openapi(pin, async (c) => {
    accept(await trainerOf(c).pin(c.req.valid('param').version));
    return c.json(await show(c), 200);
  });
  return api;
}

function trainerOf(c: Context<HttpEnv>): TrainerApi {
  return c.var.parts.trainer(c.var.actor.businessId);
}

function accept(result: ReleaseResult): void {
  if (result.kind === 'missing') throw new Problem('not_found');
  if (result.kind === 'refused') throw new Problem('conflict', { detail: result.sentence });
}

function shown({ release, canary, versions, training }: TrainerStatus): z.infer<typeof modelsOut> {
  const tried = release?.canary ?? null;
  return {
    serving: release?.serving ?? 'default',
    pinned: release?.pinned ?? false,
    selfTraining: release?.selfTraining ?? false,
    canary:
      tried === null || canary === null
        ? null
        : { version: tried.version, share: tried.share, since: toRfc3339(tried.sinceMs), ...canary },
    training: {
      phase: training.phase,
      dueAt: toRfc3339OrNull(training.dueAtMs),
      problem: training.problem,
    },
    versions: versions.map(shownVersion),
  };
}

function shownVersion(one: ModelVersion): z.infer<typeof versionOut> {
  const { version, state, reason, examples, selfLabelled, intents, bytes, trainMs, gate, createdAtMs } = one;
  return {
    version,
    state,
    reason,
    examples,
    selfLabelled,
    intents,
    bytes,
    trainMs,
    regression: gate,
    createdAt: toRfc3339(createdAtMs),
  };
}
