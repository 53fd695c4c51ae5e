/** The customers' side of the simulated Twilio: texts to the shop, and Twilio's own handling of opt-out keywords. */
import { z } from 'zod';
import type { TwilioFaults } from './twilio-faults.ts';
import { newMessage } from './twilio-messages.ts';
import type { TwilioMessage } from './twilio-messages.ts';
import { segmentsOf } from './sms-segments.ts';

export const textSchema = z.strictObject({
  from: z.string().regex(/^\+[1-9]\d{4,14}$/),
  to: z.string().min(1).max(40),
  text: z.string().max(1_600),
  mediaUrls: z.array(z.url()).max(10).default([]),
  /** Given again: a redelivery of the same message. */
  messageSid: z
    .string()
    .regex(/^(SM|MM)[0-9a-f]{32}$/)
    .optional(),
  /** How often the hook is called with it. */
  copies: z.int().min(1).max(5).default(1),
});

export type CustomerText = z.infer<typeof textSchema>;

const STOP_WORDS = ['STOP', 'STOPALL', 'UNSUBSCRIBE', 'CANCEL', 'END', 'QUIT', 'REVOKE', 'OPTOUT'];
const START_WORDS = ['START', 'YES', 'UNSTOP'];
const HELP_WORDS = ['HELP', 'INFO'];

export function keywordOf(text: string): 'STOP' | 'START' | 'HELP' | null {
  const word = text.trim().toUpperCase();
  if (STOP_WORDS.includes(word)) return 'STOP';
  if (START_WORDS.includes(word)) return 'START';
  return HELP_WORDS.includes(word) ? 'HELP' : null;
}

export function inboundMessage(text: CustomerText): TwilioMessage {
  return newMessage({
    ...(text.messageSid === undefined ? {} : { sid: text.messageSid }),
    direction: 'inbound',
    from: text.from,
    to: text.to,
    body: text.text,
    mediaUrls: text.mediaUrls,
    status: 'received',
    sentAtMs: Date.now(),
  });
}

/** The form that Twilio posts for a customer's message. */
export function inboundFields(
  message: TwilioMessage,
  accountSid: string,
  optOut: TwilioFaults['optOut'],
): Record<string, string> {
  const keyword = keywordOf(message.body);
  const media = message.mediaUrls.flatMap((url, at) => [
    [`MediaUrl${at}`, url],
    [`MediaContentType${at}`, url.endsWith('.png') ? 'image/png' : 'image/jpeg'],
  ]);
  return {
    ToCountry: 'US',
    FromCountry: 'US',
    SmsMessageSid: message.sid,
    NumMedia: String(message.mediaUrls.length),
    SmsSid: message.sid,
    SmsStatus: 'received',
    Body: message.body,
    To: message.to,
    NumSegments: String(segmentsOf(message.body)),
    MessageSid: message.sid,
    AccountSid: accountSid,
    From: message.from ?? '',
    ApiVersion: '2010-04-01',
    ...Object.fromEntries(media),
    ...(optOut === 'advanced' && keyword !== null ? { OptOutType: keyword } : {}),
  };
}

/** Who has opted out of which number, as Twilio keeps it. Bounded: the oldest entries go first. */
export function blockList(maxPairs: number) {
  const pairs = new Set<string>();
  const key = (shop: string, customer: string) => `${shop} ${customer}`;
  return {
    isBlocked: (shop: string, customer: string) => pairs.has(key(shop, customer)),
    apply(keyword: 'STOP' | 'START' | 'HELP' | null, shop: string, customer: string): void {
      if (keyword === 'START') pairs.delete(key(shop, customer));
      if (keyword !== 'STOP') return;
      pairs.add(key(shop, customer));
      const [oldest] = pairs;
      if (pairs.size > maxPairs && oldest !== undefined) pairs.delete(oldest);
    },
    clear: () => pairs.clear(),
  };
}
