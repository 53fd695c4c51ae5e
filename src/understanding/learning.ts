/** The parts that learn, put together over ports: who labels, who serves, who is asked to train, what a text would be taken for. */
import type { BusinessProfile } from '../domain/business.ts';
import type { BusinessId, ConversationId } from '../domain/ids.ts';
import type { Log } from '../platform/log.ts';
import type { CorrectedModel } from './corrections.ts';
import { labelFor } from './corrections.ts';
import { explainIntent } from './explain.ts';
import type { Explanation } from './explain.ts';
import { examplePages } from './labelled-set.ts';
import type { Example, LabelledSet } from './labelled-set.ts';
import { labelling } from './labelling.ts';
import type { Labelling } from './labelling.ts';
import { models } from './models.ts';
import type { Models } from './models.ts';
import { recentTurns } from './recent-turns.ts';
import type { RecentTurn } from './recent-turns.ts';
import type { Releases, ReleaseState } from './releases.ts';
import { selfLabelled } from './self-label.ts';
import { serving } from './serving.ts';
import { suggestionsFrom } from './suggest.ts';
import type { Suggestion } from './suggest.ts';
import type { TrainerApi } from './trainer-api.ts';
import type { TrainerPorts } from './trainer.ts';

export type LearningPorts = {
  setOf: (id: BusinessId) => LabelledSet;
  releasesOf: (id: BusinessId) => Releases;
  trainerOf: (id: BusinessId) => TrainerApi;
  /** Read anew every few seconds; kept in the isolate in between. */
  state: { get: (id: BusinessId) => Promise<ReleaseState | null>; forget: (id: BusinessId) => void };
  /** The latest first. */
  conversations: (id: BusinessId, limit: number) => Promise<ConversationId[]>;
  turnsOf: (
    id: BusinessId,
    conversation: ConversationId,
    limit: number,
  ) => Promise<Omit<RecentTurn, 'conversationId'>[]>;
  /** A short name that is the same for the same text of the same business. */
  idOf: (id: BusinessId, key: string) => Promise<string>;
  nowMs: () => number;
  log: Log;
};

export type Why = Explanation & {
  /** A person has said it of these words, or of nearly these. */
  label: ReturnType<typeof labelFor>;
};

export type Learning = {
  /** Of every version, loaded once. */
  models: Models;
  labelling: (id: BusinessId) => Labelling;
  /** `null` = no conversation: the version that serves. */
  classifierFor: (
    business: BusinessProfile,
    conversation: ConversationId | null,
  ) => Promise<{ corrected: CorrectedModel; version: string }>;
  explain: (business: BusinessProfile, text: string) => Promise<Why>;
  /** Messages without a label, those worth one first. */
  suggestions: (business: BusinessProfile, wanted: number) => Promise<Suggestion[]>;
  trainerPorts: (id: BusinessId) => Pick<TrainerPorts, 'releases' | 'examples' | 'history'>;
};

const EXAMPLES_COMPARED = 400;
const SUGGEST_FROM = { conversations: 60, turnsEach: 10 };
const LEARN_FROM = { conversations: 200, turnsEach: 10 };

export function learning(ports: LearningPorts): Learning {
  const { setOf, releasesOf, trainerOf, state, nowMs, log } = ports;

  const turnsFrom = async (id: BusinessId, { conversations, turnsEach }: typeof LEARN_FROM) =>
    recentTurns(await ports.conversations(id, conversations), (one) => ports.turnsOf(id, one, turnsEach));
  const askToTrain = async (businessId: BusinessId): Promise<void> => {
    try {
      await trainerOf(businessId).request();
    } catch (error) {
      // The sweep finds labels that nobody has learned from.
      log.error('trainer_not_asked', { businessId, error: nameOf(error) });
    }
  };
  const versions = models({
    load: (id, version) => releasesOf(id).bytes(version),
    unusable: async (businessId, version) => {
      log.error('model_unusable', { businessId, version });
      await askToTrain(businessId);
    },
  });
  const { classifierFor } = serving({
    state: (id) => state.get(id),
    newestLabels: (id, limit) => setOf(id).newestOfPeople(limit),
    models: versions,
    failed: (what, error) => log.error('classifier_not_read', { what, error: nameOf(error) }),
  });

  const labellingOf = (id: BusinessId): Labelling =>
    labelling({
      set: setOf(id),
      nowMs,
      idOf: (key) => ports.idOf(id, key),
      changed: async () => {
        state.forget(id);
        await askToTrain(id);
      },
    });

  return {
    models: versions,
    classifierFor,
    labelling: labellingOf,

    async explain(business, text) {
      const { corrected } = await classifierFor(business, null);
      // Begins the labelled set, if nobody has.
      await labellingOf(business.id).intents();
      const { ranked } = explainIntent(corrected.model, text, []);
      const likely = await Promise.all(
        ranked.map((intent) => setOf(business.id).examples(intent, null, EXAMPLES_COMPARED)),
      );
      return {
        ...explainIntent(corrected.model, text, likely.flat()),
        label: labelFor(corrected, text),
      };
    },

    async suggestions(business, wanted) {
      const turns = await turnsFrom(business.id, SUGGEST_FROM);
      const { corrected } = await classifierFor(business, null);
      // Those that are shown must have no label at all, not only none that acts at once.
      const isLabelled = await labellingOf(business.id).whichAreLabelled(turns.map(({ text }) => text));
      return suggestionsFrom(corrected.model, turns, isLabelled, wanted);
    },

    trainerPorts(id) {
      const examples = () => allExamples(setOf(id));
      return {
        releases: releasesOf(id),
        examples,
        async history(model) {
          return selfLabelled(model, await turnsFrom(id, LEARN_FROM), await examples());
        },
      };
    },
  };
}

async function allExamples(set: LabelledSet): Promise<Example[]> {
  const all: Example[] = [];
  for await (const page of examplePages(set)) all.push(...page);
  return all;
}

/** For the sweep: labels that nobody learns from, and trials that nobody watches. */
export async function wakeTrainers(
  businesses: readonly BusinessId[],
  trainerOf: (id: BusinessId) => TrainerApi,
  log: Log,
): Promise<void> {
  for (const businessId of businesses) {
    try {
      await trainerOf(businessId).wake();
    } catch (error) {
      log.error('sweep_failed', { businessId, error: nameOf(error) });
    }
  }
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : 'unknown';
}
