/** Builds production as a deploy would, without an account, and reads what it would bind. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unstable_readConfig } from 'wrangler';
import { ROOT, run } from './command.ts';
import type { Outcome } from './parts.ts';

export async function checkProduction(): Promise<Outcome> {
  const directory = mkdtempSync(join(tmpdir(), 'shopbell-deploy-'));
  try {
    const { code, output } = await run('wrangler', [
      'deploy',
      '--dry-run',
      '--env=production',
      `--outdir=${directory}`,
    ]);
    const production = configOf('production');
    const local = configOf(undefined);
    const checks: [string, boolean][] = [
      ['`wrangler deploy --dry-run --env production` passes', code === 0],
      ['it binds AI', /env\.AI\b/.test(output) && production.ai !== null],
      ['it binds VECTORIZE', /env\.VECTORIZE\b/.test(output) && production.vectorize.includes('VECTORIZE')],
      ['it has no LOCAL_MODE', !/env\.LOCAL_MODE\b/.test(output) && !production.vars.includes('LOCAL_MODE')],
      ['it sends to the real providers', !production.vars.includes('PROVIDER_BASE_URLS')],
      ['the local gateway binds no AI', local.ai === null],
      ['the local gateway binds no VECTORIZE', local.vectorize.length === 0],
      ['the local gateway has LOCAL_MODE', local.vars.includes('LOCAL_MODE')],
      ['objects, queues and databases are the same in both', local.shared === production.shared],
    ];
    const wrong = checks.filter(([, well]) => !well).map(([what]) => `not so: ${what}`);
    const shown = code === 0 ? wrong : [...wrong, output];
    return {
      passed: checks.length - wrong.length,
      failed: wrong.length,
      skipped: null,
      output: shown.join('\n'),
    };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

type Seen = { ai: string | null; vectorize: string[]; vars: string[]; shared: string };

function configOf(env: string | undefined): Seen {
  const config = unstable_readConfig({ config: `${ROOT}wrangler.toml`, env }, { hideWarnings: true });
  const { durable_objects, queues, d1_databases, migrations, triggers } = config;
  return {
    ai: config.ai?.binding ?? null,
    vectorize: config.vectorize.map((index: { binding: string }) => index.binding),
    vars: Object.keys(config.vars),
    shared: JSON.stringify({ durable_objects, queues, d1_databases, migrations, triggers }),
  };
}
