import { describe, expect, it } from 'vitest';
import { call, openShop, visitor } from '../world.ts';

describe('conversations', async () => {
  const shop = await openShop('bluebird');
  let count = 0;
  const say = (to: string, text: string) =>
    call('/v1/messages', {
      method: 'POST',
      key: shop.key,
      body: { to, text },
      idempotencyKey: `say-${(count += 1)}`,
    });

  it('are read in pages, in order, without gaps', async () => {
    let id = '';
    for (const text of ['one', 'two', 'three', 'four', 'five'])
      id = (await say(visitor('pages'), text)).json.conversationId;
    const texts: string[] = [];
    let cursor = '';
    for (let pages = 0; pages < 4; pages += 1) {
      const page = await call(`/v1/conversations/${id}?limit=2${cursor}`, { key: shop.key });
      expect(page.status).toBe(200);
      texts.push(...page.json.entries.map((entry: { text: string }) => entry.text));
      if (page.json.nextCursor === null) break;
      cursor = `&cursor=${page.json.nextCursor}`;
    }
    expect(texts).toEqual(['one', 'two', 'three', 'four', 'five']);
  });

  it('take no cursor of another conversation', async () => {
    const first = (await say(visitor('one'), 'x')).json.conversationId;
    await say(visitor('one'), 'y');
    const second = (await say(visitor('two'), 'x')).json.conversationId;
    const { nextCursor } = (await call(`/v1/conversations/${first}?limit=1`, { key: shop.key })).json;
    const answer = await call(`/v1/conversations/${second}?cursor=${nextCursor}`, { key: shop.key });
    expect([answer.status, answer.json.code]).toEqual([400, 'cursor_invalid']);
  });

  it('let a person take the floor, also from a colleague, answer once and hand back', async () => {
    const id = (await say(visitor('floor'), 'hello')).json.conversationId;
    const path = `/v1/conversations/${id}`;
    const ann = await shop.keyWith(['conversations:read', 'conversations:write']);
    const bob = await shop.keyWith(['conversations:read', 'conversations:write']);
    const taken = await call(`${path}/take-floor`, { method: 'POST', key: ann.key });
    expect([taken.status, taken.json.floor]).toMatchObject([200, { holder: 'person', memberId: ann.id }]);
    const colleague = await call(`${path}/take-floor`, { method: 'POST', key: bob.key });
    expect(colleague.json.floor).toMatchObject({ holder: 'person', memberId: bob.id });
    const body = { text: 'This is Ann.' };
    const answer = await call(`${path}/answer`, {
      method: 'POST',
      key: ann.key,
      body,
      idempotencyKey: 'ann-1',
    });
    expect([answer.status, answer.json.author, answer.json.text]).toEqual([202, 'person', 'This is Ann.']);
    const twice = await call(`${path}/answer`, {
      method: 'POST',
      key: ann.key,
      body,
      idempotencyKey: 'ann-1',
    });
    expect(twice.json.id).toBe(answer.json.id);
    expect((await call(path, { key: bob.key })).json.floor.memberId).toBe(ann.id);
    for (let times = 0; times < 2; times += 1) {
      const back = await call(`${path}/hand-back`, { method: 'POST', key: ann.key });
      expect([back.status, back.json.floor.holder]).toEqual([200, 'bot']);
    }
    const thread = await call(path, { key: ann.key });
    const answers = thread.json.entries.filter((entry: { author: string }) => entry.author === 'person');
    expect(answers).toHaveLength(1);
  });

  it('answer an empty inbox with an empty list', async () => {
    const quiet = await openShop('quiet');
    const answer = await call('/v1/conversations', { key: quiet.key });
    expect([answer.status, answer.json]).toEqual([200, { data: [] }]);
  });
});
