/** `GET /v1/stats`: the figures of the business, as JSON or as a sheet. */
import { createRoute, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { accepts } from 'hono/accepts';
import { statsCsv } from '../../analytics/csv.ts';
import { DEFINITIONS } from '../../analytics/definitions.ts';
import { BY, MAX_DAYS, type StatsQuery } from '../../analytics/report.ts';
import { addDays, localMoment } from '../../domain/local-time.ts';
import { access } from '../access.ts';
import { problems } from '../answers.ts';
import type { Api, HttpEnv } from '../context.ts';
import { newApi } from '../new-api.ts';
import { Problem } from '../problem.ts';
import { statsAnswer } from './stats-schema.ts';

const DEFAULT_DAYS = 30;

const day = z.iso.date().refine((value) => value >= '2000-01-01' && value <= '2099-12-31', {
  message: 'a day from 2000-01-01 to 2099-12-31',
});

const query = z.strictObject({
  from: day
    .optional()
    .openapi({ description: `First day. Default: ${DEFAULT_DAYS - 1} days before \`to\`.` }),
  to: day.optional().openapi({ description: 'Last day. Default: today.' }),
  by: z.enum(BY).default('day').openapi({
    description:
      'How the groups are cut. Intents and campaigns have only the figures that are kept for them; the others are null.',
  }),
});

const description = [
  `The figures from day to day, both included, at most ${MAX_DAYS} days. CSV with \`Accept: text/csv\` or at \`/v1/stats.csv\`.`,
  ...Object.entries(DEFINITIONS).map(([word, meaning]) => `- \`${word}\`: ${meaning}`),
].join('\n');

const csv = { 'text/csv': { schema: z.string() } };

const readJson = createRoute({
  method: 'get',
  path: '/v1/stats',
  tags: ['Stats'],
  summary: 'Read the figures',
  description,
  ...access('stats:read'),
  request: { query },
  responses: {
    200: { description: 'The figures.', content: { 'application/json': { schema: statsAnswer }, ...csv } },
    ...problems('validation_failed', 'not_found'),
  },
});

const readCsv = createRoute({
  method: 'get',
  path: '/v1/stats.csv',
  tags: ['Stats'],
  summary: 'Read the figures as a sheet',
  description:
    'One row for each group, then the total. Cells that a spreadsheet would take for a formula begin with an apostrophe.',
  ...access('stats:read'),
  request: { query },
  responses: {
    200: { description: 'The figures as CSV.', content: csv },
    ...problems('validation_failed', 'not_found'),
  },
});

export function statsRoutes(): Api {
  const api = newApi();

  api.openapi(readJson, (c) => {
    c.header('vary', 'Accept');
    const supports = ['application/json', 'text/csv'];
    const type = accepts(c, { header: 'Accept', supports, default: 'application/json' });
    return type === 'text/csv' ? csvAnswer(c, c.req.valid('query')) : jsonAnswer(c, c.req.valid('query'));
  });

  api.openapi(readCsv, (c) => csvAnswer(c, c.req.valid('query')));

  return api;
}

type Asked = z.infer<typeof query>;

async function jsonAnswer(c: Context<HttpEnv>, asked: Asked): Promise<Response> {
  const { parts, actor } = c.var;
  const { query, timeZone } = await completed(c, asked);
  const stats = await parts.readStats(actor.businessId, query);
  c.header('cache-control', 'private, no-store');
  return c.json({ ...stats, timeZone, definitions: DEFINITIONS });
}

async function csvAnswer(c: Context<HttpEnv>, asked: Asked): Promise<Response> {
  const { parts, actor } = c.var;
  const { query } = await completed(c, asked);
  const stats = await parts.readStats(actor.businessId, query);
  return c.body(statsCsv(stats), 200, csvHeaders(query));
}

/** A sheet is always saved, never shown by the browser. */
export function csvHeaders(query: StatsQuery): Record<string, string> {
  return {
    'content-type': 'text/csv; charset=utf-8',
    'content-disposition': `attachment; filename="shopbell-${query.by}-${query.fromDay}-${query.toDay}.csv"`,
    'x-content-type-options': 'nosniff',
    'cache-control': 'private, no-store',
  };
}

/** Fills in the days that were not named. */
async function completed(
  c: Context<HttpEnv>,
  asked: Asked,
): Promise<{ query: StatsQuery; timeZone: string }> {
  const { parts, actor } = c.var;
  const profile = await parts.profile(actor.businessId);
  if (profile === null) throw new Problem('not_found');
  const toDay = asked.to ?? localMoment(parts.nowMs(), profile.timeZone).day;
  const fromDay = asked.from ?? addDays(toDay, 1 - DEFAULT_DAYS);
  if (fromDay > toDay) throw invalid('from', 'must not be later than `to`');
  if (addDays(fromDay, MAX_DAYS - 1) < toDay)
    throw invalid('from', `a report spans at most ${MAX_DAYS} days`);
  return { query: { fromDay, toDay, by: asked.by }, timeZone: profile.timeZone };
}

function invalid(path: string, message: string): Problem {
  return new Problem('validation_failed', { errors: [{ path, message }] });
}
