/** Other engines are tools of the bench alone: installed on demand into an ignored folder, never a dependency. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER = join(import.meta.dirname, '..', '..', '..', '.shopbell');
const INSTALL_TIMEOUT_MS = 300_000;

/**
 * @param packages each `name@version`
 * @returns the package.json that they can be required from
 */
export function installPeers(name: string, packages: readonly string[]): string {
  const folder = join(FOLDER, name);
  const packageFile = join(folder, 'package.json');
  const missing = packages.filter(
    (one) => !existsSync(join(folder, 'node_modules', one.slice(0, one.lastIndexOf('@')), 'package.json')),
  );
  if (missing.length === 0) return packageFile;
  process.stderr.write(`peers: installing ${missing.join(', ')} into ${folder}\n`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(packageFile, '{"private":true}\n');
  try {
    execFileSync('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', ...packages], {
      cwd: folder,
      stdio: 'ignore',
      timeout: INSTALL_TIMEOUT_MS,
    });
  } catch {
    throw new Error(
      'The peers could not be installed: is the npm registry reachable? Without --peers the bench runs offline.',
    );
  }
  return packageFile;
}
