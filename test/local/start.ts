/** `npm start`: the gateway with its demo shop, one conversation played through the real webhook, and then it serves. */
import { createServer } from 'node:net';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startGateway } from './gateway.ts';
import type { Gateway } from './gateway.ts';
import { playConversation } from './transcript.ts';

const DIRECTORY = '.shopbell';
const { values } = parseArgs({
  options: {
    fresh: { type: 'boolean', default: false },
    port: { type: 'string', default: '8787' },
    'providers-port': { type: 'string', default: '8788' },
  },
});

try {
  await run(portOf('port', values.port), portOf('providers-port', values['providers-port']));
} catch (error) {
  console.error(`\n${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}

async function run(port: number, providersPort: number): Promise<void> {
  await requireFree(port, 'the gateway', '--port');
  await requireFree(providersPort, 'the simulated providers', '--providers-port');
  if (values.fresh) rmSync(DIRECTORY, { recursive: true, force: true });
  const unlock = lock();
  console.log('Shopbell is starting: Worker, database and simulated providers, all on this machine …');
  const gateway = await startGateway({ port, providersPort, directory: DIRECTORY }).catch(
    (error: unknown) => {
      unlock();
      throw error;
    },
  );
  // The simulator ends the process by itself on a signal, so what must happen is done at the exit.
  process.once('exit', () => {
    unlock();
    console.log('\nStopped. What happened is kept; `npm start -- --fresh` begins anew.');
  });
  const stop = () => void gateway.stop().finally(() => process.exit(0));
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, stop);
  await playConversation(gateway, (line) => console.log(line));
  printLinks(gateway);
}

function printLinks({ demo, providersUrl }: Gateway): void {
  const { links } = demo;
  const lines = [
    ['Text the shop as a customer', links.phone],
    ['Chat with it on its page', links.shop],
    ['Inbox (people)', links.inbox],
    ['Figures', links.stats],
    ['API reference', links.reference],
    ['Everything for your own tools', links.phone?.replace('/demo/phone', '/demo')],
    ['Simulated providers', `${providersUrl}/`],
  ];
  console.log('');
  for (const [what, url] of lines) console.log(`  ${what?.padEnd(30)} ${url}`);
  console.log(`\n  Owner's API key (sign in with it) ${demo.apiKey}\n\n  Ctrl-C stops everything.`);
}

/** One gateway at a time in this folder; what a crash left behind does not count. */
function lock(): () => void {
  mkdirSync(DIRECTORY, { recursive: true });
  const file = join(DIRECTORY, 'running.pid');
  const holder = readPid(file);
  if (holder !== null && holder !== process.pid && isAlive(holder))
    throw new Error(
      `Shopbell is already running in this folder (process ${holder}). Stop it with Ctrl-C first.`,
    );
  writeFileSync(file, String(process.pid));
  return () => rmSync(file, { force: true });
}

function readPid(file: string): number | null {
  try {
    const pid = Number(readFileSync(file, 'utf8'));
    return Number.isInteger(pid) && pid > 0 ? pid : null;
  } catch {
    return null;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function requireFree(port: number, what: string, option: string): Promise<void> {
  for (const host of ['127.0.0.1', '::1', undefined]) {
    const code = await listenOnce(port, host);
    if (code === 'EADDRINUSE')
      throw new Error(
        `Port ${port} is taken, and ${what} needs it. Stop what uses it (perhaps another Shopbell), or choose another port: npm start -- ${option} ${port + 1000}`,
      );
  }
}

function listenOnce(port: number, host: string | undefined): Promise<string | null> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? 'unknown'));
    server.listen({ port, ...(host === undefined ? {} : { host }) }, () => server.close(() => resolve(null)));
  });
}

function portOf(option: string, text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
  throw new Error(`--${option} must be a port between 1 and 65535.`);
}
