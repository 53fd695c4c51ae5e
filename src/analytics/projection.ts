/** Events -> the latest of each conversation. Folding in any order, any number of times, gives the same row. */
import type { ChannelName } from '../domain/channel.ts';
import type { Event, Resolution } from '../domain/event.ts';
import { eventOrder } from '../domain/event.ts';

/** A value, and the order of the event that set it: the later one wins. The empty order loses against all. */
export type Latest<T> = { value: T; order: string };

export type ConversationRow = {
  businessId: string;
  id: string;
  openedAtMs: number;
  lastAtMs: number;
  channel: Latest<ChannelName>;
  state: Latest<{ state: 'open' | 'closed'; resolution: Resolution | null }>;
  needsPerson: Latest<boolean>;
  optedOut: Latest<boolean>;
};

/** One row for each conversation that the events speak of. */
export function projectConversations(events: readonly Event[]): ConversationRow[] {
  const rows = new Map<string, ConversationRow>();
  for (const event of events) {
    const key = `${event.businessId} ${event.conversationId}`;
    const next = rowOf(event);
    const before = rows.get(key);
    rows.set(key, before === undefined ? next : merge(before, next));
  }
  return [...rows.values()];
}

function rowOf(event: Event): ConversationRow {
  const order = eventOrder(event);
  const row: ConversationRow = {
    businessId: event.businessId,
    id: event.conversationId,
    openedAtMs: event.atMs,
    lastAtMs: event.atMs,
    channel: { value: event.channel, order },
    state: { value: { state: 'open', resolution: null }, order: '' },
    needsPerson: { value: false, order: '' },
    optedOut: { value: false, order: '' },
  };
  switch (event.kind) {
    case 'conversation.opened':
    case 'conversation.reopened':
      return { ...row, state: { value: { state: 'open', resolution: null }, order } };
    case 'conversation.closed':
      return {
        ...row,
        state: { value: { state: 'closed', resolution: event.resolution }, order },
        needsPerson: { value: false, order },
      };
    case 'handoff.requested':
      return { ...row, needsPerson: { value: true, order } };
    case 'floor.changed':
      return event.holder === 'bot' ? { ...row, needsPerson: { value: false, order } } : row;
    case 'consent.optedOut':
      return { ...row, optedOut: { value: true, order } };
    case 'consent.optedIn':
      return { ...row, optedOut: { value: false, order } };
    default:
      return row;
  }
}

function merge(a: ConversationRow, b: ConversationRow): ConversationRow {
  return {
    businessId: a.businessId,
    id: a.id,
    openedAtMs: Math.min(a.openedAtMs, b.openedAtMs),
    lastAtMs: Math.max(a.lastAtMs, b.lastAtMs),
    channel: later(a.channel, b.channel),
    state: later(a.state, b.state),
    needsPerson: later(a.needsPerson, b.needsPerson),
    optedOut: later(a.optedOut, b.optedOut),
  };
}

function later<T>(a: Latest<T>, b: Latest<T>): Latest<T> {
  return b.order > a.order ? b : a;
}
