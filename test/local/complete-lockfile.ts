/** `npm run lock`, after every change of dependencies: completes package-lock.json, so that `npm ci` passes on any system. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { completed, missingOptional } from './lockfile.ts';
import type { Lock } from './lockfile.ts';

const FILE = join(import.meta.dirname, '../../package-lock.json');

const lock: Lock = JSON.parse(readFileSync(FILE, 'utf8'));
const missing = missingOptional(lock);
if (missing.length === 0) {
  console.log('package-lock.json is complete.');
} else {
  writeFileSync(FILE, `${JSON.stringify(completed(lock), null, 2)}\n`);
  console.log(`package-lock.json: added ${missing.length} packages of other systems:`);
  for (const { name, version } of missing) console.log(`  ${name} ${version}`);
}
