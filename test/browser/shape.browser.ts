/** Pages fit a small phone, in both colour schemes. */
import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { openChat, said, say, signIn, textShop, type BrowserTest } from './world.ts';

const PHONE = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true };

async function assertFits(page: Page, where: string): Promise<void> {
  // Without its styles a page has another width.
  await page.waitForLoadState('load');
  const wide = await page.evaluate<number>(
    'document.documentElement.scrollWidth - document.documentElement.clientWidth',
  );
  assert.ok(wide <= 0, `${where} scrolls sideways by ${wide} px`);
}

async function assertReadable(page: Page, where: string): Promise<void> {
  const small = await page.evaluate<
    string[]
  >(`[...document.querySelectorAll('button, nav a, .inbox a, input:not([type=hidden]), textarea')]
    .filter((node) => node.getClientRects().length > 0 && node.getBoundingClientRect().height < 34)
    .map((node) => node.outerHTML.slice(0, 80))`);
  assert.deepEqual(small, [], `${where}: too small for a thumb`);
}

export const shapeTests: BrowserTest[] = (['light', 'dark'] as const).map((colorScheme) => ({
  name: `a phone of 360 px shows every page without scrolling sideways, ${colorScheme}`,
  async run(world) {
    const from = colorScheme === 'light' ? '+12025550164' : '+12025550165';
    await textShop(world, from, `${'unbroken'.repeat(60)} https://long.example/${'x'.repeat(300)}`);
    await textShop(world, from, 'I want to talk to a person');
    const page = await world.open('/console', { ...PHONE, colorScheme });
    await assertFits(page, 'the sign-in');
    await signIn(page, world);
    const item = page.locator('.inbox li', { hasText: from.slice(-4) });
    await item.waitFor();
    await assertFits(page, 'the inbox');
    await assertReadable(page, 'the inbox');
    await item.locator('a').click();
    await page.locator('.entries').waitFor();
    await assertFits(page, 'the thread');
    await assertReadable(page, 'the thread');
    for (const path of [
      '/console/understanding',
      '/console/understanding/suggestions',
      '/console/stats',
      '/demo/phone',
      '/demo/shop',
    ]) {
      await page.goto(`${world.gateway.url}${path}`);
      await assertFits(page, path);
    }
    await openChat(page);
    await say(page, 'unbroken'.repeat(80));
    await said(page, 'customer').first().waitFor();
    await assertFits(page, 'the open chat');
    const panel = await page.locator('#shopbell-chat .panel').boundingBox();
    assert.equal(panel?.width, 360, 'the chat fills the phone');
    const style = await page.evaluate<string>(
      `getComputedStyle(document.querySelector('#shopbell-chat').shadowRoot.querySelector('.panel')).backgroundColor`,
    );
    assert.equal(style, colorScheme === 'light' ? 'rgb(255, 255, 255)' : 'rgb(22, 27, 25)');
  },
}));
