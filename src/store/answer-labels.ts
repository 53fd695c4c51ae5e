/** What people of a business say of questions and their answers. A new label of the same question replaces the old one. */
import { desc, eq, sql } from 'drizzle-orm';
import type { BusinessId } from '../domain/ids.ts';
import { MAX_LABELS, type AnswerLabel } from '../knowledge/api.ts';
import { openDatabase, writeTogether } from './database.ts';
import { newKnowledgeVersion } from './knowledge-version.ts';
import { answerLabels } from './schema/answer-labels.ts';

export type AnswerLabelRepository = {
  /** Every isolate weighs its answers anew: the knowledge has a new version. The oldest labels make room. */
  put: (labels: readonly AnswerLabel[], nowMs: number) => Promise<void>;
  /** The newest first. */
  list: () => Promise<AnswerLabel[]>;
};

export function answerLabelRepository(d1: D1Database, businessId: BusinessId): AnswerLabelRepository {
  const db = openDatabase(d1);
  const own = eq(answerLabels.businessId, businessId);
  return {
    async put(labels, nowMs) {
      const rows = JSON.stringify(
        labels.map(({ question, passageId, isRight }) => [question, passageId, isRight]),
      );
      await writeTogether(d1, [
        sql`INSERT INTO answer_labels (business_id, question, passage_id, is_right, labelled_at_ms)
          SELECT ${businessId}, value ->> 0, value ->> 1, value ->> 2, ${nowMs} FROM json_each(${rows}) WHERE true
          ON CONFLICT (business_id, question) DO UPDATE SET passage_id = excluded.passage_id,
            is_right = excluded.is_right, labelled_at_ms = excluded.labelled_at_ms`,
        sql`DELETE FROM answer_labels WHERE business_id = ${businessId} AND question IN (
          SELECT question FROM answer_labels WHERE business_id = ${businessId}
           ORDER BY labelled_at_ms DESC, question LIMIT -1 OFFSET ${MAX_LABELS})`,
        newKnowledgeVersion(db, businessId, nowMs),
      ]);
    },
    async list() {
      const rows = await db
        .select()
        .from(answerLabels)
        .where(own)
        .orderBy(desc(answerLabels.labelledAtMs), answerLabels.question)
        .limit(MAX_LABELS);
      return rows.map(({ question, passageId, isRight }) => ({ question, passageId, isRight }));
    },
  };
}
