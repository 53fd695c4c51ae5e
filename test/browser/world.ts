/** What every browser test works with: a running gateway, one Chromium, and pages that are watched for what must not happen. */
import assert from 'node:assert/strict';
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';
import type { Gateway } from '../local/gateway.ts';

export type World = {
  gateway: Gateway;
  browser: Browser;
  /** A page of its own visitor (own cookies and storage), closed when the test ends. */
  open: (path: string, options?: BrowserContextOptions) => Promise<Page>;
  /** Page of the same visitor as another. */
  openBeside: (page: Page, path: string) => Promise<Page>;
};

export type BrowserTest = { name: string; run: (world: World) => Promise<void> };

/** A world whose pages all end with the test; `problems` says what they did that no page of ours may do. */
export function worldOf(gateway: Gateway, browser: Browser) {
  const problems: string[] = [];
  const pages: Page[] = [];
  const watch = (page: Page): Page => {
    pages.push(page);
    page.setDefaultTimeout(15_000);
    page.on('dialog', (dialog) => {
      problems.push(`a dialog opened: ${dialog.message()}`);
      void dialog.dismiss();
    });
    page.on('pageerror', (error) => problems.push(`a script failed: ${error.message}`));
    page.on('console', (message) => {
      if (/content security policy/i.test(message.text()))
        problems.push(`against the policy: ${message.text()}`);
    });
    page.on('request', (request) => {
      const { protocol, hostname } = new URL(request.url());
      const own = hostname === 'localhost' || hostname === '127.0.0.1';
      if (!own && protocol !== 'blob:' && protocol !== 'data:')
        problems.push(`a request went to ${hostname}`);
    });
    return page;
  };
  const world: World = {
    gateway,
    browser,
    async open(path, options = {}) {
      const context = await browser.newContext(options);
      const page = watch(await context.newPage());
      await page.goto(new URL(path, gateway.url).href);
      return page;
    },
    async openBeside(page, path) {
      const beside = watch(await page.context().newPage());
      await beside.goto(new URL(path, gateway.url).href);
      return beside;
    },
  };
  const close = async (): Promise<void> => {
    for (const page of pages) await page.context().close();
  };
  return { world, problems, close };
}

export async function signIn(page: Page, world: World): Promise<void> {
  await page.locator('#key').fill(world.gateway.demo.apiKey);
  await page.keyboard.press('Enter');
  await page.locator('h1', { hasText: 'Inbox' }).waitFor();
}

/** The widget's bubble, and what was said in it. */
export const bell = (page: Page): Locator => page.locator('#shopbell-chat .bell');
export const said = (page: Page, from: 'customer' | 'shop' | 'person'): Locator =>
  page.locator(`#shopbell-chat .m.${from} .t`);

export async function openChat(page: Page): Promise<void> {
  await bell(page).click();
  await page.locator('#shopbell-chat textarea').waitFor();
}

export async function say(page: Page, text: string): Promise<void> {
  await page.locator('#shopbell-chat textarea').fill(text);
  await page.locator('#shopbell-chat textarea').press('Enter');
}

/** A customer texts the shop through the simulated provider. */
export async function textShop(world: World, from: string, text: string): Promise<void> {
  const to = world.gateway.demo.connections.find((connection) => connection.channel === 'sms')?.address;
  const response = await fetch(`${world.gateway.providersUrl}/twilio/text`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ from, to, text }),
  });
  assert.equal(response.status, 200, 'the simulated provider takes the text');
}

/** Texts that the shop sent to this customer. */
export async function answersTo(world: World, customer: string): Promise<number> {
  const response = await fetch(
    `${world.gateway.providersUrl}/twilio/messages?to=${encodeURIComponent(customer)}`,
  );
  const held: unknown = await response.json();
  return typeof held === 'object' && held !== null && 'messages' in held && Array.isArray(held.messages)
    ? held.messages.length
    : 0;
}

/** Waits until `read` gives what is wanted; the last thing it gave is part of the error. */
export async function eventually<T>(
  what: string,
  read: () => Promise<T>,
  wanted: (value: T) => boolean,
): Promise<T> {
  const untilMs = Date.now() + 15_000;
  for (;;) {
    const value = await read();
    if (wanted(value)) return value;
    if (Date.now() > untilMs) assert.fail(`${what}: still ${JSON.stringify(value)}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
