/** Jobs that the queues gave up on, so that a person sees them and can replay them. */
import { and, asc, eq, gt, gte, inArray, isNull, lte, or, sql } from 'drizzle-orm';
import type { BusinessId } from '../domain/ids.ts';
import { inChunks, MAX_BOUND_VALUES, type Database } from './database.ts';
import { deadLetters } from './schema/dead-letters.ts';

export type DeadLetter = {
  /** Derived from the job, so that the same job dying twice is one letter. */
  id: string;
  lane: string;
  /** The queue's message as it was: JSON with ids only. */
  job: string;
  reason: string;
  failedAtMs: number;
  replayedAtMs: number | null;
  replayCount: number;
};

export type DeadLetterPlace = { failedAtMs: number; id: string };

export type DeadLetterRepository = {
  /** A letter that died again is open again. */
  put: (letter: Pick<DeadLetter, 'id' | 'lane' | 'job' | 'reason' | 'failedAtMs'>) => Promise<void>;
  read: (id: string) => Promise<DeadLetter | null>;
  /** Oldest first. */
  list: (after: DeadLetterPlace, limit: number, openOnly: boolean) => Promise<DeadLetter[]>;
  /** Not yet replayed ones that failed in [fromMs, toMs], oldest first. */
  openBetween: (fromMs: number, toMs: number, limit: number) => Promise<DeadLetter[]>;
  markReplayed: (ids: readonly string[], nowMs: number) => Promise<void>;
};

export function deadLetterRepository(db: Database, businessId: BusinessId): DeadLetterRepository {
  const own = eq(deadLetters.businessId, businessId);
  const inOrder = [asc(deadLetters.failedAtMs), asc(deadLetters.id)] as const;
  return {
    async put(letter) {
      await db
        .insert(deadLetters)
        .values({ ...letter, businessId })
        .onConflictDoUpdate({
          target: [deadLetters.businessId, deadLetters.id],
          set: { failedAtMs: letter.failedAtMs, reason: letter.reason, replayedAtMs: null },
        });
    },
    async read(id) {
      const row = await db
        .select()
        .from(deadLetters)
        .where(and(own, eq(deadLetters.id, id)))
        .get();
      return row === undefined ? null : letterOfRow(row);
    },
    async list(after, limit, openOnly) {
      const later = or(
        gt(deadLetters.failedAtMs, after.failedAtMs),
        and(eq(deadLetters.failedAtMs, after.failedAtMs), gt(deadLetters.id, after.id)),
      );
      const rows = await db
        .select()
        .from(deadLetters)
        .where(and(own, later, openOnly ? isNull(deadLetters.replayedAtMs) : undefined))
        .orderBy(...inOrder)
        .limit(limit);
      return rows.map(letterOfRow);
    },
    async openBetween(fromMs, toMs, limit) {
      const between = and(gte(deadLetters.failedAtMs, fromMs), lte(deadLetters.failedAtMs, toMs));
      const rows = await db
        .select()
        .from(deadLetters)
        .where(and(own, between, isNull(deadLetters.replayedAtMs)))
        .orderBy(...inOrder)
        .limit(limit);
      return rows.map(letterOfRow);
    },
    async markReplayed(ids, nowMs) {
      for (const chunk of inChunks(ids, MAX_BOUND_VALUES - 10)) {
        await db
          .update(deadLetters)
          .set({ replayedAtMs: nowMs, replayCount: sql`${deadLetters.replayCount} + 1` })
          .where(and(own, inArray(deadLetters.id, chunk)));
      }
    },
  };
}

function letterOfRow(row: typeof deadLetters.$inferSelect): DeadLetter {
  const { id, lane, job, reason, failedAtMs, replayedAtMs, replayCount } = row;
  return { id, lane, job, reason, failedAtMs, replayedAtMs, replayCount };
}
