/** The stand-in that is bound as AI in workerd tests, as tests talk to it: tell it what to do, ask what it was asked. */
import { env } from 'cloudflare:workers';
import type { Asked, Behaviour } from './model-words.ts';

type Told = { behave: (behaviour: Behaviour) => Promise<void>; asked: () => Promise<Asked[]> };

function told(): Told {
  if (env.AI === undefined) throw new Error('AI is not bound: see test/vitest.config.ts');
  return env.AI as unknown as Told;
}

/** Until it is told otherwise. Every test that uses it begins with this. */
export const tellModels = (behaviour: Behaviour): Promise<void> => told().behave(behaviour);

/** Since it was last told. */
export const askedOfModels = (): Promise<Asked[]> => told().asked();
