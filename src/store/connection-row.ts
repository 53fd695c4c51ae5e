/** A connection's row: what the API may show of it, and its credentials opened for use. */
import { z } from 'zod';
import type { ChannelProfile, Credentials } from '../domain/channel.ts';
import { parseId, type BusinessId, type ConnectionId } from '../domain/ids.ts';
import type { Connection } from './connections.ts';
import type { StoreTools } from './for-business.ts';
import type { connections } from './schema/connections.ts';

export type ConnectionRow = typeof connections.$inferSelect;

/** All but the secrets: this is what leaves the house. */
export type ConnectionRecord = Omit<Connection, 'credentials'> & {
  /** Which fields are set. */
  credentialFields: string[];
  /** Until when replaced secrets still count; null = none do. */
  previousUntilMs: number | null;
  version: number;
  createdAtMs: number;
  updatedAtMs: number;
};

/** Credentials opened. Replaced secrets are kept apart, so that a cached value can let them expire on time. */
export type OpenConnection = { current: Connection; previous: Credentials; previousUntilMs: number };

const sealedFields = z.record(z.string(), z.string());
const origins = z.array(z.string());
const states = z.enum(['active', 'paused', 'deleted']);

/** How adapters find the secret that `field` had before: `authToken` -> `previousAuthToken`. */
export function previousName(field: string): string {
  return `previous${field.slice(0, 1).toUpperCase()}${field.slice(1)}`;
}

export function hookUrlOf(publicUrl: string, id: ConnectionId): string {
  return `${publicUrl}/hooks/${id}`;
}

/** Where a sealed field belongs: elsewhere it does not open. */
export function sealPlace(businessId: BusinessId, id: ConnectionId, field: string): readonly string[] {
  return ['connection', businessId, id, field];
}

/** Null when the provider is no longer supported or the row was not written by this program. */
export function recordOfRow(row: ConnectionRow, tools: StoreTools): ConnectionRecord | null {
  const id = parseId('con', row.id);
  const businessId = parseId('biz', row.businessId);
  const profile = tools.channelProfile(row.provider);
  if (id === null || businessId === null || profile === null) return null;
  return {
    id,
    businessId,
    channel: profile.channel,
    provider: row.provider,
    label: row.label,
    address: row.address,
    state: states.parse(row.state),
    hookUrl: row.hookUrl ?? hookUrlOf(tools.publicUrl, id),
    ratePerSecond: row.ratePerSecond,
    allowedOrigins: origins.parse(JSON.parse(row.allowedOrigins)),
    credentialFields: Object.keys(sealedFields.parse(JSON.parse(row.credentials))),
    previousUntilMs: row.previousUntilMs,
    version: row.version,
    createdAtMs: row.createdAtMs,
    updatedAtMs: row.updatedAtMs,
  };
}

/** @throws SealError when a credential was changed or moved at rest */
export async function openRow(row: ConnectionRow, tools: StoreTools): Promise<OpenConnection | null> {
  const record = recordOfRow(row, tools);
  if (record === null) return null;
  const {
    credentialFields: _f,
    previousUntilMs,
    version: _v,
    createdAtMs: _c,
    updatedAtMs: _u,
    ...rest
  } = record;
  const open = async (text: string): Promise<Credentials> => {
    const entries = Object.entries(sealedFields.parse(JSON.parse(text))).map(
      async ([field, sealed]) =>
        [field, await tools.seal.open(sealed, sealPlace(record.businessId, record.id, field))] as const,
    );
    return Object.fromEntries(await Promise.all(entries));
  };
  return {
    current: { ...rest, credentials: await open(row.credentials) },
    previous: await open(row.previousCredentials),
    previousUntilMs: previousUntilMs ?? 0,
  };
}

/** The connection as it counts at `nowMs`: expired secrets are left out. */
export function connectionAt(
  { current, previous, previousUntilMs }: OpenConnection,
  nowMs: number,
): Connection {
  if (previousUntilMs <= nowMs || current.state === 'deleted') return current;
  return { ...current, credentials: { ...current.credentials, ...previous } };
}

/** Seals each value to its place. Field names are the provider's, so they are no secret. */
export async function sealFields(
  tools: StoreTools,
  businessId: BusinessId,
  id: ConnectionId,
  credentials: Credentials,
): Promise<string> {
  const entries = Object.entries(credentials).map(
    async ([field, value]) =>
      [field, await tools.seal.seal(value, sealPlace(businessId, id, field))] as const,
  );
  return JSON.stringify(Object.fromEntries(await Promise.all(entries)));
}

/** Fields are named as in the provider's profile; the message never holds a value. */
export type CredentialProblem = { field: string; message: string };

/**
 * A connection without its secrets would accept anything or nothing: it is refused when saved (attack S3). A field whose pattern
 * takes the empty text is optional. Previous secrets are not given but made, by `rotate`: they must expire.
 */
export function credentialProblems(profile: ChannelProfile, given: Credentials): CredentialProblem[] {
  const previous = new Set(profile.credentials.map(({ name }) => previousName(name)));
  const fields = profile.credentials.filter(({ name }) => !previous.has(name));
  const known = new Set(fields.map(({ name }) => name));
  const unknown = Object.keys(given)
    .filter((name) => !known.has(name))
    .map((field) => ({ field, message: `${profile.provider} has no such credential` }));
  const wrong = fields.flatMap(({ name, label, pattern }) => {
    const value = Object.hasOwn(given, name) ? (given[name] ?? '') : '';
    if (pattern.test(value)) return [];
    return [{ field: name, message: value === '' ? `${label} is required` : `does not look like: ${label}` }];
  });
  return [...unknown, ...wrong];
}
