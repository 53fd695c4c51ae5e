/** Runs one command to its end, quietly: its output is kept, and it dies with us. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';

export const ROOT = join(import.meta.dirname, '../..', '/');
/** No part takes nearly this long; one that hangs must not hang the run. */
const AT_MOST_MS = 300_000;

export type Ended = { code: number; output: string };

const running = new Set<number>();

/** @param program a script of ours (`.ts`), or the name of a tool in node_modules/.bin */
export function run(program: string, args: readonly string[]): Promise<Ended> {
  const [file, given] = program.endsWith('.ts')
    ? [process.execPath, [program, ...args]]
    : [`${ROOT}node_modules/.bin/${program}`, [...args]];
  return new Promise((resolve) => {
    // A group of its own, so that what it starts can be ended with it.
    const child = spawn(file, given, {
      cwd: ROOT,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...process.env,
        NO_COLOR: '1',
        WRANGLER_SEND_METRICS: 'false',
        CLOUDFLARE_CF_FETCH_ENABLED: 'false',
      },
    });
    const pid = child.pid ?? 0;
    running.add(pid);
    let output = '';
    let late = false;
    const keep = (chunk: Buffer) => (output += chunk.toString());
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    const timer = setTimeout(() => {
      late = true;
      end(pid);
    }, AT_MOST_MS);
    const done = (code: number, more: string) => {
      clearTimeout(timer);
      running.delete(pid);
      resolve({ code, output: stripVTControlCharacters(output) + more });
    };
    child.once('error', (error) => done(1, `\n${program} could not be started: ${error.message}`));
    child.once('close', (code) =>
      done(late ? 1 : (code ?? 1), late ? `\n${program} took more than ${AT_MOST_MS / 1_000} s` : ''),
    );
  });
}

export function stopAll(): void {
  for (const pid of running) end(pid);
}

function end(pid: number): void {
  try {
    if (pid > 0) process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}
