/** Twilio's Messages resource: posting one message, and asking later whether it was taken. */
import type {
  Credentials,
  LookupOutcome,
  OutboundMessage,
  SendContext,
  SendOutcome,
} from '../domain/channel.ts';
import { toBase64 } from '../platform/signatures.ts';
import { callProvider, fieldOf, retryAfterMs } from './http-answer.ts';
import { refusedSend } from './twilio-errors.ts';
import { deliveryStatusOf } from './twilio-parse.ts';

const API = 'https://api.twilio.com';
const MAX_MEDIA = 10;
const UNREACHABLE_WAIT_MS = 5_000;
/** How far Twilio's clock may be behind ours, and how long after the call it may still have created the message. */
const CLOCK_SLACK_MS = 5_000;
const LATEST_CREATION_MS = 60_000;
const TRIAL_PREFIX = 'Sent from your Twilio trial account - ';

/** @param text what the customer reads, choices already rendered into it */
export async function postMessage(
  message: OutboundMessage,
  text: string,
  credentials: Credentials,
  context: SendContext,
): Promise<SendOutcome> {
  const sender = senderOf(credentials);
  const authorization = authorizationOf(credentials);
  if (sender === null || authorization === null) return { kind: 'held', reason: 'credentials_incomplete' };
  if (message.to.kind !== 'phone') return never('not_a_phone_address');
  if (text === '' && message.mediaUrls.length === 0) return never('nothing_to_send');
  if (message.mediaUrls.length > MAX_MEDIA) return never('too_many_media');
  const form = new URLSearchParams([...sender, ['To', message.to.value]]);
  if (text !== '') form.append('Body', text);
  for (const url of message.mediaUrls) form.append('MediaUrl', url);
  form.append('StatusCallback', context.statusCallbackUrl);
  if (message.validForMs !== null) {
    form.append(
      'ValidityPeriod',
      String(Math.min(36_000, Math.max(1, Math.ceil(message.validForMs / 1_000)))),
    );
  }
  const answer = await callProvider(
    messagesUrl(credentials, context),
    {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/x-www-form-urlencoded' },
      body: form.toString(),
    },
    context,
  );
  if (answer.kind === 'unreachable') {
    return { kind: 'later', waitMs: UNREACHABLE_WAIT_MS, scope: 'connection', reason: answer.reason };
  }
  if (answer.kind === 'lost') return { kind: 'unknown', reason: answer.reason };
  const { status, headers, json } = answer;
  if (status >= 200 && status < 300) return takenBy(json, status);
  const refusal = refusedSend(status, codeOf(json), retryAfterMs(headers));
  return refusal ?? { kind: 'unknown', reason: `http_${status}` };
}

function codeOf(json: unknown): number | null {
  const code = fieldOf(json, 'code');
  return typeof code === 'number' && Number.isInteger(code) && code > 0 && code < 1_000_000 ? code : null;
}

function takenBy(json: unknown, status: number): SendOutcome {
  const sid = fieldOf(json, 'sid');
  if (typeof sid !== 'string' || sid === '') return { kind: 'unknown', reason: `http_${status}_without_sid` };
  const segments = Number(fieldOf(json, 'num_segments'));
  // "0": a messaging service has not chosen the sender yet.
  return { kind: 'sent', providerMessageId: sid, segments: segments > 0 ? segments : null };
}

/**
 * Twilio keeps nothing of ours with a message that a list would show, so one is recognised by recipient, text and time
 * of creation. Certain is only: exactly one outbound message with this text in the window (`found`), or no outbound
 * message at all in a list that surely covers the window, read after its end by Twilio's own clock (`absent`).
 * Two with the same text, or one with another text, leave it `unclear`: ask again later, or wait for the callback.
 * The list is not narrowed by DateSent: a message that still waits at Twilio has none and would look absent.
 */
export async function findMessage(
  message: OutboundMessage,
  text: string,
  postedAtMs: number,
  credentials: Credentials,
  context: SendContext,
): Promise<LookupOutcome> {
  const authorization = authorizationOf(credentials);
  if (authorization === null || message.to.kind !== 'phone') return { kind: 'unclear' };
  const query = new URLSearchParams({ To: message.to.value, PageSize: '100' });
  const url = `${messagesUrl(credentials, context)}?${query}`;
  const answer = await callProvider(url, { method: 'GET', headers: { authorization } }, context);
  if (answer.kind !== 'answer' || answer.status !== 200) return { kind: 'unclear' };
  const page = pageOf(answer.json);
  if (page === null) return { kind: 'unclear' };
  const fromMs = postedAtMs - CLOCK_SLACK_MS;
  const untilMs = postedAtMs + context.timeoutMs + LATEST_CREATION_MS;
  const inWindow = page.items.filter(
    (item) => item.outbound && item.createdAtMs >= fromMs && item.createdAtMs <= untilMs,
  );
  const same = inWindow.filter((item) => item.body === text.trim());
  const [only] = same;
  if (only !== undefined && same.length === 1) {
    return { kind: 'found', providerMessageId: only.sid, status: only.status };
  }
  const windowClosed = Date.parse(answer.headers.get('date') ?? '') > untilMs;
  const windowCovered = page.complete || page.items.some((item) => item.createdAtMs < fromMs);
  return inWindow.length === 0 && windowClosed && windowCovered ? { kind: 'absent' } : { kind: 'unclear' };
}

type Listed = {
  sid: string;
  body: string;
  outbound: boolean;
  status: NonNullable<ReturnType<typeof deliveryStatusOf>>;
  createdAtMs: number;
};

/** Null when the answer is not a list of messages that all can be read and come newest first. */
function pageOf(json: unknown): { items: Listed[]; complete: boolean } | null {
  const list = fieldOf(json, 'messages');
  if (!Array.isArray(list)) return null;
  const items: Listed[] = [];
  let newestMs = Infinity;
  for (const entry of list) {
    const sid = fieldOf(entry, 'sid');
    const createdAtMs = Date.parse(String(fieldOf(entry, 'date_created')));
    if (typeof sid !== 'string' || !(createdAtMs <= newestMs)) return null;
    newestMs = createdAtMs;
    const body = String(fieldOf(entry, 'body') ?? '');
    items.push({
      sid,
      body: (body.startsWith(TRIAL_PREFIX) ? body.slice(TRIAL_PREFIX.length) : body).trim(),
      outbound: String(fieldOf(entry, 'direction')).startsWith('outbound'),
      status: deliveryStatusOf(String(fieldOf(entry, 'status'))) ?? 'accepted',
      createdAtMs,
    });
  }
  return { items, complete: fieldOf(json, 'next_page_uri') === null };
}

function messagesUrl(credentials: Credentials, context: SendContext): string {
  const base = (context.apiBaseUrl ?? API).replace(/\/+$/, '');
  return `${base}/2010-04-01/Accounts/${encodeURIComponent(credentials['accountSid'] ?? '')}/Messages.json`;
}

function authorizationOf(credentials: Credentials): string | null {
  const accountSid = credentials['accountSid']?.trim() ?? '';
  const authToken = credentials['authToken']?.trim() ?? '';
  if (accountSid === '' || authToken === '') return null;
  return `Basic ${toBase64(new TextEncoder().encode(`${accountSid}:${authToken}`))}`;
}

/** A messaging service picks the sender itself, so it goes before a single number. */
function senderOf(credentials: Credentials): [string, string][] | null {
  const service = credentials['messagingServiceSid']?.trim() ?? '';
  if (service !== '') return [['MessagingServiceSid', service]];
  const from = credentials['from']?.trim() ?? '';
  return from === '' ? null : [['From', from]];
}

function never(reason: string): SendOutcome {
  return { kind: 'never', reason, optOut: false };
}
