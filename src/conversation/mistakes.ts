/** What each turn was understood as, and what a person says it meant. Call the writing ones inside a transaction. */
import type { Understanding } from '../domain/understanding.ts';
import type { Sql } from '../platform/sql.ts';
import type { CorrectedTurn, UnderstoodTurn } from './api.ts';
import { emit } from './figures.ts';
import { stateOf } from './held.ts';
import { flag } from './rows.ts';

type UnderstoodRow = {
  seq: number;
  turn: number;
  at_ms: number;
  intent: string | null;
  confidence: number;
  handed_over: number;
  model_version: string;
  corrected: number;
  meant: string | null;
};

export function noteUnderstanding(
  sql: Sql,
  last: { seq: number; turn: number; atMs: number; handedOver: boolean },
  { intent, confidence, modelVersion }: Understanding,
): void {
  sql.run(
    'INSERT OR REPLACE INTO understood_turns (seq, turn, at_ms, handed_over, intent, confidence, model_version) VALUES (?, ?, ?, ?, ?, ?, ?)',
    last.seq,
    last.turn,
    last.atMs,
    flag(last.handedOver),
    intent,
    confidence,
    modelVersion,
  );
}

/** The turn that the message belongs to. Saying the same twice counts once; null = that message was not understood by us. */
export function correctTurn(
  sql: Sql,
  nowMs: number,
  seq: number,
  meant: string | null,
  by: string,
): CorrectedTurn | null {
  const [row] = sql.all<UnderstoodRow>(
    `SELECT u.* FROM messages m JOIN understood_turns u ON u.turn = m.turn WHERE m.seq = ? AND m.direction = 'in'`,
    seq,
  );
  if (row === undefined) return null;
  sql.run(
    'UPDATE understood_turns SET corrected = 1, meant = ?, corrected_by = ? WHERE seq = ?',
    meant,
    by,
    row.seq,
  );
  const wasMistaken = row.corrected === 1 && row.meant !== row.intent;
  if (meant !== row.intent && !wasMistaken)
    emit(sql, nowMs, {
      kind: 'turn.corrected',
      channel: stateOf(sql).channel,
      modelVersion: row.model_version,
      intent: row.intent,
      meant,
      decidedAtMs: row.at_ms,
    });
  return { text: textOfTurn(sql, row.turn), understoodAs: row.intent, modelVersion: row.model_version };
}

/** The newest first. */
export function recentTurns(sql: Sql, limit: number): UnderstoodTurn[] {
  return sql
    .all<UnderstoodRow>('SELECT * FROM understood_turns ORDER BY seq DESC LIMIT ?', limit)
    .map((row) => ({
      seq: row.seq,
      text: textOfTurn(sql, row.turn),
      understoodAs: row.intent,
      confidence: row.confidence,
      isCorrected: row.corrected === 1,
      handedOver: row.handed_over === 1,
    }));
}

/** As it was understood: all messages of the turn that are not keywords. */
function textOfTurn(sql: Sql, turn: number): string {
  return sql
    .all<{ text: string }>(
      `SELECT text FROM messages WHERE turn = ? AND direction = 'in' AND keyword IS NULL ORDER BY seq`,
      turn,
    )
    .map(({ text }) => text)
    .join('\n');
}
