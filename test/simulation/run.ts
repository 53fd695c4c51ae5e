/** One seed: faults on while the story is played, then off until all has come to rest, then the judge. */
import { House } from './house.ts';
import type { Mutant } from './mutants.ts';
import { NO_MUTANT } from './mutants.ts';
import { judgeRun } from './oracle.ts';
import type { Findings } from './oracle.ts';
import { play, profileFor } from './scenario.ts';
import { World } from './world.ts';

export type RunResult = {
  seed: number;
  steps: number;
  posts: number;
  struck: World['struck'];
  findings: Findings;
};

const STORY_MS = 45 * 60_000;
/** Retries wait four hours at the most, quiet hours a night, the frequency cap a day and a half. */
const REST_MS = 96 * 3_600_000;

export async function runSeed(seed: number, mutant: Mutant = NO_MUTANT): Promise<RunResult> {
  const world = new World(seed);
  const house = new House(world, profileFor(world), mutant);
  const story = play(world, house, mutant.acknowledgesEarly === true);
  await world.runUntil(world.nowMs + STORY_MS);
  world.faultsOn = false;
  await world.runUntil(world.nowMs + REST_MS);
  return {
    seed,
    steps: world.steps,
    posts: house.provider.posts.length,
    struck: world.struck,
    findings: judgeRun(house, story),
  };
}

/** A broken promise; sends that stay unknown are none. */
export function isBroken({ findings: f }: RunResult): boolean {
  return (
    f.lost +
      f.duplicated +
      f.outOfOrder +
      f.afterStop +
      f.stuck +
      f.talkedOver +
      f.statusBackwards +
      f.overLimits +
      f.figuresWrong >
    0
  );
}
