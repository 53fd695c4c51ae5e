/** Which classifier answers a conversation now, with the labels of people laid over it. Kept in the isolate. */
import type { BusinessProfile } from '../domain/business.ts';
import type { BusinessId, ConversationId } from '../domain/ids.ts';
import { isInCanary } from './canary.ts';
import { MAX_CORRECTIONS, withCorrections } from './corrections.ts';
import type { CorrectedModel } from './corrections.ts';
import type { Models } from './models.ts';
import type { ReleaseState } from './releases.ts';
import type { LabelledText } from './training-set.ts';

export type ServingPorts = {
  /** Null = the business has not begun to teach. Cached for seconds only: it is how a correction acts in seconds. */
  state: (id: BusinessId) => Promise<ReleaseState | null>;
  /** The newest labels of people, newest first. */
  newestLabels: (id: BusinessId, limit: number) => Promise<readonly LabelledText[]>;
  models: Models;
  /** Something could not be read; what is known serves on. */
  failed: (what: 'state' | 'labels', error: unknown) => void;
};

export type Serving = {
  /** The same version for the same conversation, as long as the releases stay as they are. */
  classifierFor: (
    business: BusinessProfile,
    conversationId: ConversationId | null,
  ) => Promise<{ corrected: CorrectedModel; version: string }>;
};

type Kept = {
  labelsVersion: number;
  labels: readonly LabelledText[];
  byVersion: Map<string, CorrectedModel>;
};

const MAX_BUSINESSES = 100;

/** Never fails because of the database: without it the default model answers. */
export function serving({ state, newestLabels, models, failed }: ServingPorts): Serving {
  const kept = new Map<BusinessId, Kept>();

  const stateOf = async (id: BusinessId): Promise<ReleaseState | null> => {
    try {
      return await state(id);
    } catch (error) {
      failed('state', error);
      return null;
    }
  };
  const labelsOf = async (id: BusinessId, labelsVersion: number): Promise<Kept> => {
    const known = kept.get(id);
    if (known?.labelsVersion === labelsVersion) return known;
    try {
      const labels = (await newestLabels(id, MAX_CORRECTIONS)).toReversed();
      const fresh = { labelsVersion, labels, byVersion: new Map<string, CorrectedModel>() };
      kept.delete(id);
      kept.set(id, fresh);
      const eldest = kept.keys().next();
      if (kept.size > MAX_BUSINESSES && eldest.done === false) kept.delete(eldest.value);
      return fresh;
    } catch (error) {
      failed('labels', error);
      return known ?? { labelsVersion, labels: [], byVersion: new Map() };
    }
  };

  return {
    async classifierFor(business, conversationId) {
      const now = await stateOf(business.id);
      const wanted = now === null ? business.modelVersion : versionFor(now, conversationId);
      const { model, version } = await models.read(business.id, wanted);
      if (now === null) return { corrected: withCorrections(model, []), version };
      const { labels, byVersion } = await labelsOf(business.id, now.labelsVersion);
      let corrected = byVersion.get(version);
      if (corrected === undefined || corrected.model !== model) {
        corrected = withCorrections(model, labels);
        byVersion.set(version, corrected);
      }
      return { corrected, version };
    },
  };
}

function versionFor({ serving, canary }: ReleaseState, conversationId: ConversationId | null): string {
  if (canary === null || conversationId === null || !isInCanary(conversationId, canary.version, canary.share))
    return serving;
  return canary.version;
}
