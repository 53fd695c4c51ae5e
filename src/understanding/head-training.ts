/** The job that gives a version its head on vectors: paid by the business, within its budget, once for each version. */
import type { BusinessProfile } from '../domain/business.ts';
import type { BusinessId } from '../domain/ids.ts';
import type { Log } from '../platform/log.ts';
import type { ModelOutcome } from '../platform/model-call.ts';
import type { ModelWish } from '../platform/model-wishes.ts';
import { encodeHead } from './embedding-head-format.ts';
import { headVersion } from './heads.ts';
import type { Models } from './models.ts';
import { OUT_OF_SCOPE_LINES } from './out-of-scope-lines.ts';
import { ENCODER } from './paid-stages.ts';
import { trainHead } from './train-head.ts';
import type { VectorCache } from './train-head.ts';
import type { LabelledText } from './training-set.ts';

const BREATH_MS = 10;

type Store = {
  models: {
    read: (version: string) => Promise<Uint8Array | null>;
    put: (version: string, bytes: Uint8Array, nowMs: number) => Promise<void>;
  };
  exampleVectors: VectorCache;
};

export function headTraining(parts: {
  profile: (id: BusinessId) => Promise<BusinessProfile | null>;
  models: Models;
  /** Those that people hold out judge the versions, and are not trained on here either. */
  examplesOf: (id: BusinessId) => AsyncIterable<readonly (LabelledText & { heldOut: boolean })[]>;
  storeFor: (id: BusinessId) => Store;
  askModel: <T>(
    business: BusinessProfile,
    wish: ModelWish<T>,
    deadlineMs: number,
  ) => Promise<ModelOutcome<T>>;
  nowMs: () => number;
  log: Log;
}): (businessId: BusinessId, version: string) => Promise<void> {
  const { profile, storeFor, examplesOf, askModel, nowMs, log } = parts;
  /** Several isolates may want the same one: here it is trained once at a time. */
  const running = new Map<string, Promise<void>>();
  return (businessId, version) => {
    const key = `${businessId} ${version}`;
    const work = running.get(key) ?? train(businessId, version).finally(() => running.delete(key));
    running.set(key, work);
    return work;
  };

  async function train(businessId: BusinessId, version: string): Promise<void> {
    const business = await profile(businessId);
    const { models: versions, exampleVectors } = storeFor(businessId);
    const name = headVersion(version);
    if (business === null || (await versions.read(name)) !== null) return;
    const { model } = await parts.models.read(businessId, version);
    const startedMs = nowMs();
    const examples: LabelledText[] = [];
    for await (const page of examplesOf(businessId)) examples.push(...page.filter(({ heldOut }) => !heldOut));
    const result = await trainHead({
      encoder: ENCODER,
      intents: model.head.intents,
      examples,
      outside: OUT_OF_SCOPE_LINES,
      cache: exampleVectors,
      breathe: () => new Promise((resolve) => setTimeout(resolve, BREATH_MS)),
      ask: (wish, deadlineMs) => askModel(business, wish, deadlineMs),
    });
    if (result.kind === 'trained') await versions.put(name, encodeHead(result.head), nowMs());
    const why = result.kind === 'later' ? result.why : null;
    log.info('embedding_head', {
      businessId,
      version,
      result: result.kind,
      why,
      tookMs: nowMs() - startedMs,
    });
  }
}
