/**
 * Packages for other systems than the one that wrote the lock. npm leaves out those that its source does not serve, and then
 * `npm ci` refuses the lock on a fresh machine. Os and cpu are read from the package's name.
 */

export type LockEntry = {
  version?: string;
  dev?: boolean;
  optional?: boolean;
  os?: string | string[];
  cpu?: string | string[];
  libc?: string[];
  optionalDependencies?: Record<string, string>;
};

export type Lock = { packages: Record<string, LockEntry> };

export type Missing = { name: string; version: string; wantedBy: string };

const OS: Record<string, string> = { darwin: 'darwin', linux: 'linux', windows: 'win32', win32: 'win32' };
const OTHER_OS = ['android', 'freebsd', 'netbsd', 'openbsd', 'openharmony', 'sunos', 'aix'];
const CPU: Record<string, string> = { '64': 'x64', x64: 'x64', arm64: 'arm64', arm: 'arm', ia32: 'ia32' };
const OTHER_CPU = ['ppc64', 'riscv64', 's390x', 'loong64', 'mips64el', 'wasm32'];

/** Optional packages that something in the lock names with an exact version, and that have no entry. */
export function missingOptional(lock: Lock): Missing[] {
  const missing = Object.entries(lock.packages).flatMap(([wantedBy, entry]) =>
    Object.entries(entry.optionalDependencies ?? {})
      .filter(([name, version]) => !isServed(lock, wantedBy, name, version))
      .map(([name, version]) => ({ name, version, wantedBy })),
  );
  const inexact = missing.find(({ version }) => !isExact(version));
  if (inexact !== undefined)
    throw new Error(`${inexact.name} is wanted as ${inexact.version}: only exact versions can be completed`);
  return missing;
}

/** The same lock with an entry for each of them, in npm's own order. */
export function completed(lock: Lock): Lock {
  const packages = { ...lock.packages };
  for (const { name, version, wantedBy } of missingOptional(lock)) {
    const top = `node_modules/${name}`;
    const path =
      packages[top] === undefined || packages[top].version === version ? top : `${wantedBy}/${top}`;
    packages[path] = entryOf(name, version, lock.packages[wantedBy]?.dev === true);
  }
  const sorted = Object.entries(packages).toSorted(([a], [b]) => a.localeCompare(b, 'en'));
  return { ...lock, packages: Object.fromEntries(sorted) };
}

function isServed(lock: Lock, wantedBy: string, name: string, version: string): boolean {
  for (let path: string | null = wantedBy; path !== null; path = parentOf(path)) {
    const found = lock.packages[path === '' ? `node_modules/${name}` : `${path}/node_modules/${name}`];
    if (found !== undefined) return !isExact(version) || found.version === version;
  }
  return false;
}

/** The folder whose node_modules Node looks into next; null after the root. */
function parentOf(path: string): string | null {
  if (path === '') return null;
  const at = path.lastIndexOf('/node_modules/');
  return at < 0 ? '' : path.slice(0, at);
}

function entryOf(name: string, version: string, dev: boolean): LockEntry {
  const words = name.split(/[-/]/);
  const os = words.map((word) => OS[word] ?? OTHER_OS.find((o) => o === word)).find((o) => o !== undefined);
  const cpu = words
    .map((word) => CPU[word] ?? OTHER_CPU.find((c) => c === word))
    .findLast((c) => c !== undefined);
  if (os === undefined) throw new Error(`${name}: no operating system in the name`);
  const last = words.at(-1) ?? '';
  const libc = last.startsWith('musl') ? ['musl'] : last.startsWith('gnu') ? ['glibc'] : null;
  return {
    version,
    ...(cpu === undefined ? {} : { cpu: [cpu] }),
    ...(dev ? { dev } : {}),
    ...(libc === null || os !== 'linux' ? {} : { libc }),
    optional: true,
    os: [os],
  };
}

const isExact = (version: string): boolean => /^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version);
