/** A correction of a message in a conversation: marked there, where it counts as a mistake, and kept in the labelled set. */
import type { ConversationId } from '../domain/ids.ts';
import type { Parts } from '../parts.ts';
import type { Example } from '../understanding/labelled-set.ts';
import type { Done } from '../understanding/labelling.ts';
import type { Actor } from './context.ts';

export type CorrectedMessage = { example: Example; understoodAs: string | null };

/** Doing it again changes nothing more. Another business's conversation is simply not there. */
export async function correctMessage(
  parts: Parts,
  actor: Actor,
  id: ConversationId,
  seq: number,
  meant: string | null,
): Promise<Done<CorrectedMessage>> {
  const labelling = parts.labelling(actor.businessId);
  if (meant !== null && !(await labelling.intentNames()).includes(meant)) {
    return { kind: 'refused', why: 'invalid', sentence: 'There is no such intent.' };
  }
  const turn = await parts.conversation(actor.businessId, id).correct(actor.label, seq, meant);
  if (turn === null) return { kind: 'refused', why: 'missing', sentence: 'There is no such message.' };
  const kept = await labelling.correct(turn.text, meant, actor.label);
  if (kept.kind === 'refused') return kept;
  return { kind: 'done', value: { example: kept.value, understoodAs: turn.understoodAs } };
}
