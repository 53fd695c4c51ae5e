/** Trained classifiers, ready in the isolate: loaded once per business and version. */
import type { BusinessId } from '../domain/ids.ts';
import { loadIntentModel } from './classify.ts';
import type { IntentModel } from './classify.ts';
import { DEFAULT_MODEL_BASE64 } from './default-model.ts';

/** The version that every business starts with: trained from the default examples, part of the bundle. */
export const DEFAULT_MODEL_VERSION = 'default';
const MAX_MODELS = 30;

export type Models = { read: (businessId: BusinessId, version: string) => Promise<IntentModel> };

/** @param load the bytes of a version, null when it is gone: the default model then serves */
export function models(
  load: (businessId: BusinessId, version: string) => Promise<Uint8Array | null>,
): Models {
  const loaded = new Map<string, IntentModel>();
  let standard: IntentModel | null = null;
  const readStandard = (): IntentModel => {
    standard ??= loadIntentModel(Uint8Array.from(atob(DEFAULT_MODEL_BASE64), (c) => c.charCodeAt(0)));
    return standard;
  };
  return {
    async read(businessId, version) {
      if (version === DEFAULT_MODEL_VERSION) return readStandard();
      const key = `${businessId} ${version}`;
      const known = loaded.get(key);
      if (known !== undefined) return known;
      const bytes = await load(businessId, version);
      if (bytes === null) return readStandard();
      const model = loadIntentModel(bytes);
      const eldest = loaded.keys().next();
      if (loaded.size >= MAX_MODELS && eldest.done === false) loaded.delete(eldest.value);
      loaded.set(key, model);
      return model;
    },
  };
}
