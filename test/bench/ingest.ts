/**
 * Intake and whole turns against bare floors in the same run (see `floor-worker.ts` for what the floors do). Every customer is new, on
 * both sides, so that every message also makes an object. Rounds of gateway and floor take turns and medians are given: the machine
 * is noisy. The provider is the same bare sink for both; it makes no status callbacks. `[--burst 600] [--turns 400] [--rounds 5]`
 */
import { parseArgs } from 'node:util';
import { startGateway } from '../local/gateway.ts';
import type { Gateway } from '../local/gateway.ts';
import { startFloor } from './floor.ts';
import type { Floor } from './floor.ts';
import { blast, keepDataInMemory, median, quantile, round } from './load.ts';
import type { Blast } from './load.ts';
import { startSink } from './sink.ts';
import type { Sink } from './sink.ts';
import { FLOOR_TOKEN, FLOOR_URL, newTexts, senderOf } from './texts.ts';

const CONCURRENCY = 16;
const ANSWERS_WITHIN_MS = 60_000;

export async function run(args: string[]): Promise<Record<string, unknown>> {
  const { values } = parseArgs({
    args,
    options: {
      burst: { type: 'string', default: '600' },
      turns: { type: 'string', default: '400' },
      rounds: { type: 'string', default: '5' },
    },
  });
  keepDataInMemory();
  const rounds = Number(values.rounds);
  const sink = await startSink();
  const floor = await startFloor(sink.url, 25);
  try {
    const intake = await benchIntake(sink, floor, Number(values.burst), rounds);
    const turns = await benchTurns(sink, floor, Number(values.turns), rounds);
    return { ...intake, ...turns, lost: intake.lostOfBurst + turns.lostOfTurns };
  } finally {
    await floor.stop();
    await sink.close();
  }
}

/** Acknowledgements a second in a burst, while the turns still gather; afterwards each of them is answered, and counted. */
async function benchIntake(sink: Sink, floor: Floor, burst: number, rounds: number) {
  const gateway = await startForLoad(sink, 30_000);
  const ours: Blast[] = [];
  const bare: Blast[] = [];
  const senders: string[] = [];
  try {
    await firstAnswer(gateway, sink);
    for (let turn = -1; turn < rounds; turn += 1) {
      const mine = textsFor(gateway, burst);
      const theirs = newTexts(burst, `${FLOOR_URL}/intake`, FLOOR_TOKEN, '/intake');
      const [a, b] = [
        await blast(directOf(gateway), mine, CONCURRENCY),
        await blast(floor.directUrl, theirs, CONCURRENCY),
      ];
      senders.push(...mine.map(senderOf));
      // The first round warms both up.
      if (turn < 0) continue;
      ours.push(a);
      bare.push(b);
    }
    await sink.reached(senders.length, ANSWERS_WITHIN_MS + 35_000);
    const answered = new Set(await sink.take());
    const p99 = (blasts: Blast[]): number => median(blasts.map((one) => quantile(one.latenciesMs, 0.99)));
    const gatewayRps = median(ours.map((one) => one.perSecond));
    const floorRps = median(bare.map((one) => one.perSecond));
    return {
      gatewayRps: round(gatewayRps),
      floorRps: round(floorRps),
      ratio: round(median(ours.map((one, at) => one.perSecond / (bare[at]?.perSecond ?? 1)))),
      p50Ms: round(median(ours.flatMap((one) => one.latenciesMs))),
      p99Ms: round(p99(ours)),
      floorP99Ms: round(p99(bare)),
      p99Ratio: round(p99(ours) / p99(bare)),
      refused: [...ours, ...bare].reduce((sum, one) => sum + one.failed, 0),
      lostOfBurst: senders.filter((sender) => !answered.has(sender)).length,
    };
  } finally {
    await gateway.stop();
  }
}

/** From the first text until the provider has every answer. */
async function benchTurns(sink: Sink, floor: Floor, count: number, rounds: number) {
  const gateway = await startForLoad(sink, 100);
  const ours: number[] = [];
  const bare: number[] = [];
  let lost = 0;
  const round1 = async (url: string, texts: ReturnType<typeof newTexts>): Promise<number> => {
    await sink.take();
    const startedMs = performance.now();
    await blast(url, texts, CONCURRENCY);
    await sink.reached(texts.length, ANSWERS_WITHIN_MS);
    const ms = performance.now() - startedMs;
    const answered = new Set(await sink.take());
    lost += texts.filter((text) => !answered.has(senderOf(text))).length;
    return (texts.length / ms) * 1_000;
  };
  try {
    await firstAnswer(gateway, sink);
    for (let turn = -1; turn < rounds; turn += 1) {
      const a = await round1(directOf(gateway), textsFor(gateway, count));
      const b = await round1(floor.directUrl, newTexts(count, `${FLOOR_URL}/turn`, FLOOR_TOKEN, '/turn'));
      if (turn < 0) continue;
      ours.push(a);
      bare.push(b);
    }
    return {
      turnsPerS: round(median(ours)),
      turnsFloorPerS: round(median(bare)),
      turnsRatio: round(median(ours.map((one, at) => one / (bare[at] ?? 1)))),
      lostOfTurns: lost,
    };
  } finally {
    await gateway.stop();
  }
}

export async function startForLoad(
  sink: Sink,
  gatherMs: number,
  more: Record<string, unknown> = {},
): Promise<Gateway> {
  const gateway = await startGateway({
    port: 0,
    direct: true,
    vars: { PROVIDER_BASE_URLS: JSON.stringify({ 'twilio-sms': sink.url }) },
  });
  const response = await fetch(`${gateway.url}/v1/business`, {
    method: 'PATCH',
    headers: { authorization: `Bearer ${gateway.demo.apiKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ gatherMs, monthlyBudgetMicroUsd: null, ...more }),
  });
  if (!response.ok) throw new Error(`the demo business could not be prepared: ${await response.text()}`);
  return gateway;
}

function textsFor(gateway: Gateway, count: number) {
  const sms = gateway.demo.connections.find((connection) => connection.channel === 'sms');
  const hookUrl = sms?.hookUrl;
  if (sms === undefined || hookUrl == null) throw new Error('the demo shop has no SMS connection');
  return newTexts(count, hookUrl, sms.credentials.authToken ?? '', new URL(hookUrl).pathname);
}

/** One whole turn, so that caches are filled and the gathering time of the profile is known. */
async function firstAnswer(gateway: Gateway, sink: Sink): Promise<void> {
  await blast(directOf(gateway), textsFor(gateway, 1), 1);
  await sink.reached(1, ANSWERS_WITHIN_MS);
  if ((await sink.take()).length !== 1) throw new Error('the gateway did not answer its first text');
}

export function directOf(gateway: Gateway): string {
  if (gateway.directUrl === null) throw new Error('the gateway was started without a direct socket');
  return gateway.directUrl;
}
