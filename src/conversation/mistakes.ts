/** What each turn was understood as, and what a person says it meant. Call the writing ones inside a transaction. */
import type { Understanding } from '../domain/understanding.ts';
import type { CorrectedTurn, UnderstoodTurn } from './api.ts';
import { emit } from './figures.ts';
import type { Kept } from './kept.ts';
import { changeMessage, newestFirst, PAGE } from './messages.ts';
import { stateOf } from './rows.ts';
import type { MessageRow, Understood } from './rows.ts';

/** @param seq the last message of the turn */
export function noteUnderstanding(
  kept: Kept,
  seq: number,
  { intent, confidence, modelVersion }: Understanding,
  turn: Pick<Understood, 'turn' | 'atMs' | 'handedOver'>,
): void {
  changeMessage(kept, seq, { understood: { ...turn, intent, confidence, modelVersion, corrected: null } });
}

/** The turn that the message belongs to. Saying the same twice counts once; null = that message was not understood by us. */
export function correctTurn(
  kept: Kept,
  nowMs: number,
  seq: number,
  meant: string | null,
  by: string,
): CorrectedTurn | null {
  const message = kept.read('message', seq);
  const last = message === null ? null : lastOfTurn(kept, message);
  if (last === null) return null;
  const { seq: lastSeq, understood } = last;
  changeMessage(kept, lastSeq, { understood: { ...understood, corrected: { meant, by } } });
  const { corrected, intent, modelVersion, atMs } = understood;
  const wasMistaken = corrected !== null && corrected.meant !== intent;
  if (meant !== intent && !wasMistaken)
    emit(kept, nowMs, {
      kind: 'turn.corrected',
      channel: stateOf(kept).channel,
      modelVersion,
      intent,
      meant,
      decidedAtMs: atMs,
    });
  return { text: textOfTurn(kept, last), understoodAs: intent, modelVersion };
}

/** The newest first. */
export function recentTurns(kept: Kept, limit: number): UnderstoodTurn[] {
  const turns: UnderstoodTurn[] = [];
  for (const message of newestFirst(kept)) {
    if (turns.length >= limit) break;
    if (!isUnderstood(message)) continue;
    const { seq, understood } = message;
    turns.push({
      seq,
      text: textOfTurn(kept, message),
      understoodAs: understood.intent,
      confidence: understood.confidence,
      isCorrected: understood.corrected !== null,
      handedOver: understood.handedOver,
    });
  }
  return turns;
}

type LastOfTurn = Readonly<MessageRow> & { understood: Understood };

const isUnderstood = (message: Readonly<MessageRow>): message is LastOfTurn => message.understood !== null;

function lastOfTurn(kept: Kept, message: Readonly<MessageRow>): LastOfTurn | null {
  if (message.direction !== 'in' || message.turn === null || message.turn === 0) return null;
  for (let from = message.seq - 1; ; from += PAGE) {
    const page = kept.after('message', from, PAGE);
    for (const one of page) {
      if (one.turn !== null && one.turn > message.turn) return null;
      if (one.turn === message.turn && isUnderstood(one)) return one;
    }
    if (page.length < PAGE) return null;
  }
}

/** As it was understood: all messages of the turn that are not keywords. */
function textOfTurn(kept: Kept, { seq, understood: { turn } }: LastOfTurn): string {
  const texts: string[] = [];
  for (const message of newestFirst(kept, seq + 1)) {
    if (message.direction !== 'in') continue;
    if (message.turn !== null && message.turn > 0 && message.turn < turn) break;
    if (message.turn === turn && message.keyword === null) texts.unshift(message.text);
  }
  return texts.join('\n');
}
