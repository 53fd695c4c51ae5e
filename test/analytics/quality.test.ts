/** Measures of understanding: what is counted for whom, trials of versions, and drift that is more than chance. */
import { describe, expect, it } from 'vitest';
import { driftOf } from '../../src/analytics/drift.ts';
import { readQuality } from '../../src/analytics/quality.ts';
import { recordEvents } from '../../src/analytics/record.ts';
import type { Event } from '../../src/domain/event.ts';
import { seeded } from './event-log.ts';
import { nodeD1 } from './node-d1.ts';

const BUSINESS = 'biz_bike';
let made = 0;

type Decided = Extract<Event, { kind: 'turn.decided' }>;

function decided(day: string, more: Partial<Decided> = {}): Decided {
  made += 1;
  return {
    id: `evt_q_${made}`,
    businessId: BUSINESS,
    conversationId: `cnv_${made}`,
    atMs: Date.parse(`${day}T12:00:00Z`),
    day,
    channel: 'sms',
    kind: 'turn.decided',
    intent: 'returns',
    flow: 'returns',
    decision: 'reply',
    modelVersion: 'v1',
    confidence: 0.93,
    understood: 'returns',
    ...more,
  };
}

function corrected(turn: Decided, day = turn.day): Event {
  const { businessId, conversationId, modelVersion, atMs } = turn;
  return {
    id: `${turn.id}0`,
    businessId,
    conversationId,
    atMs: atMs + 1,
    day,
    channel: 'sms',
    kind: 'turn.corrected',
    modelVersion,
    intent: turn.intent,
    meant: 'account',
    decidedAtMs: atMs,
  };
}

describe('quality', () => {
  it('is told by day and by version, however often the events come', async () => {
    const { d1 } = nodeD1();
    const first = decided('2026-11-02');
    const events = [
      first,
      decided('2026-11-02', { modelVersion: 'v2', decision: 'handOff' }),
      decided('2026-11-02', { understood: null, intent: null, confidence: 0.1 }),
      corrected(first, '2026-11-03'),
    ];
    await recordEvents(d1, events);
    await recordEvents(d1, events.toReversed());
    const quality = await readQuality(d1, BUSINESS, '2026-11-01', '2026-11-03');
    expect(quality.days.map(({ day, turns, corrected: n }) => [day, turns, n])).toEqual([
      ['2026-11-01', 0, 0],
      ['2026-11-02', 3, 0],
      ['2026-11-03', 0, 1],
    ]);
    expect(quality.total).toEqual({
      turns: 3,
      corrected: 1,
      correctedRate: 0.3333,
      handedOff: 1,
      outOfScope: 1,
      outOfScopeShare: 0.3333,
    });
    expect(quality.versions.map(({ version, turns }) => [version, turns])).toEqual([
      ['v1', 2],
      ['v2', 1],
    ]);
    expect((await readQuality(d1, 'biz_books', '2026-11-01', '2026-11-03')).total.turns).toBe(0);
  });

  it('sees that customers ask for other things than in the four weeks before', async () => {
    const { d1 } = nodeD1();
    const days = ['2026-11-01', '2026-11-08', '2026-11-15', '2026-11-22'];
    const quiet = days.flatMap((day) =>
      Array.from({ length: 40 }, (_, at) =>
        decided(day, { understood: at % 2 === 0 ? 'returns' : 'account' }),
      ),
    );
    const storm = Array.from({ length: 40 }, () => decided('2026-11-23', { understood: 'complaint' }));
    await recordEvents(d1, [...quiet, ...storm]);
    const { days: shown } = await readQuality(d1, BUSINESS, '2026-11-22', '2026-11-23');
    expect(shown[0]?.drift.intents).toEqual({ divergence: 0, beyondChance: false, comparedWith: 120 });
    expect(shown[1]?.drift.intents).toEqual({ divergence: 1, beyondChance: true, comparedWith: 160 });
    expect(shown[1]?.drift.confidence).toMatchObject({ divergence: 0, beyondChance: false });
  });
});

describe('drift', () => {
  const sample = (size: number, weights: readonly number[], random: () => number): Map<string, number> => {
    const counts = new Map<string, number>();
    for (let one = 0; one < size; one += 1) {
      let at = 0;
      for (let left = random(); at < weights.length - 1 && left > (weights[at] ?? 0); at += 1)
        left -= weights[at] ?? 0;
      counts.set(String(at), (counts.get(String(at)) ?? 0) + 1);
    }
    return counts;
  };
  const USUAL = [0.3, 0.2, 0.2, 0.1, 0.1, 0.05, 0.05];
  const seeds = Array.from({ length: 300 }, (_, at) => at + 1);

  it('takes chance for a change seldom, and a change for chance seldom', () => {
    const alarms = seeds.filter((seed) => {
      const random = seeded(seed);
      return driftOf(sample(120, USUAL, random), sample(2_000, USUAL, random))?.beyondChance;
    });
    expect(alarms.length).toBeLessThanOrEqual(12);
    const seen = seeds.filter((seed) => {
      const random = seeded(seed);
      const other = [0.1, 0.2, 0.2, 0.3, 0.1, 0.05, 0.05];
      return driftOf(sample(120, other, random), sample(2_000, USUAL, random))?.beyondChance;
    });
    expect(seen.length).toBeGreaterThanOrEqual(290);
  });

  it('says nothing about a handful', () => {
    expect(driftOf(new Map([['a', 29]]), new Map([['b', 500]]))).toBeNull();
  });
});

describe('trials of a version', () => {
  it('count each conversation once, from the beginning of the trial on, for the two versions only', async () => {
    const { d1, sqlite } = nodeD1();
    const sinceMs = Date.parse('2026-11-02T00:00:00Z');
    sqlite.exec(
      `INSERT INTO businesses (id, profile, created_at_ms, updated_at_ms) VALUES ('${BUSINESS}', '{}', 0, 0)`,
    );
    sqlite.exec(`INSERT INTO classifiers (business_id, serving, canary, canary_share, canary_since_ms, updated_at_ms)
      VALUES ('${BUSINESS}', 'v1', 'v2', 0.5, ${sinceMs}, 0)`);
    const again = { conversationId: 'cnv_same', modelVersion: 'v2' };
    const before = decided('2026-11-01', { modelVersion: 'v1' });
    const wrong = decided('2026-11-02', { modelVersion: 'v1' });
    await recordEvents(d1, [
      before,
      decided('2026-11-02', again),
      decided('2026-11-02', { ...again, decision: 'handOff' }),
      decided('2026-11-02', again),
      decided('2026-11-02', { modelVersion: 'v0' }),
      wrong,
      decided('2026-11-02', { modelVersion: 'v2', businessId: 'biz_books' }),
    ]);
    // A turn of before the trial that is corrected during it says nothing about the trial.
    await recordEvents(d1, [corrected(before, '2026-11-03'), corrected(wrong)]);
    const rows = sqlite
      .prepare(
        'SELECT version, count(*) AS n, sum(wrong) AS wrong FROM trials GROUP BY version ORDER BY version',
      )
      .all();
    expect(rows.map((row) => ({ ...row }))).toEqual([
      { version: 'v1', n: 1, wrong: 1 },
      { version: 'v2', n: 1, wrong: 1 },
    ]);
  });
});
