/** How well messages are understood, what a text would be taken for and why, and which messages are worth a label. */
import { createRoute, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { COMPARED_DAYS } from '../../analytics/quality.ts';
import { MAX_DAYS } from '../../analytics/report.ts';
import type { BusinessProfile } from '../../domain/business.ts';
import { addDays, localMoment } from '../../domain/local-time.ts';
import { MAX_EXAMPLE_CHARS } from '../../understanding/labelled-set.ts';
import type { ModelVersion } from '../../understanding/releases.ts';
import { access } from '../access.ts';
import { answer, jsonBody, problems } from '../answers.ts';
import type { Api, HttpEnv } from '../context.ts';
import { textField } from '../fields.ts';
import { newApi } from '../new-api.ts';
import { Problem } from '../problem.ts';
import { evidenceOut } from './message-shape.ts';

const DEFAULT_DAYS = 30;
const SUGGESTED = 20;

const count = z.int();
const rate = z.number().nullable();
const intent = z.string().nullable().openapi({ description: 'null: none of the intents' });
const figures = {
  turns: count,
  corrected: count.openapi({ description: 'Counted on the day of the correction.' }),
  correctedRate: rate,
  handedOff: count,
  outOfScope: count,
  outOfScopeShare: rate,
};
const versions = z.array(z.object({ version: z.string(), ...figures }));
const drift = z
  .object({
    divergence: z
      .number()
      .openapi({ description: 'Jensen-Shannon, in bits: 0 = the same, 1 = nothing in common.' }),
    beyondChance: z.boolean().openapi({ description: 'Chance alone does this once in a hundred times.' }),
    comparedWith: count,
  })
  .nullable()
  .openapi({ description: `Against the ${COMPARED_DAYS} days before; null: too little to compare.` });

const qualityOut = z
  .object({
    from: z.iso.date(),
    to: z.iso.date(),
    total: z.object(figures),
    versions,
    days: z.array(
      z.object({
        day: z.iso.date(),
        ...figures,
        versions,
        drift: z.object({ intents: drift, confidence: drift }),
      }),
    ),
  })
  .openapi('Quality');

const day = z.iso.date().refine((value) => value >= '2000-01-01' && value <= '2099-12-31', {
  message: 'a day from 2000-01-01 to 2099-12-31',
});
const tags = ['Understanding'];

const readQuality = createRoute({
  method: 'get',
  path: '/v1/understanding/quality',
  tags,
  summary: 'Read how well messages are understood',
  description: `By day and by version of the classifier, at most ${MAX_DAYS} days: corrections, hand-offs, messages that are none of the intents, and whether intents and confidence have drifted.`,
  ...access('stats:read'),
  request: { query: z.strictObject({ from: day.optional(), to: day.optional() }) },
  responses: { 200: answer(qualityOut, 'The figures.'), ...problems('validation_failed', 'not_found') },
});

const triedOut = z
  .object({
    intent,
    confidence: z.number(),
    ranked: z.array(z.object({ intent: z.string(), confidence: z.number() })),
    modelVersion: z.string(),
    language: z.string(),
    sentiment: z.number(),
    flow: z.string(),
    decision: z.enum(['reply', 'ask', 'handOff', 'silent']),
    text: z.string(),
    evidence: z.array(evidenceOut),
    why: z.object({
      label: z
        .object({ of: z.enum(['the same', 'nearly the same']), intent })
        .nullable()
        .openapi({ description: 'What a person has said of such a text: it overrules the classifier.' }),
      words: z.array(z.object({ word: z.string(), weight: z.number() })),
      nearest: z.array(z.object({ text: z.string(), intent, likeness: z.number() })),
    }),
  })
  .openapi('TriedOut');

const tryText = createRoute({
  method: 'post',
  path: '/v1/understanding/test',
  tags,
  summary: 'Ask what it would say, and why',
  description: 'As to a new customer in the web chat. Nothing is kept or sent.',
  ...access('conversations:read'),
  request: {
    body: jsonBody(z.strictObject({ text: textField(MAX_EXAMPLE_CHARS) }), { text: 'can i send this back' }),
  },
  responses: { 200: answer(triedOut, 'What would happen.'), ...problems('validation_failed', 'not_found') },
});

const readConfusion = createRoute({
  method: 'get',
  path: '/v1/understanding/confusion',
  tags,
  summary: 'Read what examples are mistaken for',
  description:
    'Of the newest version that was trained: each example as it was answered while it was held out of training; of more than 4,000 a fifth.',
  ...access('admin'),
  responses: {
    200: answer(
      z.object({
        version: z.string().nullable(),
        cells: z.array(z.object({ truth: intent, guess: intent, lines: count })),
      }),
      'The commonest first, the right ones too. Empty before the first training.',
    ),
    ...problems(),
  },
});

const readSuggestions = createRoute({
  method: 'get',
  path: '/v1/understanding/suggestions',
  tags,
  summary: 'List messages that are worth a label first',
  description:
    'From the latest conversations, those that the classifier is least sure of, no two alike, without what tells who wrote. Label one with POST /v1/corrections.',
  ...access('conversations:read'),
  responses: {
    200: answer(
      z.object({
        data: z.array(
          z.object({
            conversationId: z.string(),
            seq: count,
            text: z.string(),
            understoodAs: intent,
            confidence: z.number(),
            why: z.enum(['between', 'scope']),
            ranked: z.array(z.string()),
          }),
        ),
      }),
      'The most useful first.',
    ),
    ...problems('not_found'),
  },
});

const setSelfTraining = createRoute({
  method: 'post',
  path: '/v1/understanding/self-training',
  tags,
  summary: 'Let it learn from messages that nobody has labelled, or not',
  description:
    'Off unless you switch it on. Messages are read from your conversations for a training only, without what tells who wrote, and only those of which the classifier is very sure; the new version is judged like any other.',
  ...access('admin'),
  request: { body: jsonBody(z.strictObject({ on: z.boolean() }), { on: true }) },
  responses: {
    200: answer(z.object({ on: z.boolean() }), 'As it is now.'),
    ...problems('validation_failed'),
  },
});

export function understandingRoutes(): Api {
  const api = newApi();

  api.openapi(readQuality, async (c) => {
    const { from, to } = c.req.valid('query');
    const business = await businessOf(c);
    const toDay = to ?? localMoment(c.var.parts.nowMs(), business.timeZone).day;
    const fromDay = from ?? addDays(toDay, 1 - DEFAULT_DAYS);
    if (fromDay > toDay) throw invalid('must not be later than `to`');
    if (addDays(fromDay, MAX_DAYS - 1) < toDay) throw invalid(`a report spans at most ${MAX_DAYS} days`);
    return c.json(await c.var.parts.readQuality(business.id, fromDay, toDay), 200);
  });

  api.openapi(tryText, async (c) => {
    const { text } = c.req.valid('json');
    const business = await businessOf(c);
    const { parts } = c.var;
    const [tried, why] = await Promise.all([parts.tryOut(business, text), parts.explain(business, text)]);
    const { understanding, ...said } = tried;
    const { intent: meant, confidence, ranked, modelVersion, language, sentiment } = understanding;
    const { label, words, nearest } = why;
    return c.json(
      {
        ...said,
        intent: meant,
        confidence,
        ranked,
        modelVersion,
        language,
        sentiment,
        why: { label, words, nearest },
      },
      200,
    );
  });

  api.openapi(readConfusion, async (c) => {
    const { versions: made } = await c.var.parts.trainer(c.var.actor.businessId).status();
    const newest: ModelVersion | undefined = made[0];
    return c.json({ version: newest?.version ?? null, cells: newest?.confusion ?? [] }, 200);
  });

  api.openapi(readSuggestions, async (c) => {
    const data = await c.var.parts.suggestions(await businessOf(c), SUGGESTED);
    return c.json({ data }, 200);
  });

  api.openapi(setSelfTraining, async (c) => {
    const { on } = c.req.valid('json');
    await c.var.parts.labelling(c.var.actor.businessId).intents();
    await c.var.parts.trainer(c.var.actor.businessId).setSelfTraining(on);
    return c.json({ on }, 200);
  });

  return api;
}

async function businessOf(c: Context<HttpEnv>): Promise<BusinessProfile> {
  const business = await c.var.parts.profile(c.var.actor.businessId);
  if (business === null) throw new Problem('not_found');
  return business;
}

function invalid(message: string): Problem {
  return new Problem('validation_failed', { errors: [{ path: 'from', message }] });
}
