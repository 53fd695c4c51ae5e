/** The platform gives an alarm up after six failures: every five minutes, work that is overdue is found from outside. */
import type { BusinessId, ConversationId } from '../domain/ids.ts';
import type { Log } from '../platform/log.ts';

type Open = { businessId: BusinessId; conversationId: ConversationId };

export async function wakeConversations(
  open: readonly Open[],
  wake: (businessId: BusinessId, id: ConversationId) => Promise<boolean>,
  log: Log,
): Promise<void> {
  let woken = 0;
  for (const { businessId, conversationId } of open) {
    try {
      if (await wake(businessId, conversationId)) woken += 1;
    } catch (error) {
      log.error('sweep_failed', { conversationId, error: error instanceof Error ? error.name : 'unknown' });
    }
  }
  if (woken > 0) log.error('sweep_woke', { conversations: woken });
}
