/** Recorded calls of each provider: `test/channels/fixtures/{provider}/*.json`. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import type { Credentials, RawRequest } from '../../src/domain/channel.ts';

const ROOT = `${import.meta.dirname}/../channels/fixtures`;
const HOOK_URL = 'https://gate.shop.example/hooks/con_bell1';

const fixtureSchema = z.strictObject({
  what: z.string(),
  request: z.strictObject({
    method: z.string(),
    query: z.string(),
    contentType: z.string(),
    /** Either the raw body or the fields of a form. */
    body: z.string().optional(),
    form: z.record(z.string(), z.string()).optional(),
  }),
  events: z.array(z.unknown()),
});

export type Fixture = { what: string; request: RawRequest; events: unknown[] };

export function fixturesOf(provider: string): Fixture[] {
  const folder = `${ROOT}/${provider}`;
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json') && file !== 'credentials.json')
    .map((file) => {
      const { what, request, events } = fixtureSchema.parse(readJson(`${folder}/${file}`));
      const { method, query, contentType, body, form } = request;
      const text = body ?? new URLSearchParams(form).toString();
      return {
        what: `${file}: ${what}`,
        events,
        request: {
          method,
          url: query === '' ? HOOK_URL : `${HOOK_URL}?${query}`,
          headers: new Headers(contentType === '' ? {} : { 'content-type': contentType }),
          body: new TextEncoder().encode(text),
        },
      };
    });
}

/** Credentials of the right shape, made up. */
export function credentialsOf(provider: string): Credentials {
  const file = `${ROOT}/${provider}/credentials.json`;
  return existsSync(file) ? z.record(z.string(), z.string()).parse(readJson(file)) : {};
}

function readJson(file: string): unknown {
  return JSON.parse(readFileSync(file, 'utf8'));
}
