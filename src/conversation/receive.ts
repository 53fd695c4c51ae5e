/**
 * Inbound in two steps. `append` is what the provider waits for: one row, written once however often the message comes. `takeIn`
 * is the first thing that everything else does: it moves what was appended into the thread, in order of arrival, and obeys STOP.
 * Nothing is claimed, decided or shown without it, so a STOP counts from the moment it was acknowledged.
 */
import type { InboundMessage } from '../domain/channel.ts';
import { readKeyword, readOptOutInWords } from '../domain/opt-out.ts';
import type { Kept } from './kept.ts';
import type { Identity, ReceiveResult, Route } from './api.ts';
import { applyConsent } from './consent.ts';
import { open } from './identity.ts';
import { addMessage, changeMessage, markRead } from './messages.ts';
import type { Ports } from './ports.ts';
import { changeState, readState, stateOf } from './rows.ts';
import { countInbound } from './session.ts';

/** A burst is answered at the latest after this many gathering times, however long the customer goes on typing. */
const GATHER_AT_MOST = 4;

/** What is kept of a message until it is taken in. Whom it is about stands in every row: the first one makes the conversation. */
type Appended = { atMs: number; who: Identity; route: Route; gatherMs: number; message: InboundMessage };

/** One transaction, no waiting: either all of it is stored or the provider hears an error and tries again. */
export function append(ports: Ports, who: Identity, route: Route, messages: InboundMessage[]): ReceiveResult {
  const { kept } = ports;
  const nowMs = ports.nowMs();
  const gatherMs = ports.gatherMs(who.businessId, route.channel);
  const stored = kept.append(
    messages.map((message) => {
      const appended: Appended = { atMs: nowMs, who, route, gatherMs, message };
      const key = `${route.connectionId}:${message.providerMessageId}`;
      return { key, body: JSON.stringify(appended) };
    }),
  );
  return { stored, duplicates: messages.length - stored };
}

/** Takes in what was appended, all of it or nothing. True when there was something. */
export function takeIn(kept: Kept): boolean {
  return kept.takeAppended(readState(kept)?.taken ?? 0, ({ place, id, body }) => {
    takeOne(kept, id, appendedOf(body));
    changeState(kept, { taken: place });
  });
}

function takeOne(kept: Kept, key: string, { atMs, who, route, gatherMs, message }: Appended): void {
  const before = open(kept, who, route);
  const seq = addMessage(kept, {
    direction: 'in',
    author: 'customer',
    text: textOf(message),
    at_ms: atMs,
    provider_key: key,
    payload: message.payload,
  });
  gather(kept, route, atMs, gatherMs);
  countInbound(kept, before, atMs);
  obey(kept, atMs, route, message, seq);
}

function textOf(message: InboundMessage): string {
  if (message.media.length === 0) return message.text;
  const media = message.media.map((m) => `[${m.contentType}]`).join(' ');
  return message.text === '' ? media : `${message.text}\n${media}`;
}

function gather(kept: Kept, route: Route, atMs: number, gatherMs: number): void {
  const state = stateOf(kept);
  const firstUnreadAtMs = state.first_unread_at_ms ?? atMs;
  changeState(kept, {
    epoch: state.epoch + 1,
    channel: route.channel,
    connection_id: route.connectionId,
    last_inbound_at_ms: atMs,
    first_unread_at_ms: firstUnreadAtMs,
    gather_due_ms: Math.min(atMs + gatherMs, firstUnreadAtMs + GATHER_AT_MOST * gatherMs),
    session_answered: state.session_opened_at_ms === null ? false : state.session_answered,
    session_opened_at_ms: state.session_opened_at_ms ?? atMs,
  });
}

/** Keywords never pass through a model. */
function obey(kept: Kept, atMs: number, route: Route, message: InboundMessage, seq: number): void {
  const { keyword, source } = ruleOf(message);
  if (keyword === null) return;
  // "Yes" brings an opted-out customer back; from anybody else it is an answer to what was asked.
  if (keyword === 'start' && source !== 'provider' && !stateOf(kept).opted_out) return;
  const kind = keyword === 'stop' ? 'optOut' : 'optIn';
  const change = { kind, purpose: '', channel: route.channel, source, evidence: `message ${seq}` } as const;
  const result = keyword === 'help' ? { kind: 'changed' as const } : applyConsent(kept, atMs, change);
  // Confirmed once, and by one party: a second STOP, or one that the provider has answered, needs no word from us.
  const silent = source === 'provider' || result.kind !== 'changed';
  changeMessage(kept, seq, { keyword });
  if (silent) markRead(kept, [seq], 0);
}

export const saysStop = (message: InboundMessage): boolean => ruleOf(message).keyword === 'stop';

function ruleOf(message: InboundMessage): {
  keyword: 'stop' | 'start' | 'help' | null;
  source: 'provider' | 'keyword' | 'words';
} {
  if (message.handledByProvider !== null) return { keyword: message.handledByProvider, source: 'provider' };
  const keyword = readKeyword(message.text);
  if (keyword !== null) return { keyword, source: 'keyword' };
  return { keyword: readOptOutInWords(message.text) ? 'stop' : null, source: 'words' };
}

/** The only place that reads what was appended: we wrote it ourselves. */
function appendedOf(body: string): Appended {
  return JSON.parse(body) as Appended;
}
