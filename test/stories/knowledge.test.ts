/** The stories of a shop's knowledge, each under a gateway without any model, and under ones with AI and Vectorize bound. */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startGateway, type Gateway } from '../local/gateway.ts';
import type { ToldByModels } from '../providers/model-words.ts';
import { startSites, type SitePage } from '../providers/sites.ts';
import { assignNumbers, openShopAt, SETUP_TOKEN } from './an-open-shop.ts';
import { KNOWLEDGE_STORIES, type World } from './knowledge-stories.ts';

const MODELS = ['absent', 'good', 'invent'] as const;
type Models = (typeof MODELS)[number];

/** Waiting is most of what a customer does: all of them at once. */
vi.setConfig({ maxConcurrency: 100 });

const gateways: Gateway[] = [];
const worlds = new Map<string, World>();
const worldOf = (models: Models, at: number): World => {
  const world = worlds.get(`${models} ${at}`);
  if (world === undefined) throw new Error('the gateway did not start');
  return world;
};

beforeAll(async () => {
  const sites = await startSites();
  await Promise.all(
    MODELS.map(async (models) => {
      const gateway = await startGateway({
        port: 0,
        vars: { SETUP_TOKEN },
        ...(models === 'absent' ? {} : { models }),
      });
      gateways.push(gateway);
      const told =
        models === 'absent'
          ? null
          : async () => {
              const worker = await gateway.miniflare.getWorker('models');
              return (await (await worker.fetch('http://models/told')).json()) as ToldByModels;
            };
      const shops = await Promise.all(
        KNOWLEDGE_STORIES.map((_, at) => openShopAt(gateway, `Story ${at}`, `+1206555090${at}`)),
      );
      await assignNumbers(gateway, shops);
      for (const [at, shop] of shops.entries())
        worlds.set(`${models} ${at}`, { shop, site: await openSite(sites), told, models });
    }),
  );
}, 180_000);

afterAll(async () => {
  await Promise.all(gateways.map((gateway) => gateway.stop()));
});

describe('with models that are', () => {
  const cases = MODELS.flatMap((models) => KNOWLEDGE_STORIES.map((story, at) => ({ models, story, at })));
  it.concurrent.each(cases)(
    '$models: $story.name',
    async ({ models, story, at }) => story.play(worldOf(models, at)),
    300_000,
  );
});

describe('the two ways', () => {
  it('are two: one has no models at all, the other embeds, searches, deletes and words', async () => {
    expect(worldOf('absent', 0).told).toBeNull();
    const told = await worldOf('good', 0).told?.();
    const models = new Set(told?.asked.map(({ model }) => model));
    expect(models).toContain('@cf/baai/bge-m3');
    expect(models).toContain('@cf/meta/llama-3.3-70b-instruct-fp8-fast');
    expect(new Set(told?.vectorCalls.map(({ call }) => call))).toEqual(
      new Set(['upsert', 'query', 'delete']),
    );
  });
});

async function openSite(control: string): Promise<World['site']> {
  const opened = await fetch(control, { method: 'POST', body: '{}' });
  const { url, port } = (await opened.json()) as { url: string; port: number };
  return {
    url,
    async set(pages: Record<string, SitePage>) {
      const answer = await fetch(`${control}/${port}`, { method: 'PUT', body: JSON.stringify(pages) });
      expect(answer.status).toBe(200);
    },
  };
}
