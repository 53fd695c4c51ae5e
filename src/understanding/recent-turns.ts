/** Messages of the business's own customers, as their conversations keep them. Read when asked for, kept nowhere else. */
import type { ConversationId } from '../domain/ids.ts';

export type RecentTurn = {
  conversationId: ConversationId;
  /** Of the last message of the turn. */
  seq: number;
  text: string;
  understoodAs: string | null;
  confidence: number;
  isCorrected: boolean;
  /** The turn ended with a person. */
  handedOver: boolean;
};

const AT_A_TIME = 10;

/** One that cannot be read is left out: others are as good to learn from. */
export async function recentTurns(
  conversations: readonly ConversationId[],
  read: (id: ConversationId) => Promise<Omit<RecentTurn, 'conversationId'>[]>,
): Promise<RecentTurn[]> {
  const turns: RecentTurn[] = [];
  for (let at = 0; at < conversations.length; at += AT_A_TIME) {
    const some = conversations.slice(at, at + AT_A_TIME);
    const found = await Promise.allSettled(some.map(read));
    found.forEach((result, index) => {
      const conversationId = some[index];
      if (result.status === 'rejected' || conversationId === undefined) return;
      turns.push(...result.value.map((turn) => ({ ...turn, conversationId })));
    });
  }
  return turns;
}
