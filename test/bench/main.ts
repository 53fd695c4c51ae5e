/** `npm run -s bench -- NAME ...args` runs `./NAME.ts` and prints its figures as one JSON object on the last line. */
import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

type Bench = { run: (args: string[]) => Promise<Record<string, unknown>> };

const NAME = /^[a-z]+$/;

async function main(): Promise<number> {
  const [name, ...args] = process.argv.slice(2);
  if (name === undefined || !NAME.test(name) || name === 'main') return refuse(`Which bench? ${known()}`);
  const file = new URL(`./${name}.ts`, import.meta.url);
  if (!existsSync(fileURLToPath(file.href))) return refuse(`There is no bench called "${name}". ${known()}`);
  const bench: Partial<Bench> = await import(file.href);
  if (typeof bench.run !== 'function') return refuse(`"${name}" is not a bench: it exports no run().`);
  try {
    const figures = await bench.run(args);
    process.stdout.write(`${JSON.stringify(figures)}\n`);
    return 0;
  } catch (error) {
    return refuse(error instanceof Error ? error.message : String(error));
  }
}

function known(): string {
  const folder = fileURLToPath(new URL('.', import.meta.url).href);
  const names = readdirSync(folder)
    .filter((file) => /^[a-z]+\.ts$/.test(file) && file !== 'main.ts')
    .map((file) => file.slice(0, -3));
  return `Usage: npm run -s bench -- NAME [arguments]; benches: ${names.sort().join(', ')}.`;
}

function refuse(sentence: string): number {
  process.stderr.write(`bench: ${sentence}\n`);
  return 2;
}

process.exitCode = await main();
