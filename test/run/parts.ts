/** What `npm test` consists of. */
import { existsSync } from 'node:fs';
import { ROOT, run } from './command.ts';
import { checkProduction } from './production.ts';
import { runVitest } from './vitest.ts';

/** `output` is shown when something failed. */
export type Outcome = { passed: number; failed: number; skipped: string | null; output: string };
export type Part = { name: string; run: () => Promise<Outcome> };
export type Group = { heading: string; static: boolean; parts: readonly Part[] };

const SHORT_SIMULATION_SEEDS = 60;
const SHOWN_LINES = 60;

/** Parts of a group run beside each other; groups follow one another. The browser has the machine to itself: it watches the clock. */
export const GROUPS: readonly Group[] = [
  {
    heading: 'Static checks',
    static: true,
    parts: [
      { name: 'types (tsc)', run: () => tool('tsc', ['--noEmit', '-p', '.']) },
      { name: 'format (prettier)', run: () => tool('prettier', ['--check', '--log-level', 'warn', '.']) },
      { name: 'borders and lockfile', run: () => runVitest('static') },
      { name: 'lint (oxlint)', run: () => tool('oxlint', ['--quiet', '.']) },
    ],
  },
  {
    heading: 'Tests',
    static: false,
    parts: [
      { name: 'in workerd (vitest)', run: () => runVitest('workerd') },
      { name: 'in Node (vitest)', run: () => runVitest('node') },
      { name: `simulation, ${SHORT_SIMULATION_SEEDS} seeds`, run: simulate },
      { name: 'production configuration (wrangler)', run: checkProduction },
    ],
  },
  { heading: 'Browser', static: false, parts: [{ name: 'in Chromium (playwright)', run: browse }] },
];

/** A tool that says with its exit code whether all is well: one check. */
async function tool(program: string, args: readonly string[]): Promise<Outcome> {
  const { code, output } = await run(program, args);
  return oneCheck(code === 0, output);
}

async function simulate(): Promise<Outcome> {
  const script = 'test/simulation/main.ts';
  if (!existsSync(`${ROOT}${script}`)) return oneCheck(false, `${script} is missing`);
  const { code, output } = await run(script, ['--seeds', String(SHORT_SIMULATION_SEEDS)]);
  return oneCheck(code === 0, output);
}

async function browse(): Promise<Outcome> {
  const { code, output } = await run('test/browser/main.ts', []);
  const notRun = output.split('\n').find((line) => line.includes('NOT RUN'));
  if (code === 0 && notRun !== undefined) return { passed: 0, failed: 0, skipped: notRun, output };
  const [, passed, failed] = /^browser: (\d+) passed, (\d+) failed$/m.exec(output) ?? [];
  if (passed === undefined || failed === undefined) return oneCheck(false, output);
  const wrong = Number(failed);
  return { passed: Number(passed), failed: code === 0 ? wrong : Math.max(1, wrong), skipped: null, output };
}

export function oneCheck(well: boolean, output: string): Outcome {
  const shown = output.trim().split('\n').slice(-SHOWN_LINES).join('\n');
  return { passed: well ? 1 : 0, failed: well ? 0 : 1, skipped: null, output: shown };
}
