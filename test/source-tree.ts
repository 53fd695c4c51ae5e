/** The files of this project and what they import, for the tests that read them. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, normalize, relative, dirname } from 'node:path';

const ROOT = join(import.meta.dirname, '..');
const NOT_OURS = ['node_modules', '.git', '.wrangler', '.shopbell', 'coverage', 'package-lock.json'];
const TEXT = /\.(tsx?|js|css|json|toml|md|sql|html|jsonl)$|(^|\/)(run|LICENSE|\.[a-z]+rc|\.gitignore)$/;

/** `room` is the first name below src/, `name` the rest; a file right below src/ is a room by itself. */
export type SourceFile = { path: string; room: string; name: string; text: string };

export type Import = {
  from: SourceFile;
  spec: string;
  typeOnly: boolean;
  /** A file of ours, or null. */
  to: { room: string; name: string } | null;
  /** `hono` for `hono/jsx`, `node:fs` for itself; null for a file of ours. */
  packageName: string | null;
};

export function sourceFiles(folder: string): SourceFile[] {
  return pathsBelow(join(ROOT, folder)).map((file) => {
    const path = relative(ROOT, file);
    return { path, ...placeOf(path), text: readFileSync(file, 'utf8') };
  });
}

/** Everything that is written here and can be read. */
export function textFiles(): SourceFile[] {
  return sourceFiles('.').filter((file) => TEXT.test(file.path));
}

export function namesIn(folder: string): string[] {
  return readdirSync(join(ROOT, folder));
}

export function importsOf(file: SourceFile): Import[] {
  const found = [
    ...file.text.matchAll(/^(?:import|export)\s+(type\s)?(?:[^;'"]*?\sfrom\s+)?'([^']+)'/gm),
    ...file.text.matchAll(/\b(?:import|require)(\s)?\(\s*'([^']+)'\s*\)/g),
  ];
  return found.map(([whole, type, spec = '']) => {
    const ours = spec.startsWith('.') ? placeOf(normalize(join(dirname(file.path), spec))) : null;
    const typeOnly = type?.startsWith('type') === true || onlyTypesInBraces(whole);
    return { from: file, spec, typeOnly, to: ours, packageName: ours === null ? packageOf(spec) : null };
  });
}

/** `import { type A, type B } from`: nothing of it is left at run time. */
function onlyTypesInBraces(statement: string): boolean {
  const names = /^(?:import|export)\s*\{([^}]*)\}/.exec(statement)?.[1]?.split(',') ?? [];
  const given = names.map((name) => name.trim()).filter((name) => name !== '');
  return given.length > 0 && given.every((name) => name.startsWith('type '));
}

function placeOf(path: string): { room: string; name: string } {
  const [, room = '', ...rest] = path.split('/');
  return { room, name: rest.join('/') };
}

function packageOf(spec: string): string {
  if (spec.includes(':')) return spec;
  return spec
    .split('/')
    .slice(0, spec.startsWith('@') ? 2 : 1)
    .join('/');
}

function pathsBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => !NOT_OURS.includes(entry.name))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? pathsBelow(path) : entry.isFile() ? [path] : [];
    });
}
