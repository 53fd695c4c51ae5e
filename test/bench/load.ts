/** A cheap, bounded source of load: prepared requests over kept-alive connections, a fixed number at a time. */
import { existsSync } from 'node:fs';
import { Agent, request } from 'node:http';

/**
 * Both sides keep their data in memory where the system offers a place for it: what is measured is the code, not how long this
 * machine's disk takes to flush.
 */
export function keepDataInMemory(): void {
  if (existsSync('/dev/shm')) process.env.TMPDIR = '/dev/shm';
}

export type Prepared = { path: string; headers: Record<string, string>; body: string };
export type Blast = { ms: number; perSecond: number; latenciesMs: number[]; failed: number };

export async function blast(
  origin: string,
  requests: readonly Prepared[],
  concurrency: number,
): Promise<Blast> {
  const { hostname, port } = new URL(origin);
  const agent = new Agent({ keepAlive: true, maxSockets: concurrency });
  const latenciesMs: number[] = [];
  let failed = 0;
  let next = 0;
  const startedMs = performance.now();
  const work = async (): Promise<void> => {
    for (let at = next++; at < requests.length; at = next++) {
      const prepared = requests[at];
      if (prepared === undefined) return;
      const sentMs = performance.now();
      const status = await send(agent, hostname, port, prepared);
      latenciesMs.push(performance.now() - sentMs);
      if (status !== 200) failed += 1;
    }
  };
  await Promise.all(Array.from({ length: concurrency }, work));
  const ms = performance.now() - startedMs;
  agent.destroy();
  return { ms, perSecond: (requests.length / ms) * 1_000, latenciesMs, failed };
}

function send(
  agent: Agent,
  hostname: string,
  port: string,
  { path, headers, body }: Prepared,
): Promise<number> {
  return new Promise((resolve, reject) => {
    const call = request(
      {
        agent,
        hostname,
        port,
        path,
        method: 'POST',
        headers: { ...headers, 'content-length': Buffer.byteLength(body) },
      },
      (response) => {
        response.resume();
        response.on('end', () => resolve(response.statusCode ?? 0));
      },
    );
    call.on('error', reject);
    call.end(body);
  });
}

export function quantile(values: readonly number[], q: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? 0;
}

export const median = (values: readonly number[]): number => quantile(values, 0.5);

export const round = (value: number): number => Math.round(value * 100) / 100;
