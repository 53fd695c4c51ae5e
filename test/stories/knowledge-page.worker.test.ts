/** The owner marks on the knowledge page what everybody may read, and the public page follows. Through the Worker. */
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { DEFAULT_ANSWERING } from '../../src/domain/business.ts';
import type { Scope } from '../../src/http/context.ts';
import { signInWith, visit } from '../console/visit.ts';
import { call } from '../http/world.ts';
import { tellModels } from '../providers/told-models.ts';
import { aShop, catchTexts, type StoryShop } from './a-shop.ts';

const PAGE = '/console/knowledge/doc_story';

describe('saying whether an answer was right', () => {
  it('is kept with what was asked, without the customer’s number, and the newest word counts', async () => {
    catchTexts();
    try {
      await tellModels({ kind: 'fail' });
      const shop = await aShop('judged', [
        {
          title: 'What is your return policy?',
          text: 'You can return unused items within 30 days for a full refund.',
        },
        { title: 'Do you repair bikes?', text: 'We repair bikes of any make.' },
      ]);
      const customer = shop.newCustomer();
      expect(await customer.text('what is your return policy? my number is 206 555 0147')).toContain(
        '30 days',
      );
      const owner = await signInWith(shop.key);
      const path = `/console/conversations/${await customer.conversationId()}`;
      const { entries } = await customer.thread();
      const answered = entries.find(({ reasons }) => (reasons?.evidence ?? []).length > 0);
      expect(await (await visit(path, owner)).text()).toContain(`${path}/judge/${answered?.seq}`);
      const judge = `${path}/judge/${answered?.seq}`;
      expect((await visit(judge, owner, { verdict: 'right' })).status).toBe(303);
      expect((await visit(judge, owner, { verdict: 'wrong' })).status).toBe(303);
      const labels = await shop.store.answerLabels.list();
      expect(labels).toEqual([
        {
          question: expect.stringMatching(/^what is your return policy\?/),
          passageId: answered?.reasons?.evidence[0]?.passageId,
          isRight: false,
        },
      ]);
      expect(JSON.stringify(labels)).not.toContain('0147');

      const agent = await signInWith((await shop.keyWith(['conversations:write'])).key);
      expect(await (await visit(path, agent)).text()).not.toContain('/judge/');
      expect((await visit(judge, agent, { verdict: 'right' })).status).toBe(403);
      expect((await visit(judge, owner, { verdict: 'perhaps' })).status).toBe(400);
      expect((await visit(`${path}/judge/1`, owner, { verdict: 'right' })).status).toBe(404);
      const other = await signInWith((await aShop('judging', [])).key);
      expect((await visit(judge, other, { verdict: 'right' })).status).toBe(404);
    } finally {
      vi.restoreAllMocks();
    }
  });
});

describe('marking what everybody may read', () => {
  let shop: StoryShop;
  let owner: string;

  const signIn = async (scopes: readonly Scope[]): Promise<string> =>
    signInWith((await shop.keyWith(scopes)).key);
  const publicTitles = async (): Promise<string[]> =>
    (await call('/v1/knowledge/published', { key: shop.key })).json.entries.map(
      ({ title }: { title: string }) => title,
    );
  const idOf = async (title: string): Promise<string> =>
    (await call('/v1/knowledge/doc_story/passages', { key: shop.key })).json.data.find(
      (one: { title: string }) => one.title === title,
    ).id;

  beforeAll(async () => {
    const entries = [
      { title: 'Do you ship?', text: 'In three days.' },
      { title: 'What does the boss drive?', text: 'A bike.' },
    ];
    shop = await aShop('marks', entries, { answering: { ...DEFAULT_ANSWERING, publicPage: true } });
    owner = await signIn(['admin']);
  });

  it('shows a document, but for the passage that is hidden, and takes it back', async () => {
    expect(await publicTitles()).toEqual([]);
    expect(await (await visit(PAGE, owner)).text()).toContain('Show on the public page');
    const shown = await visit(`${PAGE}/publish`, owner, { public: 'yes' });
    expect([shown.status, shown.headers.get('location')]).toEqual([303, PAGE]);
    const secret = await idOf('What does the boss drive?');
    const hidden = await visit(`${PAGE}/publish`, owner, { public: 'no', passage: secret });
    expect([hidden.status, hidden.headers.get('location')]).toEqual([303, `${PAGE}#${secret}`]);
    expect(await publicTitles()).toEqual(['Do you ship?']);
    const page = await (await visit(PAGE, owner)).text();
    expect(page.match(/<span class="tag">public<\/span>/g)).toHaveLength(1);
    expect(page).toContain(`href="/kb/${shop.id.slice(4)}"`);

    await visit(`${PAGE}/publish`, owner, { public: 'no' });
    expect(await publicTitles()).toEqual([]);
    await visit(`${PAGE}/publish`, owner, { public: 'yes', passage: await idOf('Do you ship?') });
    expect(await publicTitles()).toEqual(['Do you ship?']);
  });

  it('is for those who may teach, from our own page, and of our own passages', async () => {
    const agent = await signIn(['conversations:write']);
    expect((await visit(`${PAGE}/publish`, agent, { public: 'yes' })).status).toBe(403);
    expect((await visit(`${PAGE}/publish`, owner, { public: 'yes' }, 'https://evil.example')).status).toBe(
      403,
    );
    const other = await aShop('others', [{ title: 'Rival secret', text: 'Shh.' }]);
    const [theirs] = (await call('/v1/knowledge/doc_story/passages', { key: other.key })).json.data;
    expect((await visit(`${PAGE}/publish`, owner, { public: 'yes', passage: theirs.id })).status).toBe(404);
    expect((await visit(`${PAGE}/publish`, owner, { public: 'yes', passage: '' })).status).toBe(404);
    expect((await visit('/console/knowledge/doc_none/publish', owner, { public: 'yes' })).status).toBe(404);
    expect((await call('/v1/knowledge/published', { key: other.key })).json.entries).toEqual([]);
  });
});
