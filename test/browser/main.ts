/**
 * Browser tests over a real gateway, in Chromium: `node test/browser/main.ts [part of a name]`. Says aloud when there is no Chromium.
 * CHROMIUM names another executable than Debian's.
 */
import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';
import { startGateway } from '../local/gateway.ts';
import { chatTests } from './chat.browser.ts';
import { consoleTests } from './console.browser.ts';
import { hostileTests } from './hostile.browser.ts';
import { shapeTests } from './shape.browser.ts';
import { teachingTests, understandingTests } from './understanding.browser.ts';
import { worldOf, type BrowserTest } from './world.ts';

const CANDIDATES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const TEST_TIMEOUT_MS = 60_000;

const executablePath = [process.env.CHROMIUM ?? '', ...CANDIDATES].find(
  (path) => path !== '' && existsSync(path),
);
if (executablePath === undefined) {
  console.log('Browser tests NOT RUN: no Chromium on this machine (looked at CHROMIUM and /usr/bin).');
} else {
  process.exitCode = (await runAll(executablePath, process.argv[2] ?? '')) === 0 ? 0 : 1;
}

/** How many failed. */
async function runAll(chromiumPath: string, part: string): Promise<number> {
  const tests = [
    ...chatTests,
    ...consoleTests,
    ...hostileTests,
    ...shapeTests,
    ...understandingTests,
    ...teachingTests,
  ].filter((t) => t.name.includes(part));
  const gateway = await startGateway({ port: 0, fresh: true });
  const args = ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu'];
  const browser = await chromium.launch({ executablePath: chromiumPath, args });
  let failed = 0;
  try {
    for (const test of tests) {
      const startedMs = Date.now();
      const { world, problems, close } = worldOf(gateway, browser);
      const failure = await failureOf(test, () => test.run(world));
      await close();
      const wrong = [...(failure === null ? [] : [failure]), ...problems];
      if (wrong.length > 0) failed += 1;
      console.log(`${wrong.length === 0 ? 'ok  ' : 'FAIL'} ${test.name} (${Date.now() - startedMs} ms)`);
      for (const line of wrong) console.log(`       ${line}`);
    }
  } finally {
    await browser.close();
    await gateway.stop();
  }
  console.log(`browser: ${tests.length - failed} passed, ${failed} failed`);
  return failed;
}

async function failureOf(test: BrowserTest, run: () => Promise<void>): Promise<string | null> {
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${test.name} took too long`)), TEST_TIMEOUT_MS);
  });
  try {
    await Promise.race([run(), tooLong]);
    return null;
  } catch (error) {
    return error instanceof Error ? (error.stack ?? error.message) : String(error);
  } finally {
    clearTimeout(timer);
  }
}
