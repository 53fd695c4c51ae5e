/** One project of the vitest configuration, read from its JSON report. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { z } from 'zod';
import { ROOT, run } from './command.ts';
import type { Outcome } from './parts.ts';

const SHOWN_LINES = 40;
const MESSAGE_LINES = 12;

const REPORT = z.object({
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      message: z.string().default(''),
      assertionResults: z.array(
        z.object({
          fullName: z.string(),
          status: z.string(),
          failureMessages: z.array(z.string()).nullish(),
        }),
      ),
    }),
  ),
});

export async function runVitest(project: 'static' | 'node' | 'workerd'): Promise<Outcome> {
  const directory = mkdtempSync(join(tmpdir(), 'shopbell-test-'));
  const reportFile = join(directory, 'report.json');
  try {
    const { code, output } = await run('vitest', [
      'run',
      '--config=test/vitest.config.ts',
      `--project=${project}`,
      '--reporter=json',
      `--outputFile=${reportFile}`,
    ]);
    return outcomeOf(code, output, reportFile);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function outcomeOf(code: number, output: string, reportFile: string): Outcome {
  const files = readReport(reportFile);
  const tests = files.flatMap((file) => file.assertionResults);
  const passed = tests.filter((test) => test.status === 'passed').length;
  // A skipped test would be a hole that nobody sees: it counts as failed, and so does a file that could not be loaded.
  const wrong = files.flatMap((file) => problemsOf(file));
  const unexplained = wrong.length === 0 && (code !== 0 || passed === 0);
  return {
    passed,
    failed: unexplained ? 1 : wrong.length,
    skipped: null,
    output: unexplained ? output.split('\n').slice(-SHOWN_LINES).join('\n') : wrong.join('\n'),
  };
}

type FileReport = z.infer<typeof REPORT>['testResults'][number];

function problemsOf(file: FileReport): string[] {
  const path = relative(ROOT, file.name);
  const wrong = file.assertionResults
    .filter((test) => test.status !== 'passed')
    .map(
      (test) =>
        `${path} > ${test.fullName} [${test.status}]\n${shortened((test.failureMessages ?? []).join('\n'))}`,
    );
  return wrong.length === 0 && file.status === 'failed' ? [`${path}\n${shortened(file.message)}`] : wrong;
}

function shortened(message: string): string {
  const lines = message.split('\n').filter((line) => !line.includes('node_modules'));
  return lines
    .slice(0, MESSAGE_LINES)
    .map((line) => `  ${line}`)
    .join('\n');
}

function readReport(file: string): FileReport[] {
  try {
    return REPORT.parse(JSON.parse(readFileSync(file, 'utf8'))).testResults;
  } catch {
    return [];
  }
}
