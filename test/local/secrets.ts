/** Secrets of the local gateway: made once, kept beside its data, so that a restart can still open what it sealed. */
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const schema = z.object({ SEAL_KEYS: z.string(), SESSION_SECRET: z.string() });
export type Secrets = z.infer<typeof schema>;

export function newSecrets(): Secrets {
  return {
    SEAL_KEYS: `1:${randomBytes(32).toString('base64')}`,
    SESSION_SECRET: randomBytes(32).toString('base64url'),
  };
}

export function keptSecrets(directory: string): Secrets {
  const file = join(directory, 'secrets.json');
  if (existsSync(file)) {
    const kept = schema.safeParse(JSON.parse(readFileSync(file, 'utf8')));
    if (kept.success) return kept.data;
  }
  mkdirSync(directory, { recursive: true });
  const fresh = newSecrets();
  writeFileSync(file, JSON.stringify(fresh), { mode: 0o600 });
  return fresh;
}
