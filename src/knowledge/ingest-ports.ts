/** What the reading object works with in the Worker: D1 as its shelf, the platform's parser, and the web behind its guard. */
import type { Parts } from '../parts.ts';
import { errorName } from '../platform/log.ts';
import { publicNames } from '../platform/resolver.ts';
import type { Whose } from './api.ts';
import { crawler } from './crawl.ts';
import { pageFetcher, type FetchPage } from './fetch-page.ts';
import type { IngestPorts } from './ingest-core.ts';
import { proposeWordings, WORDING_MODEL, type WordingPorts } from './propose-wordings.ts';
import { readFile } from './read-file.ts';
import { readHtmlEvents } from './read-html.ts';
import { rewriterEvents } from './rewriter-events.ts';
import { ROBOTS_NAME } from './robots.ts';
import { urlRule } from './url-rule.ts';
import { indexVectors, type VectorPorts } from './vectors.ts';

export function ingestPorts(
  parts: Parts,
  whose: () => Whose,
  { sql, sync }: Pick<IngestPorts, 'sql' | 'sync'>,
): Omit<IngestPorts, 'setAlarm' | 'forgetAll'> {
  const { log, nowMs, storeFor, forgetProfile } = parts;
  const documents = () => storeFor(whose().businessId).documents;
  return {
    sql,
    sync,
    nowMs,
    random: Math.random,
    log,
    documentId: () => whose().documentId,
    shelf: {
      read: (id) => documents().read(id),
      mark: (id, changes, atMs) => documents().mark(id, changes, atMs),
      async switchTo(id, passages, changes, atMs) {
        await documents().switchTo(id, passages, changes, atMs);
        forgetProfile(whose().businessId);
      },
      passagesBeside: (id) => documents().passagesBeside(id),
      forget: () => forgetProfile(whose().businessId),
      reindex: (id) => storeFor(whose().businessId).passages.reindex(id),
    },
    readers: {
      file: (spec, pieces, step) =>
        readFile(spec, pieces, step, async (html, url) => readHtmlEvents(await rewriterEvents(html), url)),
      crawl: crawler({ sql, fetchPage: fetcherOf(parts), parse: rewriterEvents, sync }),
    },
    async indexMore() {
      const { businessId, documentId } = whose();
      const business = await parts.profile(businessId);
      if (business === null) return { more: false };
      const { vectors, askModel, modelIsReady } = parts;
      const { passageVectors, passageWordings } = storeFor(businessId);
      const ask: VectorPorts['ask'] = (wish, deadlineMs) => askModel(business, wish, deadlineMs);
      const indexed = await indexVectors(
        { vectors, ledger: passageVectors, ask, nowMs },
        businessId,
        documentId,
      );
      if (indexed.more) return indexed;
      const wordings: WordingPorts = {
        ledger: passageWordings,
        isReady: () => modelIsReady(WORDING_MODEL),
        ask: (wish, deadlineMs) => askModel(business, wish, deadlineMs),
        nowMs,
      };
      return proposeWordings(wordings, documentId);
    },
  };
}

function fetcherOf({ config }: Parts): FetchPage {
  const { publicUrl, resolverUrl } = config;
  return pageFetcher({
    fetch: (url, init) => fetch(url, init),
    rule: urlRule(config),
    isPublicName: resolverUrl === null ? async () => true : publicNames(resolverUrl),
    userAgent: `Mozilla/5.0 (compatible; ${ROBOTS_NAME}/1.0; +${publicUrl})`,
  });
}

/** From the sweep: documents whose object should have done something by now. */
export async function wakeDocuments(
  { ingest, log }: Pick<Parts, 'ingest' | 'log'>,
  idle: readonly Whose[],
): Promise<void> {
  for (const { businessId, documentId } of idle) {
    try {
      await ingest(businessId, documentId).wake();
    } catch (error) {
      log.error('sweep_failed', { documentId, error: errorName(error) });
    }
  }
}
