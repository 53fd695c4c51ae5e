/** What STOP, START and HELP are answered with. They were obeyed when they came in; here they only get their confirmation. */
import type { BusinessProfile } from '../domain/business.ts';
import type { ChannelProfile } from '../domain/channel.ts';
import { keyOfConversation, makeId } from '../domain/ids.ts';
import { confirmationText } from '../domain/opt-out.ts';
import { markRead } from './messages.ts';
import { insertSend } from './outbox.ts';
import type { Ports } from './ports.ts';
import { addressOf, stateOf } from './rows.ts';
import type { MessageRow } from './rows.ts';

/** A confirmation that is late is of no use and may even be unlawful (FCC: within five minutes). */
const CONFIRM_WITHIN_MS = 5 * 60_000;

/** Call inside a transaction. */
export function answerKeywords(
  ports: Ports,
  business: BusinessProfile,
  channel: ChannelProfile,
  burst: MessageRow[],
): void {
  const nowMs = ports.nowMs();
  for (const message of burst) {
    if (message.keyword === null) continue;
    const state = stateOf(ports.kept);
    markRead(ports.kept, [message.seq], 0);
    insertSend(
      ports.kept,
      nowMs,
      {
        sendId: makeId('snd', `${keyOfConversation(state.conversation_id)}_k${message.seq}`),
        class: 'reply',
        author: 'system',
        channel: channel.channel,
        connectionId: state.connection_id,
        to: addressOf(state.address),
        text: confirmationText(message.keyword, business.name, business.optOutContact),
        quickReplies: [],
        mediaUrls: [],
        campaignId: null,
        purpose: 'service',
        notBeforeMs: 0,
        expiresAtMs: nowMs + CONFIRM_WITHIN_MS,
        fallbacks: [],
      },
      channel,
      message.keyword === 'stop',
    );
  }
}
