/** Questions that found no answer: put by conversations, settled by the people of the business. */
import { and, desc, eq, inArray, isNull, or, sql } from 'drizzle-orm';
import { z } from 'zod';
import type { ChannelName } from '../domain/channel.ts';
import type { Gap, StoredGap } from '../domain/gap.ts';
import { parseId, type BusinessId, type ConversationId } from '../domain/ids.ts';
import { inChunks, inOneTransaction, MAX_BOUND_VALUES, type Database } from './database.ts';
import { gaps } from './schema/gaps.ts';

export type GapRepository = {
  /** One that is there stays as it is. */
  put: (list: readonly Gap[]) => Promise<void>;
  /** The fullest answer stays. */
  propose: (ids: readonly string[], answer: string) => Promise<void>;
  /** Only what is open changes; the number of those. */
  settle: (
    ids: readonly string[],
    as: { state: 'answered'; passageId: string } | { state: 'dismissed' },
    nowMs: number,
  ) => Promise<number>;
  /** Of one conversation, the first asked first. */
  openIn: (conversationId: ConversationId) => Promise<StoredGap[]>;
  /** The newest. */
  open: (limit: number) => Promise<StoredGap[]>;
};

const COLUMNS = 9;
const states = z.enum(['open', 'answered', 'dismissed']);
const titles = z.array(z.string());

export function gapRepository(db: Database, businessId: BusinessId): GapRepository {
  const own = eq(gaps.businessId, businessId);
  const openOnes = (ids: readonly string[]) => and(own, eq(gaps.state, 'open'), inArray(gaps.id, [...ids]));
  return {
    async put(list) {
      const rows = list.map(({ closest, ...gap }) => ({
        ...gap,
        businessId,
        closest: JSON.stringify(closest),
      }));
      await inOneTransaction(
        db,
        inChunks(rows, Math.floor(MAX_BOUND_VALUES / COLUMNS)).map((chunk) =>
          db.insert(gaps).values(chunk).onConflictDoNothing(),
        ),
      );
    },
    async propose(ids, answer) {
      const fuller = or(isNull(gaps.proposedAnswer), sql`length(${gaps.proposedAnswer}) < ${answer.length}`);
      await db
        .update(gaps)
        .set({ proposedAnswer: answer })
        .where(and(openOnes(ids), fuller));
    },
    async settle(ids, as, nowMs) {
      let settled = 0;
      for (const chunk of inChunks(ids, MAX_BOUND_VALUES - 10)) {
        const changed = await db
          .update(gaps)
          .set({ ...as, settledAtMs: nowMs })
          .where(openOnes(chunk))
          .returning({ id: gaps.id });
        settled += changed.length;
      }
      return settled;
    },
    async openIn(conversationId) {
      const rows = await db
        .select()
        .from(gaps)
        .where(and(own, eq(gaps.state, 'open'), eq(gaps.conversationId, conversationId)))
        .orderBy(gaps.askedAtMs);
      return rows.map(gapOfRow);
    },
    async open(limit) {
      const rows = await db
        .select()
        .from(gaps)
        .where(and(own, eq(gaps.state, 'open')))
        .orderBy(desc(gaps.askedAtMs))
        .limit(limit);
      return rows.map(gapOfRow);
    },
  };
}

function gapOfRow(row: typeof gaps.$inferSelect): StoredGap {
  const conversationId = parseId('cnv', row.conversationId);
  if (conversationId === null) throw new Error('a stored gap has no valid conversation');
  const { id, question, language, askedAtMs, proposedAnswer } = row;
  return {
    id,
    conversationId,
    question,
    language,
    // Only conversations write it.
    channel: row.channel as ChannelName,
    askedAtMs,
    closest: titles.parse(JSON.parse(row.closest)),
    state: states.parse(row.state),
    proposedAnswer,
  };
}
