/** A shop whose knowledge is read through the API, and web sites that it may read. */
import { env } from 'cloudflare:workers';
import { expect } from 'vitest';
import type { BusinessProfile } from '../../src/domain/business.ts';
import { call, openShop, type Call, type Shop } from '../http/world.ts';
import type { Asked, SitePage } from '../providers/sites.ts';

export type Reader = Awaited<ReturnType<typeof openReader>>;

export async function openReader(name: string, changes: Partial<BusinessProfile> = {}) {
  const shop: Shop = await openShop(name, changes);
  let keys = 0;
  const post = (path: string, body?: unknown, more: Call = {}) => {
    keys += 1;
    return call(path, { method: 'POST', key: shop.key, idempotencyKey: `${name}-${keys}`, body, ...more });
  };
  const get = (path: string) => call(path, { key: shop.key });
  const settled = async (id: string) => {
    for (let tries = 0; tries < 300; tries += 1) {
      const { json } = await get(`/v1/knowledge/${id}`);
      if (json.state === 'ready' || json.state === 'failed') return json;
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
    throw new Error('not read in time');
  };
  return {
    shop,
    post,
    get,
    settled,
    /** Added and read. */
    async added(body: unknown, more: Call = {}, query = '') {
      const answer = await post(`/v1/knowledge${query}`, body, more);
      expect(answer.status, answer.text).toBe(202);
      return settled(answer.json.id);
    },
    async refreshed(id: string) {
      const answer = await post(`/v1/knowledge/${id}/refresh`);
      expect(answer.status, answer.text).toBe(202);
      return settled(id);
    },
    async removed(id: string) {
      const answer = await call(`/v1/knowledge/${id}`, { method: 'DELETE', key: shop.key });
      expect(answer.status, answer.text).toBe(204);
    },
    async passagesOf(id: string) {
      return (await get(`/v1/knowledge/${id}/passages?limit=100`)).json.data;
    },
  };
}

export type Site = {
  url: string;
  set: (pages: Record<string, SitePage>) => Promise<void>;
  asked: () => Promise<Asked[]>;
};

export async function openSite(pages: Record<string, SitePage>): Promise<Site> {
  const send = (method: string, path: string, body?: unknown) =>
    fetch(`${env.TEST_SITES}/${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  const opened: { url: string; port: number } = await (await send('POST', '', pages)).json();
  return {
    url: opened.url,
    async set(next) {
      await (await send('PUT', String(opened.port), next)).text();
    },
    asked: async () => (await send('GET', String(opened.port))).json(),
  };
}
