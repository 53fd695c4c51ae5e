/** The Worker as one module, built with the bundler that wrangler brings. */
import { join } from 'node:path';
import { build } from 'esbuild';

const MAIN = join(import.meta.dirname, '../../src/index.ts');

export async function bundleWorker(main: string = MAIN): Promise<string> {
  const result = await build({
    entryPoints: [main],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'browser',
    target: 'esnext',
    mainFields: ['browser', 'module', 'main'],
    conditions: ['workerd', 'worker', 'browser'],
    external: ['cloudflare:*', 'node:*'],
    jsx: 'automatic',
    jsxImportSource: 'hono/jsx',
    logLevel: 'silent',
  });
  const [file] = result.outputFiles;
  if (file === undefined) throw new Error('the bundler wrote nothing');
  return file.text;
}
