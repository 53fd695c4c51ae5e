/** What a business has labelled, in D1. Every change moves `labels_version` in the same transaction. */
import { and, asc, count, desc, eq, inArray, isNull, lt, or, sql, sum } from 'drizzle-orm';
import type { BusinessId } from '../domain/ids.ts';
import type { Example, Intent, KeyedExample, LabelledSet } from '../understanding/labelled-set.ts';
import { inChunks, inOneTransaction, type Database } from './database.ts';
import { classifiers, examples, intents } from './schema/labelled-set.ts';

/** Of JSON in one statement: D1 takes values of 2 MB. */
const EXAMPLES_A_STATEMENT = 400;

export function labelledSetRepository(db: Database, businessId: BusinessId): LabelledSet {
  const ownIntents = eq(intents.businessId, businessId);
  const ownExamples = eq(examples.businessId, businessId);
  const one = (id: string) => and(ownExamples, eq(examples.id, id));
  const moved = () =>
    db
      .update(classifiers)
      .set({ labelsVersion: sql`${classifiers.labelsVersion} + 1` })
      .where(eq(classifiers.businessId, businessId));
  // Many rows in one bound value: D1 takes 100 values a statement.
  const insertIntents = (list: readonly Intent[]) =>
    db
      .insert(intents)
      .select(
        sql`SELECT ${businessId}, value ->> 0, value ->> 1, value ->> 2
              FROM json_each(${JSON.stringify(list.map((i) => [i.name, i.description, i.createdAtMs]))}) WHERE true`,
      )
      .onConflictDoNothing();
  const insertExamples = (list: readonly KeyedExample[]) =>
    inChunks(list, EXAMPLES_A_STATEMENT).map((chunk) =>
      db.insert(examples).select(
        sql`SELECT ${businessId}, value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5,
                   value ->> 6, value ->> 7
              FROM json_each(${JSON.stringify(chunk.map(valuesOf))}) WHERE true`,
      ),
    );
  const relabelled = {
    target: [examples.businessId, examples.id],
    set: {
      intent: sql`excluded.intent`,
      source: sql`excluded.source`,
      labelledBy: sql`excluded.labelled_by`,
      labelledAtMs: sql`excluded.labelled_at_ms`,
    },
  };

  return {
    async isStarted() {
      const row = await db
        .select({ serving: classifiers.serving })
        .from(classifiers)
        .where(eq(classifiers.businessId, businessId))
        .get();
      return row !== undefined;
    },
    async start(list, lines, nowMs) {
      await inOneTransaction(db, [
        insertIntents(list),
        ...insertExamples(lines).map((insert) => insert.onConflictDoNothing()),
        db
          .insert(classifiers)
          .values({ businessId, serving: 'default', updatedAtMs: nowMs })
          .onConflictDoNothing(),
      ]);
    },
    async names() {
      const rows = await db
        .select({ name: intents.name })
        .from(intents)
        .where(ownIntents)
        .orderBy(asc(intents.name));
      return rows.map(({ name }) => name);
    },
    async intents() {
      const rows = await db
        .select({
          name: intents.name,
          description: intents.description,
          createdAtMs: intents.createdAtMs,
          examples: count(examples.id),
          heldOut: sum(examples.heldOut).mapWith(Number),
        })
        .from(intents)
        .leftJoin(
          examples,
          and(eq(examples.businessId, intents.businessId), eq(examples.intent, intents.name)),
        )
        .where(ownIntents)
        .groupBy(intents.name)
        .orderBy(asc(intents.name));
      return rows.map((row) => ({ ...row, heldOut: row.heldOut ?? 0 }));
    },
    async addIntents(list) {
      if (list.length > 0) await inOneTransaction(db, [insertIntents(list), moved()]);
    },
    async changeIntent(name, change) {
      const known = and(ownIntents, eq(intents.name, name));
      await inOneTransaction(db, [db.update(intents).set(change).where(known), moved()]);
    },
    async removeIntent(name) {
      const known = and(ownIntents, eq(intents.name, name));
      await inOneTransaction(db, [db.delete(intents).where(known), moved()]);
    },
    async countExamples() {
      const row = await db.select({ n: count() }).from(examples).where(ownExamples).get();
      return row?.n ?? 0;
    },
    async examples(intent, before, limit) {
      const ofIntent =
        intent === undefined
          ? undefined
          : intent === null
            ? isNull(examples.intent)
            : eq(examples.intent, intent);
      const earlier =
        before === null
          ? undefined
          : or(
              lt(examples.labelledAtMs, before.labelledAtMs),
              and(eq(examples.labelledAtMs, before.labelledAtMs), lt(examples.id, before.id)),
            );
      const rows = await db
        .select()
        .from(examples)
        .where(and(ownExamples, ofIntent, earlier))
        .orderBy(desc(examples.labelledAtMs), desc(examples.id))
        .limit(limit);
      return rows.map(exampleOfRow);
    },
    async read(id) {
      const row = await db.select().from(examples).where(one(id)).get();
      return row === undefined ? null : exampleOfRow(row);
    },
    async readAll(ids) {
      const wanted = sql`${examples.id} IN (SELECT value FROM json_each(${JSON.stringify(ids)}))`;
      const rows = await db.select().from(examples).where(and(ownExamples, wanted));
      return rows.map(exampleOfRow);
    },
    async put(list) {
      await inOneTransaction(db, [
        ...insertExamples(list).map((insert) => insert.onConflictDoUpdate(relabelled)),
        moved(),
      ]);
    },
    async change(id, change) {
      await inOneTransaction(db, [db.update(examples).set(change).where(one(id)), moved()]);
    },
    async remove(id) {
      await inOneTransaction(db, [db.delete(examples).where(one(id)), moved()]);
    },
    async newestOfPeople(limit) {
      return db
        .select({ text: examples.text, intent: examples.intent })
        .from(examples)
        .where(and(ownExamples, inArray(examples.source, ['owner', 'correction'])))
        .orderBy(desc(examples.labelledAtMs))
        .limit(limit);
    },
  };
}

function valuesOf({ id, intent, text, key, source, heldOut, labelledBy, labelledAtMs }: KeyedExample) {
  return [id, intent, text, key, source, heldOut ? 1 : 0, labelledBy, labelledAtMs];
}

function exampleOfRow(row: typeof examples.$inferSelect): Example {
  const { id, intent, text, source, heldOut, labelledBy, labelledAtMs } = row;
  return { id, intent, text, source, heldOut, labelledBy, labelledAtMs };
}
