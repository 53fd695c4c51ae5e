/** Who may see and change what on the understanding pages, and that nothing written there becomes markup. Through the Worker. */
import { exports } from 'cloudflare:workers';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Scope } from '../../src/http/context.ts';
import { OWN_ORIGIN, signInWith, visit } from '../console/visit.ts';
import { openShop, type Shop } from '../http/world.ts';

const HOSTILE = '<img src=x onerror=alert(1)> "\'';

describe('the understanding pages', () => {
  let shop: Shop;
  let owner: string;
  let agent: string;

  const signIn = async (scopes: readonly Scope[]): Promise<string> =>
    signInWith((await shop.keyWith(scopes)).key);
  const textOf = async (path: string, cookie: string) => (await visit(path, cookie)).text();

  beforeAll(async () => {
    shop = await openShop('paged');
    owner = await signIn(['admin']);
    agent = await signIn(['conversations:write']);
  });

  it('let the owner teach, and show what was written as text', async () => {
    const added = await visit('/console/understanding/intents', owner, {
      name: 'gifts',
      description: HOSTILE,
    });
    expect([added.status, added.headers.get('location')]).toEqual([
      303,
      '/console/understanding/intents/gifts',
    ]);
    const saved = await visit('/console/understanding/intents/gifts/examples', owner, {
      texts: `wrap it please\r\n${HOSTILE}`,
    });
    expect(saved.status).toBe(303);
    const page = await textOf('/console/understanding/intents/gifts', owner);
    expect(page).toContain('wrap it please');
    expect(page).toContain('&lt;img src=x');
    expect(page).not.toContain('<img src=x');
    const tried = await visit('/console/understanding/try', owner, { text: HOSTILE });
    expect([tried.status, (await tried.text()).includes('<img src=x')]).toEqual([200, false]);
  });

  it('take a file of examples, all of it or none, and say which line is wrong', async () => {
    const bring = (lines: string, cookie = owner) => {
      const form = new FormData();
      form.set('file', new File([lines], 'examples.jsonl'));
      const headers = { cookie, origin: OWN_ORIGIN };
      const body = { method: 'POST', body: form, headers, redirect: 'manual' as const };
      return exports.default.fetch(new Request(`${OWN_ORIGIN}/console/understanding/examples/import`, body));
    };
    const line = (text: string) => JSON.stringify({ text, intent: 'bike_rental' });
    const wrong = await bring(`${line('do you rent out bikes')}\n{"text":`);
    expect([wrong.status, await wrong.text()]).toEqual([422, expect.stringContaining('line 2: ')]);
    expect(await textOf('/console/understanding', owner)).not.toContain('intents/bike_rental');
    expect((await bring('')).status).toBe(422);
    expect((await bring(line('x'), agent)).status).toBe(403);
    expect((await bring(`${line('do you rent out bikes')}\n${line('a bike for a day')}`)).status).toBe(303);
    const page = await textOf('/console/understanding/intents/bike_rental', owner);
    expect(page).toContain('a bike for a day');
  });

  it('show several wishes of a tried message, each answered as in a turn', async () => {
    const text = 'please cancel my order. and when do you close today?';
    const page = await (await visit('/console/understanding/try', owner, { text })).text();
    expect(page).toContain('It holds 2 wishes');
    expect(page).toContain('when do you close today?</q>');
  });

  it('let an agent look and try, and change nothing', async () => {
    const page = await textOf('/console/understanding', agent);
    expect(page).toContain('What would it say?');
    expect(page).not.toContain('Train now');
    expect((await visit('/console/understanding/try', agent, { text: 'where is my order' })).status).toBe(
      200,
    );
    const refused = await Promise.all(
      [
        ['intents', { name: 'mine' }],
        ['intents/gifts/examples', { texts: 'x y z' }],
        ['intents/gifts/delete', {}],
        ['examples/exm_any', { intent: 'none' }],
        ['train', {}],
        ['pin/default', {}],
        ['unpin', {}],
        ['roll-back', {}],
        ['self-training', { on: 'yes' }],
      ].map(([path, form]) => visit(`/console/understanding/${String(path)}`, agent, Object(form))),
    );
    expect(refused.map(({ status }) => status)).toEqual(refused.map(() => 403));
    expect((await visit('/console/understanding/examples.jsonl', agent)).status).toBe(403);
  });

  it('are closed to those who see figures only, to other sites, and to who is not signed in', async () => {
    const analyst = await signIn(['stats:read']);
    expect((await visit('/console/understanding', analyst)).status).toBe(403);
    const form = { name: 'stolen' };
    expect((await visit('/console/understanding/intents', owner, form, 'https://evil.example')).status).toBe(
      403,
    );
    const outside = await visit('/console/understanding', '');
    expect(outside.headers.get('location')).toBe('/console?to=%2Fconsole%2Funderstanding');
  });

  it('say what is wrong, and keep what was typed', async () => {
    const bad = await visit('/console/understanding/intents', owner, { name: 'No Name' });
    expect([bad.status, (await bad.text()).includes('small letters')]).toEqual([422, true]);
    const conflict = await visit('/console/understanding/intents/gifts/examples', owner, {
      texts: 'quite new\nwhere is my order',
    });
    const page = await conflict.text();
    expect([conflict.status, page.includes('(Line 2.)'), page.includes('quite new')]).toEqual([
      422,
      true,
      true,
    ]);
    expect((await visit('/console/understanding/intents/never_was', owner)).status).toBe(404);
    expect((await visit('/console/understanding/intents/opt_out/delete', owner, {})).status).toBe(422);
    expect((await visit('/console/understanding/pin/never_was', owner, {})).status).toBe(404);
    const change = (name: string) =>
      visit('/console/understanding/intents/gifts/change', owner, { name, description: 'Wraps' });
    expect((await change('returns')).status).toBe(422);
    expect((await change('gift_wrapping')).headers.get('location')).toBe(
      '/console/understanding/intents/gift_wrapping',
    );
  });
});
