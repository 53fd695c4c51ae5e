/** Counters -> the figures that people read. Pure. */
import { quantileMs } from './histogram.ts';

/** Rollups added up. Buckets are kept apart: there are many, and they are read as a whole. */
export class Counters {
  readonly named = new Map<string, number>();
  readonly waits: (number | undefined)[] = [];

  /** @param counters counter -> how much, as `contributions.ts` names them */
  add(counters: Readonly<Record<string, number>>): void {
    for (const counter in counters) {
      const n = counters[counter] ?? 0;
      const bucket = Number(counter);
      if (Number.isNaN(bucket)) this.named.set(counter, (this.named.get(counter) ?? 0) + n);
      else this.waits[bucket] = (this.waits[bucket] ?? 0) + n;
    }
  }
}

export type Figures = {
  messages: { in: number; out: number };
  /** What was decided at each turn of a conversation. */
  turns: { reply: number; ask: number; handOff: number; silent: number };
  /** Conversations that began. */
  conversations: number;
  firstResponse: { byBot: number; byPerson: number; medianMs: number | null; p90Ms: number | null };
  /** Conversations that ended: the five parts add up to `closed`. */
  deflection: {
    closed: number;
    confirmed: number;
    assumed: number;
    abandoned: number;
    reopened: number;
    handedOff: number;
    /** `confirmed` of `closed`: what is certain. Null when nothing was closed. */
    confirmedRate: number | null;
    /** `confirmed` and `assumed` of `closed`: what is possible at best. */
    atBestRate: number | null;
  };
  /** `rate` = handed off of closed; `requests` counts every time that a person was asked for. */
  handOff: { requests: number; rate: number | null };
  consent: { optOuts: number; optIns: number };
  /** `segments` of what was sent. */
  sends: Record<SendOutcome, number> & { segments: number };
  deliveries: { delivered: number; read: number; failed: number };
  costMicroUsd: {
    model: number;
    carrier: number;
    infrastructure: number;
    total: number;
    perConversation: number | null;
  };
};

export type SendOutcome = 'sent' | 'failed' | 'denied' | 'cancelled' | 'expired' | 'unknown';

/** Null = not kept for this way of cutting, which is not the same as none. */
export type GroupFigures = { [Section in keyof Figures]: Figures[Section] | null };

export function figuresOf(counters: Counters): Figures {
  const n = (counter: string): number => counters.named.get(counter) ?? 0;
  const sum = (counter: string): number => counters.named.get(`${counter}#sum`) ?? 0;
  const conversations = n('opened');
  const deflection = deflectionOf(n);
  const cost = {
    model: sum('cost.model'),
    carrier: sum('cost.carrier'),
    infrastructure: sum('cost.infrastructure'),
  };
  const total = cost.model + cost.carrier + cost.infrastructure;
  return {
    messages: { in: n('in'), out: n('send.sent') },
    turns: {
      reply: n('turn.reply'),
      ask: n('turn.ask'),
      handOff: n('turn.handOff'),
      silent: n('turn.silent'),
    },
    conversations,
    firstResponse: {
      byBot: n('firstBy.bot'),
      byPerson: n('firstBy.person'),
      medianMs: quantileMs(counters.waits, 0.5),
      p90Ms: quantileMs(counters.waits, 0.9),
    },
    deflection,
    handOff: { requests: n('handOff'), rate: rate(deflection.handedOff, deflection.closed) },
    consent: { optOuts: n('optOut'), optIns: n('optIn') },
    sends: {
      sent: n('send.sent'),
      failed: n('send.failed'),
      denied: n('send.denied'),
      cancelled: n('send.cancelled'),
      expired: n('send.expired'),
      unknown: n('send.unknown'),
      segments: sum('send.sent'),
    },
    deliveries: {
      delivered: n('delivery.delivered'),
      read: n('delivery.read'),
      failed: n('delivery.failed'),
    },
    costMicroUsd: {
      ...cost,
      total,
      perConversation: conversations === 0 ? null : Math.round(total / conversations),
    },
  };
}

/** A conversation that came back is taken out of the part in which it was counted. */
function deflectionOf(n: (counter: string) => number): Figures['deflection'] {
  const kept = (part: string): number => Math.max(0, n(`closed.${part}`) - n(`reopened.${part}`));
  const closed = n('closed.confirmed') + n('closed.assumed') + n('closed.abandoned') + n('closed.handedOff');
  const confirmed = kept('confirmed');
  const assumed = kept('assumed');
  const abandoned = kept('abandoned');
  const handedOff = n('closed.handedOff');
  return {
    closed,
    confirmed,
    assumed,
    abandoned,
    reopened: closed - confirmed - assumed - abandoned - handedOff,
    handedOff,
    confirmedRate: rate(confirmed, closed),
    atBestRate: rate(confirmed + assumed, closed),
  };
}

function rate(part: number, whole: number): number | null {
  return whole === 0 ? null : Math.round((part / whole) * 10_000) / 10_000;
}
