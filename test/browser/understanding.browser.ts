/** The owner teaches Shopbell in the browser, and the next customer is answered by what was taught. */
import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { eventually, signIn, textShop, type BrowserTest, type World } from './world.ts';

const WORDS = 'my brompton makes a clicking noise';

/** What the shop texted to this customer, oldest first. */
async function answersOf(world: World, customer: string): Promise<string[]> {
  const response = await fetch(
    `${world.gateway.providersUrl}/twilio/messages?to=${encodeURIComponent(customer)}`,
  );
  const held = (await response.json()) as { messages: { Body?: string; body?: string }[] };
  return held.messages.map((message) => message.Body ?? message.body ?? '');
}

/** Writes as this customer, waits for the answer, and asks for a person so that the conversation is in the inbox. */
async function answered(world: World, customer: string): Promise<string> {
  await textShop(world, customer, WORDS);
  const [answer = ''] = await eventually(
    'an answer',
    () => answersOf(world, customer),
    (texts) => texts.length > 0,
  );
  await textShop(world, customer, 'I want to talk to a person');
  return answer;
}

async function openThread(page: Page, world: World, customer: string): Promise<void> {
  await page.goto(`${world.gateway.url}/console/inbox`);
  const item = page.locator('.inbox li', { hasText: customer.slice(-4) });
  await item.locator('a').click();
  await page.locator('.entry.in', { hasText: WORDS }).waitFor();
}

export const understandingTests: BrowserTest[] = [true, false].map((javaScriptEnabled) => ({
  name: `console: a correction changes the answer to the same text, scripts ${javaScriptEnabled ? 'on' : 'off'}`,
  async run(world) {
    const customers = javaScriptEnabled ? ['+12025550171', '+12025550172'] : ['+12025550173', '+12025550174'];
    const [first = '', second = ''] = customers;
    const meant = javaScriptEnabled ? 'account' : 'store_hours';
    const owner = await world.open('/console', { javaScriptEnabled });
    await signIn(owner, world);
    const before = await answered(world, first);
    await eventually(
      'the first customer in the inbox',
      async () => {
        if (!javaScriptEnabled) await owner.reload();
        return owner.locator('.inbox li', { hasText: first.slice(-4) }).count();
      },
      (count) => count === 1,
    );
    await openThread(owner, world, first);
    const entry = owner.locator('.entry.in', { hasText: WORDS });
    assert.match((await entry.locator('summary').textContent()) ?? '', /Understood as .*wrong\?/);
    await entry.locator('summary').click();
    await entry.locator('select').selectOption(meant);
    await entry.locator('button', { hasText: 'Correct' }).click();
    await owner.locator('.entry.in summary', { hasText: 'Corrected to' }).waitFor();

    // Within seconds: no later than this in every isolate.
    await new Promise((resolve) => setTimeout(resolve, 2_100));
    const after = await answered(world, second);
    assert.notEqual(after, before, 'the same text is answered otherwise');
    await eventually(
      'the second customer in the inbox',
      async () => {
        if (!javaScriptEnabled) await owner.reload();
        else await owner.goto(`${world.gateway.url}/console/inbox`);
        if (!owner.url().endsWith('/inbox')) await owner.goto(`${world.gateway.url}/console/inbox`);
        return owner.locator('.inbox li', { hasText: second.slice(-4) }).count();
      },
      (count) => count === 1,
    );
    await openThread(owner, world, second);
    const taught = owner.locator('.entry.in', { hasText: WORDS }).locator('summary');
    assert.match((await taught.textContent()) ?? '', new RegExp(`as ${meant.replace('_', ' ')}`, 'i'));
  },
}));

export const teachingTests: BrowserTest[] = [
  {
    name: 'console: an intent is added and taught, tried out, and shown to somebody without scripts as well',
    async run(world) {
      const owner = await world.open('/console', { javaScriptEnabled: false });
      await signIn(owner, world);
      await owner.locator('nav a', { hasText: 'Understanding' }).click();
      await owner.locator('#intents summary', { hasText: 'Add an intent' }).click();
      await owner.locator('#name').fill('bike_rental');
      await owner.locator('#description').fill('Rents a bike');
      await owner
        .locator('#intents form', { has: owner.locator('#name') })
        .locator('button')
        .click();
      await owner.locator('h1', { hasText: 'Bike rental' }).waitFor();
      await owner.locator('#texts').fill('can i rent a tandem\nhow much is a rental per day');
      await owner.locator('form.card button').click();
      await owner.locator('.examples li', { hasText: 'can i rent a tandem' }).waitFor();
      assert.equal(await owner.locator('.examples li').count(), 2);

      await owner.locator('#texts').fill('where is my order');
      await owner.locator('form.card button').click();
      await owner.locator('#texts-error', { hasText: 'already labelled order_status' }).waitFor();
      assert.equal(await owner.locator('#texts').inputValue(), 'where is my order');

      await owner.locator('.back').click();
      await owner.locator('#text').fill('Can I rent a tandem?');
      await owner.locator('#try button').click();
      await owner.locator('#tried-intent', { hasText: 'Bike rental' }).waitFor();
      assert.match(
        (await owner.locator('.tried').textContent()) ?? '',
        /A person has said so of this very message/,
      );
      assert.match((await owner.locator('#versions').textContent()) ?? '', /a training begins soon/);
    },
  },
];
