/** Web chat as a visitor of the shop's page lives it. */
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page, WebSocketRoute } from 'playwright-core';
import { bell, eventually, openChat, said, say, signIn, type BrowserTest, type World } from './world.ts';

const QUESTION = 'What is your return policy?';

/** What each connection does, in turn; those beyond the list just work. */
type Mishap = { dropAfterServerFrames?: number; loseSay?: boolean; dropAfterSay?: boolean };

/** Puts a rule on each of the page's chat sockets. */
async function withMishaps(page: Page, mishaps: readonly Mishap[]): Promise<{ opened: () => number }> {
  let opened = 0;
  await page.routeWebSocket(/\/chat\/.*\/socket/, (client: WebSocketRoute) => {
    const mishap = mishaps[opened] ?? {};
    opened += 1;
    const server = client.connectToServer();
    let frames = 0;
    const drop = (): void => {
      void client.close({ code: 1001 });
      void server.close();
    };
    client.onMessage((message) => {
      const isSay = String(message).includes('"t":"say"');
      if (!(isSay && mishap.loseSay === true)) server.send(message);
      if (isSay && (mishap.loseSay === true || mishap.dropAfterSay === true)) setTimeout(drop, 30);
    });
    server.onMessage((message) => {
      client.send(message);
      frames += 1;
      if (frames === mishap.dropAfterServerFrames) drop();
    });
  });
  return { opened: () => opened };
}

const textsOf = (page: Page, from: 'customer' | 'shop') => async () => said(page, from).allTextContents();

export const chatTests: BrowserTest[] = [
  {
    name: 'chat: a question is answered with evidence whose link opens',
    async run(world) {
      const page = await world.open('/demo/shop');
      await openChat(page);
      await say(page, QUESTION);
      await said(page, 'shop').first().waitFor();
      const link = page.locator('#shopbell-chat .e a').first();
      await link.waitFor();
      assert.equal(await link.getAttribute('rel'), 'noopener noreferrer');
      const [opened] = await Promise.all([page.context().waitForEvent('page'), link.click()]);
      await opened.waitForLoadState();
      assert.equal(new URL(opened.url()).pathname, '/demo/shop/help');
      const help = (await opened.locator('main').textContent()) ?? '';
      const answer = (await said(page, 'shop').first().textContent()) ?? '';
      const sentences = answer.split(/(?<=[.!?])\s/).filter((sentence) => sentence.length > 25);
      assert.ok(
        sentences.some((sentence) => help.includes(sentence)),
        `the page behind the link says what the answer says: ${answer}`,
      );
      assert.match(
        (await textsOf(page, 'shop')()).join(' '),
        /AI|assistant/i,
        'the first answer says that it is AI',
      );
    },
  },
  {
    name: 'chat: the conversation is there again after a reload, and in a second tab',
    async run(world) {
      const page = await world.open('/demo/shop');
      await openChat(page);
      await say(page, QUESTION);
      await said(page, 'shop').first().waitFor();
      const before = await page.locator('#shopbell-chat .m .t').allTextContents();
      await page.reload();
      await openChat(page);
      const read = async (): Promise<string[]> => page.locator('#shopbell-chat .m .t').allTextContents();
      await eventually('history after a reload', read, (texts) => texts.length === before.length);
      const tab = await world.openBeside(page, '/demo/shop');
      await openChat(tab);
      await say(tab, 'One more thing');
      await eventually(
        'the other tab',
        textsOf(page, 'customer'),
        (texts) => texts.at(-1) === 'One more thing',
      );
    },
  },
  {
    name: 'chat: a socket that drops at every frame loses nothing and repeats nothing',
    async run(world) {
      const page = await world.open('/demo');
      const sockets = await withMishaps(page, [
        { dropAfterServerFrames: 1 },
        { loseSay: true },
        { dropAfterSay: true },
        { dropAfterServerFrames: 1 },
        { dropAfterServerFrames: 2 },
      ]);
      await page.goto(`${world.gateway.url}/demo/shop`);
      await openChat(page);
      await say(page, QUESTION);
      await eventually('the answer', textsOf(page, 'shop'), (texts) => texts.length > 0);
      await say(page, 'Thanks, that helps');
      await eventually('both messages', textsOf(page, 'customer'), (texts) => texts.length === 2);
      await eventually(
        'nothing waits',
        () => page.locator('#shopbell-chat .wait').count(),
        (count) => count === 0,
      );
      assert.ok(sockets.opened() >= 4, `only ${sockets.opened()} connections were made`);
      const shown = await page.locator('#shopbell-chat .m .t').allTextContents();
      // What the server has is the truth: a second page reads it anew.
      const fresh = await world.openBeside(page, '/demo/shop');
      await openChat(fresh);
      const stored = await eventually(
        'what is stored',
        async () => fresh.locator('#shopbell-chat .m .t').allTextContents(),
        (texts) => texts.length >= shown.length,
      );
      assert.deepEqual(stored.slice(0, shown.length), shown);
      assert.deepEqual(await textsOf(fresh, 'customer')(), [QUESTION, 'Thanks, that helps']);
    },
  },
  {
    name: 'chat: a quick reply is a button; it says its words once and goes away',
    async run(world) {
      const page = await world.open('/demo/shop');
      await openChat(page);
      await say(page, QUESTION);
      const button = page.locator('#shopbell-chat .q button', { hasText: /person/i });
      await button.click();
      await eventually('its words', textsOf(page, 'customer'), (texts) => texts.length === 2);
      await eventually('an answer to it', textsOf(page, 'shop'), (texts) => texts.length === 2);
      assert.ok(await button.isHidden());
      const owner = await world.open('/console');
      await signIn(owner, world);
      await owner
        .locator('.inbox li', { hasText: /talk to a person/i })
        .first()
        .waitFor();
    },
  },
  {
    name: 'chat: by keyboard alone',
    async run(world) {
      const page = await world.open('/demo/shop');
      await bell(page).waitFor();
      for (let presses = 0; presses < 20; presses += 1) {
        await page.keyboard.press('Tab');
        if (await bell(page).evaluate((node) => node.matches(':focus'))) break;
      }
      await page.keyboard.press('Enter');
      await page.keyboard.type(QUESTION);
      await page.keyboard.press('Enter');
      await said(page, 'shop').first().waitFor();
      assert.equal(await page.locator('#shopbell-chat .log').getAttribute('aria-live'), 'polite');
      await page.keyboard.press('Escape');
      assert.ok(await page.locator('#shopbell-chat .panel').isHidden());
      assert.ok(await bell(page).evaluate((node) => node.matches(':focus')), 'the focus is back on the bell');
    },
  },
  { name: 'chat: a page of a site that is not on the list gets no chat', run: refusesForeignSites },
];

async function refusesForeignSites(world: World): Promise<void> {
  const connection = world.gateway.demo.connections.find((candidate) => candidate.channel === 'webchat');
  const html = `<!doctype html><title>Elsewhere</title><script src="${world.gateway.url}/widget.js" data-connection="${connection?.id}" async></script>`;
  const site = createServer((_request, response) =>
    response.setHeader('content-type', 'text/html').end(html),
  );
  await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
  try {
    const sockets: string[] = [];
    const page = await world.open('/demo');
    page.on('websocket', (socket) => sockets.push(socket.url()));
    await page.goto(`http://127.0.0.1:${addressOf(site.address()).port}/`);
    const asking = page.waitForEvent('requestfailed', (request) => request.url().endsWith('/session'));
    await openChat(page);
    await asking;
    await page.locator('#shopbell-chat [role=status]', { hasText: 'No connection' }).waitFor();
    assert.deepEqual(sockets, [], 'no socket was tried');
  } finally {
    site.close();
  }
}

function addressOf(address: string | AddressInfo | null): AddressInfo {
  if (typeof address !== 'object' || address === null) throw new Error('the server does not listen');
  return address;
}
