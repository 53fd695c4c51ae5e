/** Values that the tests of channels share: a message to send, and the context to send it in. */
import type { OutboundMessage, SendContext } from '../../src/domain/channel.ts';
import { makeId } from '../../src/domain/ids.ts';

export const CUSTOMER = '+15550100042';
export const SHOP_NUMBER = '+15550100001';
export const SEND_ID = makeId('snd', `${'a'.repeat(26)}_1`);

export function outbound(change: Partial<OutboundMessage> = {}): OutboundMessage {
  return {
    sendId: SEND_ID,
    to: { kind: 'phone', value: CUSTOMER },
    text: 'We are open on Sunday from 9 to 5.',
    quickReplies: [],
    mediaUrls: [],
    validForMs: null,
    ...change,
  };
}

/** @param apiBaseUrl of a simulated provider; null = the real host, which only a replaced `fetch` should see */
export function sendContext(change: Partial<SendContext> = {}): SendContext {
  return {
    fetch: (url, init) => fetch(url, init),
    statusCallbackUrl: `https://gate.shop.example/hooks/con_bell1?snd=${SEND_ID}`,
    apiBaseUrl: null,
    timeoutMs: 2_000,
    ...change,
  };
}

/** A context whose provider always answers the same. */
export function answering(answer: () => Response | Promise<Response>): SendContext {
  return sendContext({ fetch: async () => answer() });
}
