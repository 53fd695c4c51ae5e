/** The gateway and its simulated providers on this machine: real workerd, real D1, real queues, real HTTP. */
import { convertV4MiniflareOptions, Miniflare } from 'miniflare';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { unstable_getMiniflareWorkerOptions } from 'wrangler';
import { startProviders } from '../providers/server.ts';
import { bundleWorker } from './bundle.ts';
import { migrate } from './migrate.ts';
import { MODEL_BINDINGS, modelsWorker } from './models.ts';
import type { ModelBehaviour } from './models.ts';
import { keptSecrets, newSecrets } from './secrets.ts';

const CONFIG = join(import.meta.dirname, '../../wrangler.toml');

export type GatewayOptions = {
  /** 0 = any free port. */
  port: number;
  providersPort?: number;
  /** Where data is kept; null = in memory, gone at the end. */
  directory?: string | null;
  /** Begin anew. */
  fresh?: boolean;
  /** Replaces vars of the local configuration. */
  vars?: Readonly<Record<string, string>>;
  /** Binds a stand-in for paid models that behaves so; absent = there are none, as on a machine without an account. */
  models?: ModelBehaviour;
  /**
   * For load: opens a direct socket past the simulator's own proxy, and leaves out the static assets, which it serves by one more Worker
   * before ours. On the platform neither stands in the way.
   */
  direct?: boolean;
};

export type DemoConnection = {
  id: string;
  channel: string;
  address: string;
  hookUrl: string | null;
  credentials: Record<string, string>;
};

export type Demo = {
  businessId: string;
  apiKey: string;
  connections: DemoConnection[];
  links: Record<string, string>;
};

export type Gateway = {
  url: string;
  /** Only with `direct`. */
  directUrl: string | null;
  providersUrl: string;
  demo: Demo;
  miniflare: Miniflare;
  stop: () => Promise<void>;
};

export async function startGateway(options: GatewayOptions): Promise<Gateway> {
  const { port, providersPort = 0, directory = null, fresh = false, vars = {} } = options;
  if (directory !== null && fresh) rmSync(directory, { recursive: true, force: true });
  const secrets = directory === null ? newSecrets() : keptSecrets(directory);
  const hooks: Record<string, string> = {};
  const providers = await startProviders({ port: providersPort, hooks: { twilio: hooks } });
  let miniflare: Miniflare | null = null;
  try {
    const script = await bundleWorker();
    const publicPort = port === 0 ? await freePort() : port;
    const { workerOptions } = unstable_getMiniflareWorkerOptions(CONFIG);
    const url = `http://localhost:${publicPort}`;
    const { modulesRules: _rules, rootPath: _root, ...worker } = workerOptions;
    const { assets: _assets, ...withoutAssets } = worker;
    const { models } = options;
    const shopbell = {
      ...(options.direct === true ? withoutAssets : worker),
      name: 'shopbell',
      modules: [{ type: 'ESModule' as const, path: 'index.js', contents: script }],
      bindings: {
        LOCAL_MODE: 'on',
        PUBLIC_URL: url,
        PROVIDER_BASE_URLS: JSON.stringify({ 'twilio-sms': `${providers.url}/twilio` }),
        ...secrets,
        ...vars,
      },
      ...(options.direct === true ? { unsafeDirectSockets: [{ host: '127.0.0.1', port: 0 }] } : {}),
      ...(models === undefined ? {} : { serviceBindings: MODEL_BINDINGS }),
    };
    miniflare = new Miniflare(
      convertV4MiniflareOptions({
        port: publicPort,
        host: 'localhost',
        workers: models === undefined ? [shopbell] : [shopbell, await modelsWorker(models)],
        ...(directory === null ? {} : { resourcePersistencePath: join(directory, 'data') }),
      }),
    );
    await miniflare.ready;
    await migrate(await miniflare.getD1Database('DB'));
    const demo = await readDemo(url);
    for (const connection of demo.connections)
      if (connection.hookUrl !== null) hooks[connection.address] = connection.hookUrl;
    const running = miniflare;
    return {
      url,
      directUrl: options.direct === true ? (await running.unsafeGetDirectURL()).origin : null,
      providersUrl: providers.url,
      demo,
      miniflare: running,
      stop: async () => {
        await running.dispose();
        await providers.close();
      },
    };
  } catch (error) {
    await miniflare?.dispose();
    await providers.close();
    throw error;
  }
}

async function readDemo(url: string): Promise<Demo> {
  const response = await fetch(`${url}/demo`);
  if (!response.ok)
    throw new Error(`the gateway answered ${response.status} to GET /demo: ${await response.text()}`);
  return (await response.json()) as Demo;
}

async function freePort(): Promise<number> {
  const { createServer } = await import('node:net');
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        typeof address === 'object' && address !== null
          ? resolve(address.port)
          : reject(new Error('no port')),
      );
    });
  });
}
