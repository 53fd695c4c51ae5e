/** What a new customer in the web chat would be told: thought through like a turn, and nothing of it is kept or sent. */
import type { BusinessProfile } from '../domain/business.ts';
import type { Evidence } from '../domain/evidence.ts';
import { NEW_DIALOGUE } from '../domain/flow.ts';
import type { Flow } from '../domain/flow.ts';
import type { Understanding } from '../domain/understanding.ts';
import { decideWishes, inputsOf } from './decide-wishes.ts';
import type { Brain } from './ports.ts';

export type TriedOut = {
  understanding: Understanding;
  flow: string;
  decision: 'reply' | 'ask' | 'handOff' | 'silent';
  /** What would be said; empty = nothing. */
  text: string;
  evidence: Evidence[];
};

export async function tryOut(
  brain: Brain,
  flows: readonly Flow[],
  business: BusinessProfile,
  text: string,
  nowMs: number,
): Promise<TriedOut> {
  const [understanding, retrieval] = await Promise.all([
    brain.understand(business, text, nowMs, null),
    brain.retrieve(business, text, 'webchat'),
  ]);
  const input = {
    text,
    payload: null,
    understanding,
    retrieval,
    // Whoever tries it knows that it is an AI.
    state: { ...NEW_DIALOGUE, disclosed: true },
    business,
    nowMs,
    channel: 'webchat' as const,
    conversationHasPerson: false,
  };
  const inputs = await inputsOf(brain, input, understanding.wishes ?? []);
  const { decisions, flow } = await decideWishes(brain, inputs, flows);
  const order = ['handOff', 'reply', 'ask'] as const;
  return {
    understanding,
    flow,
    decision: order.find((kind) => decisions.some((one) => one.kind === kind)) ?? 'silent',
    text: decisions.flatMap((one) => ('text' in one ? one.text : [])).join('\n'),
    evidence: decisions.flatMap((one) => (one.kind === 'reply' ? one.evidence : [])),
  };
}
