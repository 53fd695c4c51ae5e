/** One message may hold several wishes: each is thought through with evidence of its own, then all are decided together. */
import { decideSeveral } from '../domain/flow-several.ts';
import { decide } from '../domain/flow.ts';
import type { Flow, TurnDecision, TurnInput } from '../domain/flow.ts';
import type { Understanding } from '../domain/understanding.ts';
import { decideWithRecords } from './decide-with-records.ts';
import type { Brain } from './ports.ts';

/** What was looked up is not known yet. */
type WishInput = Omit<TurnInput, 'lookups'>;
export type WishInputs = readonly [WishInput, ...WishInput[]];

/** The message as it is when it holds one wish. */
export async function inputsOf(
  brain: Pick<Brain, 'retrieve'>,
  input: WishInput,
  wishes: NonNullable<Understanding['wishes']>,
): Promise<WishInputs> {
  const { business, channel } = input;
  const [first, ...others] = await Promise.all(
    wishes.map(async (wish) => ({
      ...input,
      ...wish,
      retrieval: await brain.retrieve(business, wish.text, channel),
    })),
  );
  return first === undefined ? [input] : [first, ...others];
}

export function decideWishes(
  brain: Pick<Brain, 'lookUpOrder'>,
  inputs: WishInputs,
  flows: readonly Flow[],
): Promise<TurnDecision> {
  const [only, ...others] = inputs;
  return decideWithRecords(brain, only.business.id, (lookups) =>
    others.length === 0
      ? decide({ ...only, lookups }, flows)
      : decideSeveral([{ ...only, lookups }, ...others.map((other) => ({ ...other, lookups }))], flows),
  );
}
