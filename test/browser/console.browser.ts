/** The console as a person of the shop lives it, next to the customer. */
import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { eventually, openChat, said, say, signIn, textShop, type BrowserTest, type World } from './world.ts';

const WISH = 'I want to talk to a person';

const items = (page: Page, text: string) => page.locator('.inbox li', { hasText: text });

/** A customer in the chat who waits for a person. */
async function waitingCustomer(world: World): Promise<Page> {
  const page = await world.open('/demo/shop');
  await openChat(page);
  await say(page, WISH);
  await said(page, 'shop').first().waitFor();
  return page;
}

export const consoleTests: BrowserTest[] = [
  {
    name: 'console: a conversation comes to the inbox by itself, is taken, answered and handed back',
    async run(world) {
      const owner = await world.open('/console');
      await signIn(owner, world);
      const before = await owner.locator('.inbox li').count();
      const customer = await waitingCustomer(world);
      await eventually(
        'the inbox',
        () => owner.locator('.inbox li').count(),
        (count) => count === before + 1,
      );
      await owner.locator('.inbox li.waiting a').last().click();
      await owner.locator('#take').click();
      await owner.locator('.floor.held', { hasText: 'You have this conversation' }).waitFor();

      await say(customer, 'Is anybody there?');
      await owner.locator('.entry.in', { hasText: 'Is anybody there?' }).waitFor();
      await owner.locator('#answer').fill('Yes, this is Ann.\nHow can I help?');
      await owner.locator('.answer button').click();
      await said(customer, 'person').first().waitFor();
      assert.equal(
        await said(customer, 'person').first().textContent(),
        'Yes, this is Ann.\nHow can I help?',
      );
      await owner.locator('.entry.out .send.sent').last().waitFor();
      assert.equal(
        await said(customer, 'shop').count(),
        1,
        'the bot kept quiet while a person had the floor',
      );

      await owner.locator('#hand-back').click();
      await owner.locator('.floor.bot').waitFor();
      await say(customer, 'What is your return policy?');
      await eventually(
        'the bot again',
        () => said(customer, 'shop').count(),
        (count) => count >= 2,
      );
      // The owner's page hears of it a moment later than the customer: until then the last "why" is an older answer's.
      await eventually(
        'the new answer on the page of the owner, with its reasons',
        async () => (await owner.locator('.why').last().textContent()) ?? '',
        (why) => /Rests on|Understood as/.test(why),
      );
      await owner.locator('.entry.out details summary').last().click();
    },
  },
  {
    name: 'console: what changes between the page and its socket is shown',
    async run(world) {
      const owner = await world.open('/console');
      let openSocket: () => void = () => undefined;
      const wanted = new Promise<void>((resolve) => (openSocket = resolve));
      await owner.routeWebSocket('**/console/inbox/socket', async (socket) => {
        await wanted;
        socket.connectToServer();
      });
      await signIn(owner, world);
      await textShop(world, '+12025550164', WISH);
      const other = await world.openBeside(owner, '/console/inbox');
      await items(other, '0164').waitFor();
      assert.equal(await items(owner, '0164').count(), 0, 'the page has not heard of it');
      openSocket();
      await items(owner, '0164').waitFor();
    },
  },
  {
    name: 'console: from sign-in to answer by keyboard alone',
    async run(world) {
      await textShop(world, '+12025550161', WISH);
      const owner = await world.open('/console');
      await owner.keyboard.type('sb_wrong');
      await owner.keyboard.press('Enter');
      await owner.locator('#key-error').waitFor();
      await owner.locator('#key:focus').waitFor();
      await owner.keyboard.type(world.gateway.demo.apiKey);
      await owner.keyboard.press('Enter');
      await eventually(
        'the text in the inbox',
        () => items(owner, '0161').count(),
        (count) => count === 1,
      );

      await owner.keyboard.press('Tab');
      assert.equal(await owner.evaluate('document.activeElement.className'), 'skip');
      await owner.keyboard.press('Enter');
      const focused = () => owner.evaluate<string>('document.activeElement.textContent');
      await eventually(
        'the item by arrows',
        async () => {
          await owner.keyboard.press('j');
          return focused();
        },
        (text) => text.includes('0161'),
      );
      await owner.keyboard.press('Enter');
      await owner.locator('.entries').waitFor();
      // The page is there before its script is: a key counts only when somebody listens.
      const where = () => owner.evaluate<string>('document.activeElement.tagName');
      await eventually(
        'the answer box by r',
        async () => {
          if ((await where()) !== 'TEXTAREA') await owner.keyboard.press('r');
          return where();
        },
        (tag) => tag === 'TEXTAREA',
      );
      await owner.keyboard.type('Hello from a keyboard');
      await owner.keyboard.press('Tab');
      await owner.keyboard.press('Enter');
      await owner.locator('.entry.out', { hasText: 'Hello from a keyboard' }).waitFor();
      await owner.locator('.floor.held').waitFor();
      await eventually(
        'back to the inbox by u',
        async () => {
          if (!owner.url().endsWith('/console/inbox')) await owner.keyboard.press('u');
          return owner.url();
        },
        (url) => url.endsWith('/console/inbox'),
      );
      await owner.locator('h1', { hasText: 'Inbox' }).waitFor();
      await items(owner, 'With you').first().waitFor();
    },
  },
  {
    name: 'console: everything works without scripts',
    async run(world) {
      await textShop(world, '+12025550162', WISH);
      const owner = await world.open('/console', { javaScriptEnabled: false });
      await signIn(owner, world);
      await eventually(
        'the text in the inbox',
        async () => {
          await owner.reload();
          return items(owner, '0162').count();
        },
        (count) => count === 1,
      );
      await items(owner, '0162').locator('a').click();
      await owner.locator('#take').click();
      await owner.locator('.floor.held').waitFor();
      await owner.locator('#answer').fill('No scripts needed');
      await owner.locator('.answer button').click();
      await owner.locator('.entry.out', { hasText: 'No scripts needed' }).waitFor();
      await owner.locator('#hand-back').click();
      await owner.locator('.floor.bot').waitFor();
      await owner.locator('.who button').click();
      await owner.locator('#key').waitFor();
      await owner.goto(`${world.gateway.url}/console/inbox`);
      await owner.locator('#key').waitFor();
    },
  },
  {
    name: 'try-it phone: a text is answered',
    async run(world) {
      const page = await world.open('/demo/phone');
      await page.locator('#numbers', { hasText: '+1206' }).waitFor();
      await page.locator('#text').fill('What is your return policy?');
      await page.keyboard.press('Enter');
      await eventually(
        'an answer',
        () => page.locator('#messages li:not(.mine)').count(),
        (count) => count >= 1,
      );
      assert.equal(await page.locator('#messages li.mine').count(), 1);
      assert.equal(await page.locator('#messages li').first().textContent(), 'What is your return policy?');
    },
  },
];
