/** Versions of a business's classifier and which of them is in force, in D1. Only the business's trainer writes here. */
import { and, count, desc, eq, notInArray, sum } from 'drizzle-orm';
import { z } from 'zod';
import type { BusinessId } from '../domain/ids.ts';
import type { ModelVersion, Releases, ReleaseState } from '../understanding/releases.ts';
import { inOneTransaction, type Database } from './database.ts';
import { modelRepository } from './models.ts';
import { classifiers } from './schema/labelled-set.ts';
import { modelVersions, trials } from './schema/model-versions.ts';
import { models } from './schema/models.ts';

const intent = z.string().nullable();
/** What is told of a version once and never searched for. */
const facts = z.object({
  examples: z.int(),
  intents: z.int(),
  bytes: z.int(),
  trainMs: z.number(),
  selfLabelled: z.int(),
  gate: z
    .object({ lines: z.int(), rightBefore: z.int(), rightAfter: z.int(), broken: z.array(z.string()) })
    .nullable(),
  confusion: z.array(z.object({ truth: intent, guess: intent, lines: z.int() })),
});

export function releaseRepository(db: Database, businessId: BusinessId): Releases {
  const bytesOf = modelRepository(db, businessId);
  const own = eq(classifiers.businessId, businessId);
  const ownVersions = eq(modelVersions.businessId, businessId);
  const setRow = (values: Partial<typeof classifiers.$inferInsert>) =>
    db.update(classifiers).set(values).where(own);
  return {
    async read() {
      const row = await db.select().from(classifiers).where(own).get();
      return row === undefined ? null : stateOfRow(row);
    },
    async versions() {
      const rows = await db
        .select()
        .from(modelVersions)
        .where(ownVersions)
        .orderBy(desc(modelVersions.number));
      return rows.map(versionOfRow);
    },
    async add(version, bytes) {
      await bytesOf.put(version.version, bytes, version.createdAtMs);
      const { number, state, reason, createdAtMs } = version;
      const values = { number, state, reason, createdAtMs, facts: JSON.stringify(facts.parse(version)) };
      await db
        .insert(modelVersions)
        .values({ businessId, version: version.version, ...values })
        .onConflictDoUpdate({ target: [modelVersions.businessId, modelVersions.version], set: values });
    },
    bytes: (version) => bytesOf.read(version),
    async change({ serving, canary, pinned }, states, nowMs) {
      const isNew = canary !== null && canary.sinceMs === nowMs;
      await inOneTransaction(db, [
        setRow({
          serving,
          pinned,
          canary: canary?.version ?? null,
          canaryShare: canary?.share ?? null,
          canarySinceMs: canary?.sinceMs ?? null,
          updatedAtMs: nowMs,
        }),
        ...states.map(({ version, state, reason }) =>
          db
            .update(modelVersions)
            .set({ state, reason })
            .where(and(ownVersions, eq(modelVersions.version, version))),
        ),
        ...(isNew ? [db.delete(trials).where(eq(trials.businessId, businessId))] : []),
      ]);
    },
    async trained(labelsVersion) {
      await setRow({ trainedLabelsVersion: labelsVersion });
    },
    async setSelfTraining(on) {
      await setRow({ selfTraining: on });
    },
    async trials() {
      const rows = await db
        .select({ version: trials.version, conversations: count(), wrong: sum(trials.wrong).mapWith(Number) })
        .from(trials)
        .where(eq(trials.businessId, businessId))
        .groupBy(trials.version);
      return new Map(
        rows.map(({ version, conversations, wrong }) => [version, { conversations, wrong: wrong ?? 0 }]),
      );
    },
    async forgetBytes(except) {
      await db
        .delete(models)
        .where(and(eq(models.businessId, businessId), notInArray(models.version, [...except])));
    },
  };
}

export function stateOfRow(row: typeof classifiers.$inferSelect): ReleaseState {
  const { serving, canary, canaryShare, canarySinceMs, pinned, labelsVersion } = row;
  return {
    serving,
    canary:
      canary === null ? null : { version: canary, share: canaryShare ?? 0, sinceMs: canarySinceMs ?? 0 },
    pinned,
    labelsVersion,
    trainedLabelsVersion: row.trainedLabelsVersion,
    selfTraining: row.selfTraining,
  };
}

function versionOfRow(row: typeof modelVersions.$inferSelect): ModelVersion {
  const { version, number, state, reason, createdAtMs } = row;
  return { version, number, state, reason, createdAtMs, ...facts.parse(JSON.parse(row.facts)) };
}
