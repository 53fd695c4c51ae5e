/** Two projects: pure code in plain Node, and what needs the platform in workerd. */
import { cloudflareTest, readD1Migrations } from '@cloudflare/vitest-pool-workers';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { MODEL_BINDINGS, modelsWorker } from './local/models.ts';
import { startSites } from './providers/sites.ts';

/** Reads the files as they are: part of the static checks. */
const STATIC = ['test/borders.test.ts', 'test/local/lockfile.test.ts'];

const root = join(import.meta.dirname, '..', '/');

export default defineConfig({
  test: {
    projects: [
      { root, test: { name: 'static', include: STATIC, environment: 'node' } },
      {
        root,
        test: {
          name: 'node',
          include: ['test/**/*.test.{ts,tsx}'],
          exclude: ['test/**/*.worker.test.{ts,tsx}', ...STATIC],
          environment: 'node',
        },
      },
      {
        root,
        plugins: [
          cloudflareTest(async () => ({
            wrangler: { configPath: `${root}wrangler.toml` },
            miniflare: {
              workers: [await modelsWorker('fail')],
              serviceBindings: MODEL_BINDINGS,
              bindings: {
                TEST_SITES: await startSites(),
                TEST_MIGRATIONS: await readD1Migrations(`${root}migrations`),
                SEAL_KEYS: '1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=',
                SESSION_SECRET: 'a secret that only the tests know, 32+',
              },
            },
          })),
        ],
        test: {
          name: 'workerd',
          // Loading the Worker is what takes long: one workerd for all files. They share its storage, so each makes businesses of its own.
          isolate: false,
          fileParallelism: false,
          include: ['test/**/*.worker.test.{ts,tsx}'],
          setupFiles: ['./test/apply-migrations.ts'],
          testTimeout: 20_000,
          // A CommonJS index in front of ES modules: it loads only when bundled first.
          deps: { optimizer: { ssr: { enabled: true, include: ['itty-durable', 'robots-parser'] } } },
        },
      },
    ],
  },
});
