/** Twilio's error codes and what each one means for us: the whole table, as data. */
import type { DeliveryUpdate, SendOutcome } from '../domain/channel.ts';

/**
 * What a code says about one message.
 * `recipient`, `content`: it never will arrive. `opted-out`: and nothing more may be sent.
 * `account`: the connection is broken or not allowed; the message itself is innocent.
 * `busy-account`, `busy-pair`: too fast, for all or for this customer. `passing`: may work minutes later.
 */
export type TwilioMeaning =
  'recipient' | 'content' | 'opted-out' | 'account' | 'busy-account' | 'busy-pair' | 'passing';

export const TWILIO_CODES: Readonly<Record<number, { meaning: TwilioMeaning; says: string }>> = {
  14107: { meaning: 'busy-pair', says: 'more than 30 replies to one number in 30 s: a loop' },
  20003: { meaning: 'account', says: 'authentication failed' },
  20005: { meaning: 'account', says: 'account not active' },
  20008: { meaning: 'account', says: 'test credentials used' },
  20404: { meaning: 'account', says: 'no such account' },
  20429: { meaning: 'busy-account', says: 'too many requests' },
  21211: { meaning: 'recipient', says: 'not a valid number' },
  21212: { meaning: 'account', says: 'sender not valid' },
  21266: { meaning: 'recipient', says: 'sender and recipient are the same' },
  21408: { meaning: 'recipient', says: 'region not enabled' },
  21602: { meaning: 'content', says: 'no text' },
  21603: { meaning: 'account', says: 'no sender' },
  21604: { meaning: 'recipient', says: 'no recipient' },
  21606: { meaning: 'account', says: 'sender cannot send SMS' },
  21608: { meaning: 'recipient', says: 'trial account, number not verified' },
  21609: { meaning: 'account', says: 'status callback URL not valid' },
  21610: { meaning: 'opted-out', says: 'recipient has opted out' },
  21611: { meaning: 'busy-account', says: 'queue of the sender is full' },
  21612: { meaning: 'recipient', says: 'sender cannot reach this number' },
  21614: { meaning: 'recipient', says: 'not a mobile number' },
  21617: { meaning: 'content', says: 'text too long' },
  21620: { meaning: 'content', says: 'media URL not valid' },
  21623: { meaning: 'content', says: 'too many media files' },
  21701: { meaning: 'account', says: 'messaging service does not exist' },
  21703: { meaning: 'account', says: 'messaging service has no numbers' },
  21704: { meaning: 'account', says: 'messaging service has no fitting number' },
  30001: { meaning: 'passing', says: 'queue overflow' },
  30002: { meaning: 'account', says: 'account suspended' },
  30003: { meaning: 'passing', says: 'handset unreachable' },
  30004: { meaning: 'recipient', says: 'blocked' },
  30005: { meaning: 'recipient', says: 'unknown handset' },
  30006: { meaning: 'recipient', says: 'landline or unreachable carrier' },
  30007: { meaning: 'content', says: 'filtered as spam' },
  30008: { meaning: 'passing', says: 'unknown error' },
  30009: { meaning: 'passing', says: 'segment missing' },
  30022: { meaning: 'passing', says: 'too fast for the registered sender' },
  30032: { meaning: 'account', says: 'toll-free number not verified' },
  30034: { meaning: 'account', says: 'sender not registered for US messages' },
  30410: { meaning: 'passing', says: 'provider timed out' },
  60410: { meaning: 'recipient', says: 'prefix blocked for fraud' },
  63014: { meaning: 'opted-out', says: 'blocked by the customer' },
  63016: { meaning: 'content', says: 'free text outside the reply window' },
  63017: { meaning: 'busy-account', says: 'account limit per second' },
  63018: { meaning: 'busy-account', says: 'channel limit per second' },
};

/** Waits when Twilio names none; a full sender queue (21611) drains in hours. */
const BUSY_WAIT_MS = 2_000;
const BUSY_PAIR_WAIT_MS = 30_000;
const PASSING_WAIT_MS = 60_000;
const FULL_QUEUE_WAIT_MS = 600_000;

/**
 * A refusal at the time of the call. Null: the answer does not say for certain that nothing was sent.
 * @param code Twilio's own code, null when the body was not Twilio's
 * @param retryAfterMs the wait the answer asks for
 */
export function refusedSend(
  status: number,
  code: number | null,
  retryAfterMs: number | null,
): SendOutcome | null {
  const reason = code === null ? `http_${status}` : `twilio_${code}`;
  const known = code === null ? undefined : TWILIO_CODES[code];
  if (known !== undefined && status >= 400) return outcomeOf(known.meaning, code, reason, retryAfterMs);
  if (status === 429) return later('connection', retryAfterMs ?? BUSY_WAIT_MS, reason);
  if (status === 401 || status === 403 || status === 404) return { kind: 'held', reason };
  // 408 is a time-out that somebody else noticed; below 400 and above 499 Twilio may have taken the message.
  if (status < 400 || status === 408 || status >= 500) return null;
  return { kind: 'never', reason, optOut: false };
}

function outcomeOf(
  meaning: TwilioMeaning,
  code: number | null,
  reason: string,
  retryAfterMs: number | null,
): SendOutcome {
  switch (meaning) {
    case 'opted-out':
      return { kind: 'never', reason, optOut: true };
    case 'recipient':
    case 'content':
      return { kind: 'never', reason, optOut: false };
    case 'account':
      return { kind: 'held', reason };
    case 'busy-account':
      return later(
        'connection',
        retryAfterMs ?? (code === 21611 ? FULL_QUEUE_WAIT_MS : BUSY_WAIT_MS),
        reason,
      );
    case 'busy-pair':
      return later('conversation', retryAfterMs ?? BUSY_PAIR_WAIT_MS, reason);
    case 'passing':
      return later('connection', retryAfterMs ?? PASSING_WAIT_MS, reason);
  }
}

function later(scope: 'connection' | 'conversation', waitMs: number, reason: string): SendOutcome {
  return { kind: 'later', waitMs, scope, reason };
}

/** What a failure reported after acceptance means. An unknown code is final: a second try would be a guess. */
export function failedDelivery(code: number | null): NonNullable<DeliveryUpdate['failure']> {
  const meaning = code === null ? undefined : TWILIO_CODES[code]?.meaning;
  if (meaning === 'opted-out') return 'opted-out';
  const retryable = meaning === 'passing' || meaning === 'busy-account' || meaning === 'busy-pair';
  return retryable ? 'retryable' : 'permanent';
}
