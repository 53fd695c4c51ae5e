import { loadIntentModel } from './classify.ts';
import type { IntentModel } from './classify.ts';
import { DEFAULT_MODEL_BASE64 } from './default-model.ts';

let loaded: IntentModel | null = null;

/** The model of a business without examples of its own. Decoded once in an isolate. */
export function defaultIntentModel(): IntentModel {
  loaded ??= loadIntentModel(defaultModelBytes());
  return loaded;
}

export function defaultModelBytes(): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(DEFAULT_MODEL_BASE64.replaceAll('\n', '')), (letter) => letter.charCodeAt(0));
}
