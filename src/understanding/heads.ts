/** The heads of the versions in force, ready in the isolate; one that is missing is asked for once in a while, never waited for. */
import type { BusinessId } from '../domain/ids.ts';
import { decodeHead } from './embedding-head-format.ts';
import type { EmbeddingHead } from './embedding-head.ts';

/** Kept beside the model of the version. */
export const headVersion = (version: string): string => `${version}+vectors`;

const MAX_HEADS = 30;
/** A head that is not there may be there soon. */
const LOOK_AGAIN_MS = 60_000;
const WANT_AGAIN_MS = 600_000;

export type Heads = { read: (businessId: BusinessId, version: string) => Promise<EmbeddingHead | null> };

type Held = { head: EmbeddingHead | null; readAtMs: number; wantedAtMs: number };

export function heads(parts: {
  load: (businessId: BusinessId, version: string) => Promise<Uint8Array | null>;
  /** Has one trained in the background. */
  want: (businessId: BusinessId, version: string) => Promise<void>;
  nowMs: () => number;
}): Heads {
  const { load, want, nowMs } = parts;
  const held = new Map<string, Held>();
  /** One look at a time: a burst of messages wants one head, not one each. */
  const looking = new Map<string, Promise<EmbeddingHead | null>>();

  const look = async (
    key: string,
    businessId: BusinessId,
    version: string,
  ): Promise<EmbeddingHead | null> => {
    const known = held.get(key);
    const startedMs = nowMs();
    const bytes = await load(businessId, headVersion(version));
    const head = bytes === null ? null : decodeHead(bytes);
    const wantedAtMs = known?.wantedAtMs ?? Number.NEGATIVE_INFINITY;
    const wants = head === null && startedMs - wantedAtMs >= WANT_AGAIN_MS;
    const eldest = held.keys().next();
    if (known === undefined && held.size >= MAX_HEADS && eldest.done === false) held.delete(eldest.value);
    held.set(key, { head, readAtMs: startedMs, wantedAtMs: wants ? startedMs : wantedAtMs });
    if (wants) await want(businessId, version);
    return head;
  };

  return {
    async read(businessId, version) {
      const key = `${businessId} ${version}`;
      const known = held.get(key);
      if (known !== undefined && (known.head !== null || nowMs() - known.readAtMs < LOOK_AGAIN_MS))
        return known.head;
      const running = looking.get(key) ?? look(key, businessId, version).finally(() => looking.delete(key));
      looking.set(key, running);
      return running;
    },
  };
}
