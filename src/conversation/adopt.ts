/**
 * A campaign's first try is made in the business's outreach, for many at once. What came of it becomes a send of the conversation when
 * it did not simply leave, or when somebody looks at the thread.
 */
import type { Posted } from '../outreach/api.ts';
import { movesForward } from '../domain/send.ts';
import type { Identity } from './api.ts';
import { open } from './identity.ts';
import { insertSend } from './outbox.ts';
import type { Kept } from './kept.ts';
import type { Ports } from './ports.ts';
import { putSend, readSend, readState } from './rows.ts';
import type { SendRow } from './rows.ts';
import { settle } from './settle.ts';

const NOT_HEARD = { kind: 'unknown', reason: 'interrupted' } as const;

/** Call inside a transaction. The same one again brings at most a later delivery status. */
export function adopt(ports: Ports, who: Identity, posted: Posted): void {
  const { kept } = ports;
  const { wish, postedAtMs, authorisedBy } = posted;
  const known = readSend(kept, wish.sendId);
  if (known !== null) return catchUp(ports, known, posted);
  open(kept, who, { channel: wish.channel, connectionId: wish.connectionId });
  const segmented = { segmented: wish.channel === 'sms' };
  const start = { authorisedBy, leaseUntilMs: postedAtMs };
  const row = insertSend(kept, postedAtMs, wish, segmented, false, start);
  if (row === null) return;
  if (posted.outcome?.kind === 'sent') putSend(kept, asSent(row, posted, posted.outcome.providerMessageId));
  else settle(ports, row, posted.outcome ?? NOT_HEARD);
}

/** Its figures were told where it was posted. */
function asSent(row: SendRow, posted: Posted, providerMessageId: string): SendRow {
  const { postedAtMs: startedAtMs, endedAtMs, segments, costMicroUsd, delivery } = posted;
  return {
    ...row,
    state: 'sent',
    lease_until_ms: null,
    provider_message_id: providerMessageId,
    segments,
    cost_micro_usd: costMicroUsd,
    delivery,
    attempts: [{ number: 1, startedAtMs, endedAtMs, outcome: 'sent', reason: null }],
  };
}

function catchUp({ kept }: Ports, known: Readonly<SendRow>, { delivery }: Posted): void {
  if (delivery !== null && movesForward(known.delivery, delivery)) putSend(kept, { ...known, delivery });
}

/** The outreach writes to nobody who never allowed anything. */
export const mayHaveOffers = (kept: Kept): boolean =>
  !kept.isEmpty() && (readState(kept)?.permit_told ?? null) !== null;

/** Sends of this conversation that only the outreach knows of become its own. */
export async function adoptSent(ports: Ports): Promise<void> {
  const state = readState(ports.kept);
  if (state === null || !mayHaveOffers(ports.kept)) return;
  const outreach = ports.outreach(state.business_id);
  const sent = await outreach.sentTo(state.conversation_id);
  if (sent.length === 0) return;
  ports.kept.transaction(() => {
    for (const posted of sent)
      adopt(
        ports,
        { businessId: state.business_id, conversationId: state.conversation_id, address: posted.wish.to },
        posted,
      );
  });
  await outreach.forget(sent.map(({ wish, delivery }) => ({ sendId: wish.sendId, delivery })));
}
