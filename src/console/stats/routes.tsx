/** `/console/stats` and its sheet. Behind the session, for those who may see figures. */
import { Hono, type MiddlewareHandler } from 'hono';
import { statsCsv } from '../../analytics/csv.ts';
import type { StatsQuery } from '../../analytics/report.ts';
import type { BusinessId } from '../../domain/ids.ts';
import { addDays, localMoment } from '../../domain/local-time.ts';
import { csvHeaders } from '../../http/api/stats.ts';
import { Problem } from '../../http/problem.ts';
import type { Parts } from '../../parts.ts';
import { viewerOf } from '../guard.ts';
import type { Viewer } from '../layout.tsx';
import { maySeeStats, type ConsoleEnv } from '../session.ts';
import { PERIODS, StatsPage, type Period } from './page.tsx';

const DEFAULT_PERIOD: Period = 30;

type StatsParts = Pick<Parts, 'profile' | 'nowMs' | 'readStats'>;

const requireStats: MiddlewareHandler<ConsoleEnv> = async (c, next) => {
  if (!maySeeStats(c.var.actor.scopes)) throw new Problem('forbidden');
  await next();
};

/** Mount it behind `requireSession`. */
export function consoleStatsRoutes(): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>();
  app.get('/console/stats', requireStats, async (c) => {
    const { parts, actor } = c.var;
    return c.html(await consoleStats(parts, actor.businessId, c.req.query('days'), await viewerOf(c)));
  });

  app.get('/console/stats.csv', requireStats, async (c) => {
    const { parts, actor } = c.var;
    const query = await rangeOf(parts, actor.businessId, periodOf(c.req.query('days')));
    return c.body(statsCsv(await parts.readStats(actor.businessId, query)), 200, csvHeaders(query));
  });

  return app;
}

/** @param days as it stands in the address; what is not a period is the default one */
export async function consoleStats(
  parts: StatsParts,
  businessId: BusinessId,
  days: string | undefined,
  viewer: Viewer,
) {
  const period = periodOf(days);
  const range = await rangeOf(parts, businessId, period);
  const [byDay, byChannel, byIntent] = await Promise.all([
    parts.readStats(businessId, range),
    parts.readStats(businessId, { ...range, by: 'channel' }),
    parts.readStats(businessId, { ...range, by: 'intent' }),
  ]);
  const businessName = (await parts.profile(businessId))?.name ?? '';
  return (
    <StatsPage
      viewer={viewer}
      businessName={businessName}
      days={period}
      byDay={byDay}
      byChannel={byChannel}
      byIntent={byIntent}
    />
  );
}

async function rangeOf(parts: StatsParts, businessId: BusinessId, period: Period): Promise<StatsQuery> {
  const profile = await parts.profile(businessId);
  if (profile === null) throw new Problem('not_found');
  const toDay = localMoment(parts.nowMs(), profile.timeZone).day;
  return { fromDay: addDays(toDay, 1 - period), toDay, by: 'day' };
}

function periodOf(days: string | undefined): Period {
  return PERIODS.find((period) => String(period) === days) ?? DEFAULT_PERIOD;
}
