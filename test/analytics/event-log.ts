/** A made-up log of what happened in some shops: seeded, with everything that an event can be. */
import type { ChannelName } from '../../src/domain/channel.ts';
import type { Event, EventBody, Resolution } from '../../src/domain/event.ts';
import { addDays } from '../../src/domain/local-time.ts';

export type LogOptions = {
  seed: number;
  businessIds: readonly string[];
  fromDay: string;
  days: number;
  /** The log ends with the conversation that reaches this number. */
  events: number;
};

const CHANNELS = ['sms', 'sms', 'sms', 'whatsapp', 'webchat'] as const satisfies readonly ChannelName[];
const INTENTS = ['order_status', 'returns', 'store_hours', 'shipping', 'product_question', null] as const;
const OUTCOMES = ['sent', 'sent', 'sent', 'sent', 'sent', 'sent', 'failed', 'denied', 'expired'] as const;
const RESOLUTIONS = ['confirmed', 'confirmed', 'assumed', 'assumed', 'abandoned', 'handedOff'] as const;

/** mulberry32 */
export function seeded(seed: number): () => number {
  let a = seed >>> 0;
  return () => {
    a = (a + 0x6d2b79f5) >>> 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Whole conversations, day after day. */
export function* eventLog(options: LogOptions): Generator<Event> {
  const random = seeded(options.seed);
  const pick = <T>(list: readonly T[]): T => {
    const value = list[Math.floor(random() * list.length)];
    if (value === undefined) throw new Error('nothing to pick from');
    return value;
  };
  let made = 0;
  for (let number = 0; made < options.events; number += 1) {
    const key = `s${options.seed}n${number}`.padEnd(26, 'a');
    const businessId = pick(options.businessIds);
    const dayIndex = Math.floor((made / options.events) * options.days);
    const day = addDays(options.fromDay, dayIndex);
    const startMs = Date.parse(`${day}T08:00:00Z`) + Math.floor(random() * 36_000_000);
    for (const [index, body] of conversation(random, pick, day).entries()) {
      yield {
        id: `evt_${key}_${index + 1}`,
        businessId,
        conversationId: `cnv_${key}`,
        atMs: startMs + index * 1000,
        day,
        ...body,
      };
      made += 1;
      if (made >= options.events) return;
    }
  }
}

function conversation(
  random: () => number,
  pick: <T>(list: readonly T[]) => T,
  closedDay: string,
): EventBody[] {
  const channel = pick(CHANNELS);
  const intent = pick(INTENTS);
  const resolution: Resolution = pick(RESOLUTIONS);
  const byPerson = resolution === 'handedOff' && random() < 0.5;
  const campaignId = random() < 0.1 ? `cmp_sale${Math.floor(random() * 4)}` : null;
  const handedOff: EventBody[] = [
    { kind: 'handoff.requested', channel, reason: 'asked', intent },
    { kind: 'floor.changed', channel, holder: random() < 0.5 ? 'bot' : 'person' },
  ];
  const reopened: EventBody[] = [
    { kind: 'conversation.reopened', channel, was: resolution, closedDay, intent },
    { kind: 'message.received', channel, connectionId: 'con_bike' },
  ];
  return [
    { kind: 'conversation.opened', channel },
    { kind: 'message.received', channel, connectionId: 'con_bike' },
    {
      kind: 'turn.decided',
      channel,
      intent,
      flow: intent ?? 'fallback',
      decision: resolution === 'handedOff' ? 'handOff' : pick(['reply', 'ask', 'silent'] as const),
      modelVersion: 'v1',
      confidence: random(),
    },
    {
      kind: 'response.first',
      channel,
      waitMs: Math.round(byPerson ? 60_000 * 60 ** random() : 1500 * 4 ** random()),
      by: byPerson ? 'person' : 'bot',
    },
    {
      kind: 'send.settled',
      channel,
      class: campaignId === null ? 'reply' : 'marketing',
      outcome: pick(OUTCOMES),
      reason: null,
      campaignId,
      segments: 1 + Math.floor(random() * 3),
    },
    { kind: 'send.delivered', channel, class: 'reply', status: 'delivered', campaignId },
    { kind: 'cost.incurred', channel, cost: 'carrier', microUsd: Math.floor(random() * 30_000) },
    { kind: 'cost.incurred', channel, cost: 'infrastructure', microUsd: 12 },
    { kind: 'cost.incurred', channel, cost: 'model', microUsd: Math.floor(random() * 400) },
    ...(resolution === 'handedOff' ? handedOff : []),
    ...(random() < 0.03 ? [{ kind: 'consent.optedOut', channel, source: 'keyword' } as const] : []),
    ...(random() < 0.01 ? [{ kind: 'consent.optedIn', channel, source: 'keyword' } as const] : []),
    { kind: 'conversation.closed', channel, resolution, intent },
    ...(random() < 0.05 ? reopened : []),
  ];
}
