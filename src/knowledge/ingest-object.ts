/** The Ingest object: a thin shell that gives the core its storage, its alarm, its shelf and its readers. */
import { DurableObject } from 'cloudflare:workers';
import { parseId } from '../domain/ids.ts';
import { durableSql } from '../platform/durable-sql.ts';
import { partsOf } from '../wiring.ts';
import type { IngestApi, SourceSpec, Whose } from './api.ts';
import { ingestCore } from './ingest-core.ts';
import { ingestPorts } from './ingest-ports.ts';

export class Ingest extends DurableObject<Cloudflare.Env> implements IngestApi {
  readonly #core: ReturnType<typeof ingestCore>;

  constructor(state: DurableObjectState, env: Cloudflare.Env) {
    super(state, env);
    this.#core = ingestCore({
      ...ingestPorts(partsOf(env), () => whoseOf(state.id.name ?? ''), {
        sql: durableSql(state.storage),
        sync: () => state.storage.sync(),
      }),
      setAlarm: (atMs) => state.storage.setAlarm(atMs),
      async forgetAll() {
        await state.storage.deleteAlarm();
        await state.storage.deleteAll();
      },
    });
  }

  begin(spec: SourceSpec): Promise<void> {
    return this.#core.begin(spec);
  }

  append(piece: Uint8Array): Promise<void> {
    return this.#core.append(piece);
  }

  start(): Promise<void> {
    return this.#core.start();
  }

  refresh(): Promise<boolean> {
    return this.#core.refresh();
  }

  reschedule(refreshEveryMs: number | null): Promise<void> {
    return this.#core.reschedule(refreshEveryMs);
  }

  extend(piece: Uint8Array): Promise<boolean> {
    return this.#core.extend(piece);
  }

  reindex(): Promise<void> {
    return this.#core.reindex();
  }

  remove(): Promise<void> {
    return this.#core.remove();
  }

  wake(): Promise<void> {
    return this.#core.wake();
  }

  override alarm(): Promise<void> {
    return this.#core.alarm();
  }
}

/** The object is named `["biz_...","doc_..."]`: one business's document cannot be named from another's. */
function whoseOf(name: string): Whose {
  const [business = '', document = ''] = /^\["([^"]*)","([^"]*)"\]$/.exec(name)?.slice(1) ?? [];
  const businessId = parseId('biz', business);
  const documentId = parseId('doc', document);
  if (businessId === null || documentId === null) throw new Error('this ingest object was not named by us');
  return { businessId, documentId };
}
