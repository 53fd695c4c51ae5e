/** What a business may offer to whom, and the first tries of its campaigns' sends, many at once: one object for each business. */
import type { Identity, SendWish } from '../conversation/api.ts';
import type { DeliveryStatus, DeliveryUpdate, SendOutcome } from '../domain/channel.ts';
import type { ConversationId, SendId } from '../domain/ids.ts';
import type { SendState } from '../domain/send.ts';

/** What the consents of one contact allow. The conversation's own ledger is the truth, and this is its word for it. */
export type Permit = {
  conversationId: ConversationId;
  /** Number of the ledger's last entry: an older word changes nothing. */
  version: number;
  /** Ledger entry by purpose. Empty after a STOP. */
  granted: Readonly<Record<string, number>>;
};

export type Wanted = { who: Identity; wish: SendWish };

/** A try that was made here. */
export type Posted = {
  wish: SendWish;
  segments: number;
  authorisedBy: string;
  postedAtMs: number;
  endedAtMs: number | null;
  /** Null = nobody knows. */
  outcome: SendOutcome | null;
  delivery: DeliveryStatus | null;
  costMicroUsd: number;
};

export type FirstTry =
  | { kind: 'done'; state: SendState; reason: string | null; segments: number }
  /** Another delivery is posting it, and will say what came of it. */
  | { kind: 'busy' }
  /** Its conversation sends it, now and for good. `waitsFor`: what the gate said it has to wait for. */
  | { kind: 'elsewhere'; waitsFor: string | null };

export interface OutreachApi {
  permit(permit: Permit): Promise<void>;
  /**
   * One answer for each, in order. What is allowed at once is posted; everything else is left to its conversation. The same send
   * again is never posted again.
   * @param tokenUntilMs the caller holds a token of the governor for each of them until then
   */
  post(wanted: Wanted[], tokenUntilMs: number): Promise<FirstTry[]>;
  /** The provider's callback. False when the send is not kept here. */
  delivery(update: DeliveryUpdate): Promise<boolean>;
  /** Sends of this conversation that only this object knows of. */
  sentTo(conversationId: ConversationId): Promise<Posted[]>;
  /** The conversation keeps them now, as they are here given. One of which more was heard meanwhile stays. */
  forget(sends: { sendId: SendId; delivery: DeliveryStatus | null }[]): Promise<void>;
  /** An offer is about to be posted elsewhere. Gives when the others were posted; without an id it only reads. */
  countOffer(conversationId: ConversationId, sendId: SendId | null): Promise<number[]>;
  /** It was not posted after all. */
  uncountOffer(conversationId: ConversationId, sendId: SendId): Promise<void>;
  /** For the sweep: does what is overdue. */
  wake(): Promise<void>;
}
