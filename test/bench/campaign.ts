/**
 * A whole campaign against the bare queue in the same run. Ours: consents given and recipients stored beforehand; the clock runs from
 * `start` until the provider has every post. The floor (`floor-worker.ts`, `/jobs`): one queue message per recipient, enqueued a
 * hundred at a time, whose consumer makes the same one call to the same provider and nothing else: no object, no rule, no record.
 * The connection's rate is set so high that it limits neither side. A round ends when the figures of all its sends have arrived: what
 * the campaign leaves for later disturbs neither the floor nor the next round, and must be complete. `[--recipients 1000] [--rounds 5]`
 */
import { parseArgs } from 'node:util';
import type { Gateway } from '../local/gateway.ts';
import { startFloor } from './floor.ts';
import { startForLoad } from './ingest.ts';
import { keepDataInMemory, median, round } from './load.ts';
import { startSink } from './sink.ts';
import type { Sink } from './sink.ts';
import { numberOf } from './texts.ts';

const CONSENTS_A_CALL = 500;
const POSTS_WITHIN_MS = 120_000;
const FLOOR_BATCH = 100;
const FIRST_NUMBER = 500_000;
/** The most that a connection takes. */
const RATE_PER_SECOND = 10_000;
const FIGURES_WITHIN_MS = 60_000;

export async function run(args: string[]): Promise<Record<string, unknown>> {
  const { values } = parseArgs({
    args,
    options: { recipients: { type: 'string', default: '1000' }, rounds: { type: 'string', default: '5' } },
  });
  keepDataInMemory();
  const count = Number(values.recipients);
  const sink = await startSink();
  const floor = await startFloor(sink.url, FLOOR_BATCH);
  const gateway = await startForLoad(sink, 1_000, { quietHours: null, frequencyCap: null });
  await limitTo(gateway, RATE_PER_SECOND);
  const ours: number[] = [];
  const bare: number[] = [];
  let lost = 0;
  let duplicates = 0;
  try {
    for (let turn = 0; turn < Number(values.rounds); turn += 1) {
      const to = Array.from({ length: count }, (_, i) => numberOf(FIRST_NUMBER + turn * count + i));
      const start = await prepared(gateway, to, turn);
      await sink.take();
      ours.push(await timed(sink, count, start));
      // What comes twice may come late.
      await new Promise((resolve) => setTimeout(resolve, 1_500));
      await figuresOf(gateway, (turn + 1) * count);
      const posted = await sink.take();
      const reached = new Set(posted);
      lost += to.filter((number) => !reached.has(number)).length;
      duplicates += posted.length - reached.size;
      const body = JSON.stringify({ recipients: to, text: 'Our spring sale starts today.' });
      bare.push(await timed(sink, count, () => mustPost(`${floor.directUrl}/jobs`, {}, body)));
    }
  } finally {
    await gateway.stop();
    await floor.stop();
    await sink.close();
  }
  return {
    gatewayPerS: round(median(ours)),
    floorPerS: round(median(bare)),
    ratio: round(median(ours.map((one, at) => one / (bare[at] ?? 1)))),
    duplicates,
    lost,
  };
}

/** Recipients a second, from the call that starts it until the provider has had so many posts. */
async function timed(sink: Sink, posts: number, start: () => Promise<unknown>): Promise<number> {
  const startedMs = performance.now();
  await start();
  await sink.reached(posts, POSTS_WITHIN_MS);
  return (posts / (performance.now() - startedMs)) * 1_000;
}

async function limitTo(gateway: Gateway, ratePerSecond: number): Promise<void> {
  const sms = gateway.demo.connections.find((connection) => connection.channel === 'sms');
  const response = await fetch(`${gateway.url}/v1/connections/${sms?.id}`, {
    method: 'PATCH',
    headers: { authorization: `Bearer ${gateway.demo.apiKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ ratePerSecond }),
  });
  if (!response.ok) throw new Error(`the rate could not be set: ${await response.text()}`);
}

/** Until the figures know of so many sends. */
async function figuresOf(gateway: Gateway, sends: number): Promise<void> {
  const db = await gateway.miniflare.getD1Database('DB');
  const settled = `SELECT count(*) AS sends FROM events WHERE kind = 'send.settled'`;
  for (const untilMs = Date.now() + FIGURES_WITHIN_MS; ;) {
    const known = await db.prepare(settled).first<number>('sends');
    if (known === sends) return;
    if (Date.now() > untilMs) throw new Error(`the figures know of ${known} sends, not of ${sends}`);
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

/** Consents, the campaign and its recipients; gives what starts it. */
async function prepared(gateway: Gateway, to: string[], turn: number): Promise<() => Promise<unknown>> {
  const call = (path: string, body: unknown): Promise<unknown> =>
    mustPost(
      `${gateway.url}${path}`,
      { authorization: `Bearer ${gateway.demo.apiKey}`, 'idempotency-key': `bench-${turn}-${(calls += 1)}` },
      JSON.stringify(body),
    );
  for (let at = 0; at < to.length; at += CONSENTS_A_CALL) {
    const rows = to.slice(at, at + CONSENTS_A_CALL).map((number) => ({
      to: number,
      channel: 'sms',
      kind: 'grant',
      purpose: 'offers',
      evidence: 'https://bluebirdbikes.example/newsletter',
    }));
    await call('/v1/consents', { rows });
  }
  const sms = gateway.demo.connections.find((connection) => connection.channel === 'sms');
  const made = (await call('/v1/campaigns', {
    name: `Bench ${turn}`,
    connectionId: sms?.id,
    template: 'Our spring sale starts today, {{contact.name}}.',
    purpose: 'offers',
    recipients: to.map((number) => ({ to: number, attributes: { name: 'friend' } })),
  })) as { id: string };
  return () => call(`/v1/campaigns/${made.id}/start`, {});
}

let calls = 0;

async function mustPost(url: string, headers: Record<string, string>, body: string): Promise<unknown> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  });
  const text = await response.text();
  if (!response.ok)
    throw new Error(`${new URL(url).pathname} answered ${response.status}: ${text.slice(0, 300)}`);
  return text === '' ? null : JSON.parse(text);
}
