/** Twilio's calls to us -> events. Pure and total: whatever is not understood is `ignored` with a reason. */
import { parseAddress } from '../domain/address.ts';
import type { DeliveryStatus, InboundEvent, Media, RawRequest } from '../domain/channel.ts';
import { parseId } from '../domain/ids.ts';
import { failedDelivery } from './twilio-errors.ts';
import { formOf, isForm, queryOf } from './twilio-signature.ts';

const MESSAGE_SID = /^(SM|MM)[0-9a-fA-F]{32}$/;
const MAX_MEDIA = 10;
/** Twilio adds fields without notice, and may repeat those: only what is read here has to be of one mind. */
const READ =
  /^(MessageSid|SmsSid|MessageStatus|SmsStatus|ErrorCode|From|To|Body|ButtonPayload|OptOutType|NumMedia|Media(Url|ContentType)\d+)$/;

/** Every status of Twilio's; those of inbound messages are missing on purpose. */
const STATUSES: Readonly<Record<string, DeliveryStatus>> = {
  accepted: 'accepted',
  scheduled: 'accepted',
  queued: 'accepted',
  sending: 'accepted',
  sent: 'sent',
  partially_delivered: 'sent',
  delivered: 'delivered',
  read: 'read',
  undelivered: 'failed',
  failed: 'failed',
  canceled: 'failed',
};

const OPT_OUT_TYPES = { STOP: 'stop', START: 'start', HELP: 'help' } as const;

export function parseTwilio(request: RawRequest): InboundEvent[] {
  const query = queryOf(request.url);
  if (query === null) return [ignored('no URL')];
  if (request.method !== 'GET' && !isForm(request.headers)) return [ignored('not a form')];
  const form = request.method === 'GET' ? [...query] : formOf(request.body);
  const fields = new Map(form);
  // Twilio repeats no field that is read here; two different values mean that somebody plays with the signature.
  for (const [name, value] of form)
    if (READ.test(name) && fields.get(name) !== value) return [ignored('a field was repeated')];
  const sid = fields.get('MessageSid') ?? fields.get('SmsSid') ?? '';
  if (!MESSAGE_SID.test(sid)) return [ignored('no message sid')];
  if (fields.has('MessageStatus')) return [deliveryOf(sid, fields, query)];
  return [messageOf(sid, fields)];
}

export function deliveryStatusOf(twilioStatus: string): DeliveryStatus | null {
  return Object.hasOwn(STATUSES, twilioStatus) ? (STATUSES[twilioStatus] ?? null) : null;
}

function deliveryOf(sid: string, fields: Map<string, string>, query: URLSearchParams): InboundEvent {
  const status = deliveryStatusOf(fields.get('MessageStatus') ?? '');
  if (status === null) return ignored('not a status of an outbound message');
  const code = /^\d{1,6}$/.test(fields.get('ErrorCode') ?? '') ? Number(fields.get('ErrorCode')) : null;
  return {
    kind: 'delivery',
    providerMessageId: sid,
    sendId: parseId('snd', query.get('snd') ?? ''),
    status,
    providerCode: code === null || code === 0 ? null : String(code),
    failure: status === 'failed' ? failedDelivery(code) : null,
    priceMicroUsd: null,
  };
}

function messageOf(sid: string, fields: Map<string, string>): InboundEvent {
  const from = parseAddress(`phone:${fields.get('From') ?? ''}`);
  if (from === null) return ignored('the sender is not a phone number');
  const to = fields.get('To') ?? '';
  if (to === '') return ignored('no recipient');
  const smsStatus = fields.get('SmsStatus') ?? 'received';
  if (smsStatus !== 'received' && smsStatus !== 'receiving') return ignored('not an inbound message');
  return {
    kind: 'message',
    providerMessageId: sid,
    from,
    to,
    text: fields.get('Body') ?? '',
    media: mediaOf(fields),
    payload: fields.get('ButtonPayload') || null,
    handledByProvider: optOutTypeOf(fields.get('OptOutType') ?? ''),
    sentAtMs: null,
  };
}

function mediaOf(fields: Map<string, string>): Media[] {
  const count = Math.min(Number(fields.get('NumMedia') ?? '0') || 0, MAX_MEDIA);
  const media: Media[] = [];
  for (let at = 0; at < count; at++) {
    const url = fields.get(`MediaUrl${at}`) ?? '';
    if (!/^https?:\/\//.test(url) || !URL.canParse(url)) continue;
    media.push({ url, contentType: fields.get(`MediaContentType${at}`) || 'application/octet-stream' });
  }
  return media;
}

function optOutTypeOf(text: string): 'stop' | 'start' | 'help' | null {
  const type = text.toUpperCase();
  return type === 'STOP' || type === 'START' || type === 'HELP' ? OPT_OUT_TYPES[type] : null;
}

function ignored(why: string): InboundEvent {
  return { kind: 'ignored', why };
}
