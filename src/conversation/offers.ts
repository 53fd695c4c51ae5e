/** The frequency cap counts all offers to a contact, wherever they leave from; the business's outreach keeps the count. */
import type { BusinessProfile } from '../domain/business.ts';
import type { SendId } from '../domain/ids.ts';
import type { SendClass } from '../domain/send.ts';
import type { Ports } from './ports.ts';
import { readSend, readState } from './rows.ts';
import type { SendRow } from './rows.ts';

const isCapped = (business: BusinessProfile, sendClass: SendClass): boolean =>
  sendClass === 'marketing' && business.frequencyCap !== null;

/** When the other offers to this contact were posted. */
export async function offersElsewhere(
  ports: Ports,
  business: BusinessProfile,
  sendClass: SendClass,
): Promise<readonly number[]> {
  const state = readState(ports.kept);
  if (state === null || !isCapped(business, sendClass)) return [];
  return ports.outreach(business.id).countOffer(state.conversation_id, null);
}

/** The same, and this one is counted from now on: who asks meanwhile knows of it. Null = there is no cap for it. */
export async function countedOffers(
  ports: Ports,
  business: BusinessProfile | null,
  { send_id: sendId, class: sendClass }: Readonly<SendRow>,
): Promise<readonly number[] | null> {
  const state = readState(ports.kept);
  if (state === null || business === null || !isCapped(business, sendClass)) return null;
  return ports.outreach(business.id).countOffer(state.conversation_id, sendId);
}

/** After a try: what certainly has not left does not count. Should that not be heard, it counts until the cap forgets it. */
export async function uncountUnposted({ kept, outreach, log }: Ports, sendId: SendId): Promise<void> {
  const state = readState(kept);
  const row = readSend(kept, sendId);
  if (state === null || row === null) return;
  if (row.state === 'claimed' || row.state === 'posting' || row.state === 'sent' || row.state === 'unknown')
    return;
  try {
    await outreach(state.business_id).uncountOffer(state.conversation_id, sendId);
  } catch {
    log.error('offer_not_uncounted', { sendId });
  }
}
