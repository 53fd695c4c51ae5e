/** Trained classifiers, ready in the isolate: loaded once per business and version. */
import type { BusinessId } from '../domain/ids.ts';
import { loadIntentModel } from './classify.ts';
import type { IntentModel } from './classify.ts';
import { defaultIntentModel } from './default-intents.ts';
import { ModelFormatError } from './model-format.ts';

/** The version that every business starts with: trained from the default examples, part of the bundle. */
export const DEFAULT_MODEL_VERSION = 'default';
/**
 * An isolate has 128 MB for everything: so many bytes of models, as they are stored. In use they take six to nine times as
 * much, with the sums of words that they were asked about.
 */
const MAX_BYTES = 6_000_000;

export type ModelInForce = { model: IntentModel; version: string };
export type Models = { read: (businessId: BusinessId, version: string) => Promise<ModelInForce> };

export type ModelPorts = {
  /** The bytes of a version; null when it is gone. */
  load: (businessId: BusinessId, version: string) => Promise<Uint8Array | null>;
  /** A version that cannot be used: gone, or in the format of an earlier release. Said once an isolate. */
  unusable: (businessId: BusinessId, version: string) => Promise<void>;
};

/** What cannot be read is answered by the default model, under its own name. */
export function models({ load, unusable }: ModelPorts): Models {
  const loaded = new Map<string, { model: IntentModel | null; bytes: number }>();
  let total = 0;
  const standard = (): ModelInForce => ({ model: defaultIntentModel(), version: DEFAULT_MODEL_VERSION });
  const keep = (key: string, model: IntentModel | null, bytes: number): void => {
    loaded.set(key, { model, bytes });
    total += bytes;
    for (const [eldest, { bytes: size }] of loaded) {
      if (total <= MAX_BYTES || eldest === key) break;
      loaded.delete(eldest);
      total -= size;
    }
  };
  return {
    async read(businessId, version) {
      if (version === DEFAULT_MODEL_VERSION) return standard();
      const key = `${businessId} ${version}`;
      let known = loaded.get(key);
      if (known === undefined) {
        const bytes = await load(businessId, version);
        const model = bytes === null ? null : modelIn(bytes);
        if (model === null) await unusable(businessId, version);
        keep(key, model, bytes?.length ?? 0);
        known = loaded.get(key);
      }
      return known?.model == null ? standard() : { model: known.model, version };
    },
  };
}

function modelIn(bytes: Uint8Array): IntentModel | null {
  try {
    return loadIntentModel(bytes);
  } catch (error) {
    if (error instanceof ModelFormatError) return null;
    throw error;
  }
}
