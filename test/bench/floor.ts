/** Starts the bare Worker beside the gateway: same runtime, same kind of socket, storage in memory as there. */
import { convertV4MiniflareOptions, Miniflare } from 'miniflare';
import { bundleWorker } from '../local/bundle.ts';
import { FLOOR_TOKEN, FLOOR_URL } from './texts.ts';

export type Floor = { directUrl: string; stop: () => Promise<void> };

export async function startFloor(providerUrl: string, batchSize: number): Promise<Floor> {
  const contents = await bundleWorker(`${import.meta.dirname}/floor-worker.ts`);
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      name: 'floor',
      port: 0,
      host: '127.0.0.1',
      compatibilityDate: '2026-11-01',
      modules: [{ type: 'ESModule', path: 'index.js', contents }],
      unsafeDirectSockets: [{ host: '127.0.0.1', port: 0 }],
      d1Databases: ['DB'],
      durableObjects: { ROWS: { className: 'Row', useSQLite: true } },
      queueProducers: { JOBS: { queueName: 'jobs' } },
      queueConsumers: { jobs: { maxBatchSize: batchSize, maxBatchTimeout: 0 } },
      bindings: { PROVIDER_URL: providerUrl, AUTH_TOKEN: FLOOR_TOKEN, PUBLIC_URL: FLOOR_URL },
    }),
  );
  await miniflare.ready;
  const db = await miniflare.getD1Database('DB');
  await db.exec('CREATE TABLE passages (id TEXT PRIMARY KEY, body TEXT NOT NULL)');
  await db.exec(`INSERT INTO passages VALUES ('p1', 'Shipping is free for orders over 60 dollars.')`);
  return {
    directUrl: (await miniflare.unsafeGetDirectURL()).origin,
    stop: () => miniflare.dispose(),
  };
}
