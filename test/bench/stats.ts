/**
 * How long the figures of 90 days take, as the events behind them grow from 10^4 to 10^6: real D1 in workerd, events recorded by
 * the queue consumer's own function, figures read through the real route. `[--sizes 10000,100000,1000000] [--samples 60]`
 */
import { convertV4MiniflareOptions, Miniflare } from 'miniflare';
import { parseArgs } from 'node:util';
import { BY } from '../../src/analytics/report.ts';
import { addDays } from '../../src/domain/local-time.ts';
import { bundleWorker } from '../local/bundle.ts';
import { migrate } from '../local/migrate.ts';

const WORKER = new URL('./stats-worker.ts', import.meta.url).pathname;
const FROM_DAY = '2026-08-26';
const DAYS = 90;
/** Loaded nine days at a time. */
const SLICES = 10;
const WARM_UPS = 15;

type Place = { size: number; url: string; loadS: number; rollups: number; stop: () => Promise<void> };

export async function run(args: string[]): Promise<Record<string, unknown>> {
  const { values } = parseArgs({
    args,
    options: {
      sizes: { type: 'string', default: '10000,100000,1000000' },
      samples: { type: 'string', default: '60' },
    },
  });
  const sizes = values.sizes.split(',').map((text) => wholeNumber(text, 'sizes'));
  const samples = wholeNumber(values.samples, 'samples');
  const script = await bundleWorker(WORKER);
  const places: Place[] = [];
  try {
    for (const size of sizes) places.push(await loaded(script, size));
    const waitsMs = await measured(places, samples);
    const p50Of = (by: string): Record<string, number> =>
      Object.fromEntries(
        places.map(({ size }) => [String(size), median(waitsMs.get(`${by} ${size}`) ?? [])]),
      );
    const p50Ms = p50Of('day');
    const growthOf = (p50: Record<string, number>): number =>
      round((p50[String(sizes.at(-1))] ?? 0) / (p50[String(sizes[0])] ?? 1));
    return {
      p50Ms,
      growth: growthOf(p50Ms),
      growthBy: Object.fromEntries(BY.map((by) => [by, growthOf(p50Of(by))])),
      loadS: Object.fromEntries(places.map((place) => [String(place.size), place.loadS])),
      rollupRows: Object.fromEntries(places.map((place) => [String(place.size), place.rollups])),
    };
  } finally {
    for (const place of places) await place.stop();
  }
}

/** A database of its own for each size. */
async function loaded(script: string, size: number): Promise<Place> {
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      name: 'stats',
      port: 0,
      modules: [{ type: 'ESModule', path: 'index.js', contents: script }],
      compatibilityDate: '2026-11-01',
      d1Databases: { DB: 'stats' },
    }),
  );
  try {
    const url = String(await miniflare.ready);
    await migrate(await miniflare.getD1Database('DB'));
    const startedMs = performance.now();
    let rollups = 0;
    for (let slice = 0; slice < SLICES; slice += 1) {
      const fromDay = addDays(FROM_DAY, (slice * DAYS) / SLICES);
      const events = Math.round(size / SLICES);
      const response = await fetch(new URL('/load', url), {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ seed: slice + 1, fromDay, days: DAYS / SLICES, events }),
      });
      if (!response.ok) throw new Error(`loading ${size} events failed: ${response.status}`);
      rollups = ((await response.json()) as { rollups: number }).rollups;
    }
    const loadS = round((performance.now() - startedMs) / 1000);
    return { size, url, loadS, rollups, stop: () => miniflare.dispose() };
  } catch (error) {
    await miniflare.dispose();
    throw error;
  }
}

/** Sizes and cuts take turns, so that whatever else the machine does hits all of them alike. */
async function measured(places: readonly Place[], samples: number): Promise<Map<string, number[]>> {
  const waitsMs = new Map<string, number[]>();
  const to = addDays(FROM_DAY, DAYS - 1);
  for (let round = 0; round < WARM_UPS + samples; round += 1) {
    for (const by of BY) {
      for (const { size, url } of places) {
        const startedMs = performance.now();
        const response = await fetch(new URL(`/v1/stats?from=${FROM_DAY}&to=${to}&by=${by}`, url));
        if (!response.ok) throw new Error(`the stats route answered ${response.status}`);
        const text = await response.text();
        const waitMs = performance.now() - startedMs;
        if (!text.includes('"groups"')) throw new Error('the stats route answered something else');
        if (round < WARM_UPS) continue;
        const key = `${by} ${size}`;
        waitsMs.set(key, [...(waitsMs.get(key) ?? []), waitMs]);
      }
    }
  }
  return waitsMs;
}

function median(list: readonly number[]): number {
  const sorted = [...list].sort((a, b) => a - b);
  return round(sorted[Math.floor(sorted.length / 2)] ?? 0);
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

function wholeNumber(text: string, name: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new Error(`--${name} takes whole numbers above 0.`);
  return value;
}
