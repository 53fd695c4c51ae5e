/** The switches of the simulated Twilio: what goes wrong, and how often. */
import { z } from 'zod';

export const SEND_FAULTS = {
  none: 'all is well',
  'rate-limit': '429 with code 20429; nothing is sent',
  'rate-limit-bare': '429 without a body of Twilio; nothing is sent',
  'server-error-before': '500 without a body of Twilio; nothing is sent',
  'server-error-after': 'the message is taken, then 500',
  'drop-before': 'the connection is cut; nothing is sent',
  'drop-after': 'the message is taken, then the connection is cut',
  'hang-before': 'no answer; nothing is sent',
  'hang-after': 'the message is taken, but no answer comes',
  'junk-accept': 'the message is taken and 201 answered, but the body is not JSON',
  unauthorized: '401 with code 20003; nothing is sent',
  'opted-out': '400 with code 21610; nothing is sent',
  'error-code': '400 with `errorCode`; nothing is sent',
} as const;

export const faultsSchema = z.strictObject({
  /** Waited before every answer of the Messages resource. */
  latencyMs: z.int().min(0).max(60_000).default(0),
  send: z.literal(Object.keys(SEND_FAULTS).filter(isSendFault)).default('none'),
  /** For how many sends `send` holds; null = until changed. */
  sendTimes: z.int().min(1).nullable().default(null),
  errorCode: z.int().min(10_000).max(99_999).default(21_211),
  retryAfterSeconds: z.int().min(0).max(86_400).nullable().default(null),
  /** Taken messages end `undelivered` with this code, e.g. 30007. */
  deliveryErrorCode: z.int().min(10_000).max(99_999).nullable().default(null),
  callbacks: z.literal(['in-order', 'reversed', 'off']).default('in-order'),
  /** The first callback arrives before the answer to the send. */
  callbackFirst: z.boolean().default(false),
  callbackCopies: z.int().min(1).max(5).default(1),
  callbackGapMs: z.int().min(0).max(60_000).default(20),
  /** Keyword handling of Twilio's own: `default` blocks and answers, `advanced` also tells us the `OptOutType`. */
  optOut: z.literal(['off', 'default', 'advanced']).default('off'),
});

export type TwilioFaults = z.infer<typeof faultsSchema>;
export type SendFault = keyof typeof SEND_FAULTS;

export const NO_FAULTS: TwilioFaults = faultsSchema.parse({});

function isSendFault(name: string): name is SendFault {
  return Object.hasOwn(SEND_FAULTS, name);
}
