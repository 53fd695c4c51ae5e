/** The messages that the simulated Twilio holds: the newest ones, listed and filtered as the real one does. */
import { randomUUID } from 'node:crypto';
import { segmentsOf } from './sms-segments.ts';

export type TwilioMessage = {
  sid: string;
  direction: 'inbound' | 'outbound-api' | 'outbound-reply';
  from: string | null;
  to: string;
  body: string;
  mediaUrls: string[];
  messagingServiceSid: string | null;
  status: string;
  errorCode: number | null;
  createdAtMs: number;
  sentAtMs: number | null;
  statusCallback: string | null;
  validityPeriodS: number | null;
  /** What was reported, and the status the gateway answered with; null = it did not. */
  callbacks: { status: string; answered: number | null }[];
};

export function newMessage(
  given: Partial<TwilioMessage> & Pick<TwilioMessage, 'direction' | 'from' | 'to' | 'status'>,
): TwilioMessage {
  const prefix = (given.mediaUrls ?? []).length > 0 ? 'MM' : 'SM';
  return {
    sid: prefix + randomUUID().replaceAll('-', ''),
    body: '',
    mediaUrls: [],
    messagingServiceSid: null,
    errorCode: null,
    createdAtMs: Date.now(),
    sentAtMs: null,
    statusCallback: null,
    validityPeriodS: null,
    callbacks: [],
    ...given,
  };
}

export function messageResource(message: TwilioMessage, accountSid: string): Record<string, unknown> {
  const uri = `/2010-04-01/Accounts/${accountSid}/Messages/${message.sid}`;
  return {
    account_sid: accountSid,
    api_version: '2010-04-01',
    body: message.body,
    date_created: rfc2822(message.createdAtMs),
    date_sent: message.sentAtMs === null ? null : rfc2822(message.sentAtMs),
    date_updated: rfc2822(message.sentAtMs ?? message.createdAtMs),
    direction: message.direction,
    error_code: message.errorCode,
    error_message: null,
    from: message.from,
    messaging_service_sid: message.messagingServiceSid,
    num_media: String(message.mediaUrls.length),
    num_segments: message.messagingServiceSid === null ? String(segmentsOf(message.body)) : '0',
    price: null,
    price_unit: null,
    sid: message.sid,
    status: message.status,
    subresource_uris: { media: `${uri}/Media.json` },
    to: message.to,
    uri: `${uri}.json`,
  };
}

/** The list as Twilio gives it: newest first, by `To`, `From` and the day or time of sending. */
export function messageList(
  messages: readonly TwilioMessage[],
  query: URLSearchParams,
  accountSid: string,
): Record<string, unknown> {
  const pageSize = Math.min(1_000, Math.max(1, Number(query.get('PageSize') ?? '50') || 50));
  const page = Math.max(0, Number(query.get('Page') ?? '0') || 0);
  const found = messages.filter((message) => matches(message, query)).toReversed();
  const start = page * pageSize;
  const shown = found.slice(start, start + pageSize);
  const more = found.length > start + pageSize;
  const uriOf = (number: number) => {
    const params = new URLSearchParams(query);
    params.set('Page', String(number));
    return `/2010-04-01/Accounts/${accountSid}/Messages.json?${params}`;
  };
  return {
    messages: shown.map((message) => messageResource(message, accountSid)),
    page,
    page_size: pageSize,
    start,
    end: start + shown.length - 1,
    uri: uriOf(page),
    first_page_uri: uriOf(0),
    next_page_uri: more ? uriOf(page + 1) : null,
    previous_page_uri: page > 0 ? uriOf(page - 1) : null,
  };
}

function matches(message: TwilioMessage, query: URLSearchParams): boolean {
  const to = query.get('To');
  const from = query.get('From');
  if (to !== null && message.to !== to) return false;
  if (from !== null && message.from !== from) return false;
  const on = query.get('DateSent');
  const after = query.get('DateSent>');
  const before = query.get('DateSent<');
  if (on === null && after === null && before === null) return true;
  if (message.sentAtMs === null) return false;
  const day = new Date(message.sentAtMs).toISOString();
  if (on !== null && !day.startsWith(on.slice(0, 10))) return false;
  if (after !== null && message.sentAtMs < Date.parse(after)) return false;
  return before === null || message.sentAtMs <= Date.parse(before);
}

/** `Mon, 23 Nov 2026 08:00:00 +0000` */
function rfc2822(atMs: number): string {
  return new Date(atMs).toUTCString().replace('GMT', '+0000');
}
