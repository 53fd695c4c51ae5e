/** The stand-in for paid models, as a second worker of the simulator. */
import { join } from 'node:path';
import { bundleWorker } from './bundle.ts';

const NAME = 'models';
const MAIN = join(import.meta.dirname, '../providers/models-worker.ts');

/** For the Worker under test. */
export const MODEL_BINDINGS = {
  AI: { name: NAME, entrypoint: 'Ai' },
  VECTORIZE: { name: NAME, entrypoint: 'Vectorize' },
};

export type ModelBehaviour = 'good' | 'fail' | 'slow' | 'busy' | 'junk' | 'invent' | 'obey' | 'refuse';

/** @param behaviour what it does until a test tells it otherwise */
export async function modelsWorker(behaviour: ModelBehaviour) {
  return {
    name: NAME,
    modules: [{ type: 'ESModule' as const, path: 'models.js', contents: await bundleWorker(MAIN) }],
    compatibilityDate: '2026-11-01',
    bindings: { BEHAVIOUR: behaviour },
  };
}
