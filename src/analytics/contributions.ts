/** What one event adds to the figures. Sums only: the order of events never matters. */
import type { ChannelName } from '../domain/channel.ts';
import type { Event } from '../domain/event.ts';
import { bucketOf } from './histogram.ts';

/** The ways in which figures are cut. `all` has one key, the empty one. */
export type Dim = 'all' | 'channel' | 'intent' | 'campaign' | 'model';

export type Contribution = {
  dim: Dim;
  key: string;
  day: string;
  /** What is counted. `…#sum` adds up segments, micro-dollars or milliseconds; a number is a bucket of first responses. */
  counter: string;
  n: number;
};

/** Key of turns and conversations whose intent was not understood. */
export const NO_INTENT = 'none';
const MAX_KEY_CHARS = 100;

export function contributionsOf(event: Event): Contribution[] {
  const { day, channel } = event;
  switch (event.kind) {
    case 'message.received':
      return count(day, 'in', byChannel(channel));
    case 'conversation.opened':
      return count(day, 'opened', byChannel(channel));
    case 'conversation.reopened':
      return count(event.closedDay ?? day, `reopened.${event.was}`, [
        ...byChannel(channel),
        ...byIntent(event.intent ?? null),
      ]);
    case 'conversation.closed':
      return count(day, `closed.${event.resolution}`, [...byChannel(channel), ...byIntent(event.intent)]);
    case 'turn.decided':
      return [
        ...count(day, `turn.${event.decision}`, [...byChannel(channel), ...byIntent(event.intent)]),
        ...byModel(event),
      ];
    case 'turn.corrected':
      return [
        ...count(day, 'corrected', [...byChannel(channel), ...byIntent(event.intent)]),
        { dim: 'model', key: keyOf(event.modelVersion), day, counter: 'corrected', n: 1 },
      ];
    case 'response.first':
      return [
        ...count(day, `firstBy.${event.by}`, byChannel(channel), event.waitMs),
        ...count(day, String(bucketOf(event.waitMs)), byChannel(channel)),
      ];
    case 'handoff.requested':
      return count(day, 'handOff', [...byChannel(channel), ...byIntent(event.intent)]);
    case 'floor.changed':
      return [];
    case 'consent.optedOut':
      return count(day, 'optOut', byChannel(channel));
    case 'consent.optedIn':
      return count(day, 'optIn', byChannel(channel));
    case 'send.settled':
      return count(
        day,
        `send.${event.outcome}`,
        [...byChannel(channel), ...byCampaign(event.campaignId)],
        event.segments,
      );
    case 'send.delivered':
      return count(day, `delivery.${event.status}`, [...byChannel(channel), ...byCampaign(event.campaignId)]);
    case 'cost.incurred':
      return count(day, `cost.${event.cost}`, byChannel(channel), event.microUsd);
  }
}

/** How the classifier's versions do: what they took turns for, how sure they were, and what came of it. */
function byModel(event: Extract<Event, { kind: 'turn.decided' }>): Contribution[] {
  const { day, decision, confidence, understood = event.intent } = event;
  const sureness = Math.min(9, Math.max(0, Math.floor(confidence * 10)));
  const counters = ['turns', `as.${keyOf(understood ?? NO_INTENT)}`, `sure.${sureness}`];
  if (decision === 'handOff') counters.push('handedOff');
  return counters.map((counter) => ({ dim: 'model', key: keyOf(event.modelVersion), day, counter, n: 1 }));
}

type Cut = { dim: Dim; key: string };

const WHOLE: Cut = { dim: 'all', key: '' };

function byChannel(channel: ChannelName): Cut[] {
  return [{ dim: 'channel', key: channel }];
}

function byIntent(intent: string | null): Cut[] {
  return [{ dim: 'intent', key: keyOf(intent ?? NO_INTENT) }];
}

function keyOf(name: string): string {
  return name.slice(0, MAX_KEY_CHARS);
}

function byCampaign(campaignId: string | null): Cut[] {
  return campaignId === null ? [] : [{ dim: 'campaign', key: campaignId.slice(0, MAX_KEY_CHARS) }];
}

/** One more of `counter`, in the whole and in each of the cuts; and `sum` more in what it adds up to. */
function count(day: string, counter: string, cuts: Cut[], sum = 0): Contribution[] {
  const contributions: Contribution[] = [];
  for (const { dim, key } of [WHOLE, ...cuts]) {
    contributions.push({ dim, key, day, counter, n: 1 });
    if (sum !== 0) contributions.push({ dim, key, day, counter: `${counter}#sum`, n: sum });
  }
  return contributions;
}
