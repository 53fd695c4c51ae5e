/** Names of receipts: of a secret, so that who knows a customer's number still cannot find what that customer asked. */
import { spellTuple, toBase32 } from './hash.ts';
import { hmac } from './signatures.ts';

/** 100 bits, the same for the same turn; and where the receipt will be shown. */
export function receiptLinks(secret: string, publicUrl: string) {
  return async (conversationId: string, turn: number): Promise<{ id: string; url: string }> => {
    const name = await hmac('SHA-256', secret, spellTuple(['receipt.v1', conversationId, String(turn)]));
    const id = toBase32(name).slice(0, 20);
    return { id, url: `${publicUrl}/a/${id}` };
  };
}
