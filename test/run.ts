/**
 * `npm test`: everything that can be checked on this machine, and `npm run check` (`--static`) for the quick part.
 * Ends with one plain line, `N passed, N failed`; the exit code is 0 when nothing failed.
 */
import { parseArgs } from 'node:util';
import { stopAll } from './run/command.ts';
import { GROUPS } from './run/parts.ts';
import type { Outcome, Part } from './run/parts.ts';

/** Each part uses about one core; the machines that this runs on have two. */
const AT_ONCE = 2;
const NAME_WIDTH = 42;

const { values } = parseArgs({ options: { static: { type: 'boolean', default: false } } });
type Line = { name: string; outcome: Outcome };

process.once('SIGINT', () => {
  stopAll();
  process.exit(130);
});

const startedMs = Date.now();
const lines: Line[] = [];
for (const group of GROUPS.filter((g) => !values.static || g.static)) {
  console.log(`\n${group.heading}`);
  await runGroup(group.parts, lines);
}
const sum = (of: (outcome: Outcome) => number) => lines.reduce((total, line) => total + of(line.outcome), 0);
const failed = sum((outcome) => outcome.failed);
console.log(`\nSummary after ${((Date.now() - startedMs) / 1_000).toFixed(0)} s`);
for (const { name, outcome } of lines) {
  if (outcome.skipped !== null) console.log(`  SKIPPED ${name}: ${outcome.skipped}`);
  if (outcome.failed > 0) console.log(`  FAILED  ${name}`);
}
console.log(`${sum((outcome) => outcome.passed)} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

async function runGroup(parts: readonly Part[], into: Line[]): Promise<void> {
  const waiting = [...parts];
  const work = async () => {
    for (let part = waiting.shift(); part !== undefined; part = waiting.shift()) {
      const partStartedMs = Date.now();
      const outcome = await part.run();
      into.push({ name: part.name, outcome });
      console.log(lineOf(part.name, outcome, Date.now() - partStartedMs));
      if (outcome.failed > 0) console.log(indented(outcome.output));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}

function lineOf(name: string, { passed, failed, skipped }: Outcome, tookMs: number): string {
  const word = skipped !== null ? 'SKIP' : failed > 0 ? 'FAIL' : 'ok  ';
  const counts = skipped ?? `${passed} passed${failed > 0 ? `, ${failed} failed` : ''}`;
  return `  ${word} ${name.padEnd(NAME_WIDTH)} ${counts}  (${(tookMs / 1_000).toFixed(1)} s)`;
}

function indented(output: string): string {
  return output
    .trim()
    .split('\n')
    .map((line) => `       ${line}`)
    .join('\n');
}
