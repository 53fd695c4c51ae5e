/** Connections: one account of a business at one provider. Credentials are sealed at rest and never leave through here. */
import { and, asc, eq, gt, ne } from 'drizzle-orm';
import type { ChannelName, Credentials } from '../domain/channel.ts';
import { makeId, type BusinessId, type ConnectionId } from '../domain/ids.ts';
import { sortableName } from '../platform/random.ts';
import {
  credentialProblems,
  openRow,
  previousName,
  recordOfRow,
  sealFields,
  type ConnectionRecord,
  type CredentialProblem,
} from './connection-row.ts';
import type { Database } from './database.ts';
import type { StoreTools } from './for-business.ts';
import { connections } from './schema/connections.ts';

/** A connection as the house uses it: credentials unsealed, expired ones left out. */
export type Connection = {
  id: ConnectionId;
  businessId: BusinessId;
  channel: ChannelName;
  /** Key of the registry in `channels/`. */
  provider: string;
  label: string;
  /** The business's own number, mailbox or account name, shown to people. */
  address: string;
  state: 'active' | 'paused' | 'deleted';
  /** What the provider calls: signatures cover it. */
  hookUrl: string;
  credentials: Credentials;
  /** Sends a second that the governor allows. */
  ratePerSecond: number;
  /** Web chat: origins that may open a socket. */
  allowedOrigins: readonly string[];
};

export type NewConnection = {
  /** Only where the id must be known beforehand. */
  id?: ConnectionId;
  provider: string;
  label: string;
  address: string;
  credentials: Credentials;
  ratePerSecond: number;
  allowedOrigins: readonly string[];
  /** Null: derived from the gateway's public address. */
  hookUrl: string | null;
};

export type ConnectionChanges = Partial<
  Pick<NewConnection, 'label' | 'address' | 'ratePerSecond' | 'allowedOrigins' | 'hookUrl'> & {
    state: 'active' | 'paused';
  }
>;

export type ConnectionResult =
  | { kind: 'saved'; connection: ConnectionRecord }
  | { kind: 'refused'; problems: CredentialProblem[] }
  | { kind: 'missing' }
  /** Somebody else changed it meanwhile. */
  | { kind: 'conflict' };

/** Deleted connections are missing here; the house still knows them, to refuse their hooks. */
export type ConnectionRepository = {
  create: (wish: NewConnection, nowMs: number) => Promise<ConnectionResult>;
  read: (id: ConnectionId) => Promise<ConnectionRecord | null>;
  /** By id, which sorts by age. */
  list: (afterId: string, limit: number) => Promise<ConnectionRecord[]>;
  change: (id: ConnectionId, changes: ConnectionChanges, nowMs: number) => Promise<ConnectionResult>;
  /** Replaces secrets; the old ones count for `previousForMs` more (at most 72 h). */
  rotate: (
    id: ConnectionId,
    credentials: Credentials,
    previousForMs: number,
    nowMs: number,
  ) => Promise<ConnectionResult>;
  /** Forgets the credentials at once. False when there is no such connection. */
  remove: (id: ConnectionId, nowMs: number) => Promise<boolean>;
};

export const MAX_PREVIOUS_SECRET_MS = 72 * 3_600_000;

export function connectionRepository(
  db: Database,
  businessId: BusinessId,
  tools: StoreTools,
): ConnectionRepository {
  const alive = and(eq(connections.businessId, businessId), ne(connections.state, 'deleted'));

  const readRow = (id: ConnectionId) =>
    db
      .select()
      .from(connections)
      .where(and(alive, eq(connections.id, id)))
      .get();

  const read = async (id: ConnectionId): Promise<ConnectionRecord | null> => {
    const row = await readRow(id);
    return row === undefined ? null : recordOfRow(row, tools);
  };

  const update = async (
    id: ConnectionId,
    version: number,
    set: Partial<typeof connections.$inferInsert>,
  ): Promise<ConnectionResult> => {
    const written = await db
      .update(connections)
      .set({ ...set, version: version + 1 })
      .where(and(alive, eq(connections.id, id), eq(connections.version, version)))
      .returning();
    const row = written[0];
    if (row === undefined) return { kind: 'conflict' };
    const connection = recordOfRow(row, tools);
    return connection === null ? { kind: 'missing' } : { kind: 'saved', connection };
  };

  return {
    async create({ id: givenId, credentials, allowedOrigins, ...wish }, nowMs) {
      const profile = tools.channelProfile(wish.provider);
      if (profile === null)
        return { kind: 'refused', problems: [{ field: 'provider', message: 'no such provider' }] };
      const problems = credentialProblems(profile, credentials);
      if (problems.length > 0) return { kind: 'refused', problems };
      const id = givenId ?? makeId('con', sortableName(nowMs));
      const rows = await db
        .insert(connections)
        .values({
          ...wish,
          businessId,
          id,
          channel: profile.channel,
          state: 'active',
          credentials: await sealFields(tools, businessId, id, credentials),
          allowedOrigins: JSON.stringify(allowedOrigins),
          createdAtMs: nowMs,
          updatedAtMs: nowMs,
        })
        .onConflictDoNothing()
        .returning();
      const connection = rows[0] === undefined ? null : recordOfRow(rows[0], tools);
      return connection === null ? { kind: 'conflict' } : { kind: 'saved', connection };
    },

    read,

    async list(afterId, limit) {
      const rows = await db
        .select()
        .from(connections)
        .where(and(alive, gt(connections.id, afterId)))
        .orderBy(asc(connections.id))
        .limit(limit);
      return rows.flatMap((row) => recordOfRow(row, tools) ?? []);
    },

    async change(id, { allowedOrigins, ...changes }, nowMs) {
      const row = await readRow(id);
      if (row === undefined) return { kind: 'missing' };
      const set = allowedOrigins === undefined ? {} : { allowedOrigins: JSON.stringify(allowedOrigins) };
      return update(id, row.version, { ...changes, ...set, updatedAtMs: nowMs });
    },

    async rotate(id, credentials, previousForMs, nowMs) {
      const row = await readRow(id);
      const open = row === undefined ? null : await openRow(row, tools);
      const profile = row === undefined ? null : tools.channelProfile(row.provider);
      if (row === undefined || open === null || profile === null) return { kind: 'missing' };
      const old = open.current.credentials;
      const merged = { ...old, ...credentials };
      const problems = credentialProblems(profile, merged);
      if (problems.length > 0) return { kind: 'refused', problems };
      const replaced = profile.credentials
        .filter(({ name, secret }) => secret && old[name] !== merged[name])
        .map(({ name }) => [previousName(name), old[name] ?? ''] as const);
      return update(id, row.version, {
        credentials: await sealFields(tools, businessId, id, merged),
        previousCredentials: await sealFields(tools, businessId, id, Object.fromEntries(replaced)),
        previousUntilMs: nowMs + Math.min(previousForMs, MAX_PREVIOUS_SECRET_MS),
        updatedAtMs: nowMs,
      });
    },

    async remove(id, nowMs) {
      const rows = await db
        .update(connections)
        .set({
          state: 'deleted',
          credentials: '{}',
          previousCredentials: '{}',
          previousUntilMs: null,
          updatedAtMs: nowMs,
        })
        .where(and(alive, eq(connections.id, id)))
        .returning({ id: connections.id });
      return rows.length > 0;
    },
  };
}
