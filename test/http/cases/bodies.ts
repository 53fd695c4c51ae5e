import { describe, expect, it } from 'vitest';
import { API_BODY_BYTES } from '../../../src/http/json-body.ts';
import { call, openShop, visitor } from '../world.ts';

const JSON_TYPE = { 'content-type': 'application/json' };

describe('bodies of the API (S42-S47)', async () => {
  const shop = await openShop('bluebird');
  const good = { to: visitor('bodies'), text: 'hello' };
  let count = 0;
  const post = (body: unknown, headers: Record<string, string> = JSON_TYPE, path = '/v1/messages') =>
    call(path, { method: 'POST', key: shop.key, headers, body, idempotencyKey: `body-${(count += 1)}` });
  const text = JSON.stringify(good);

  it.each([
    ['no content type', text, { 'content-type': '' }, 415],
    ['text/plain', text, { 'content-type': 'text/plain' }, 415],
    ['a form', 'to=a&text=b', { 'content-type': 'application/x-www-form-urlencoded' }, 415],
    ['multipart', '--x--', { 'content-type': 'multipart/form-data; boundary=x' }, 415],
    ['JSON with a suffix', text, { 'content-type': 'application/ld+json' }, 415],
    ['gzip', text, { ...JSON_TYPE, 'content-encoding': 'gzip' }, 415],
    ['br', text, { ...JSON_TYPE, 'content-encoding': 'br' }, 415],
    ['JSON with a charset', text, { 'content-type': 'Application/JSON; charset=utf-8' }, 202],
    ['nothing', '', JSON_TYPE, 400],
    ['not JSON', '{"to":', JSON_TYPE, 400],
    ['a BOM', `\ufeff${text}`, JSON_TYPE, 400],
    ['depth 10,000', '['.repeat(10_000) + ']'.repeat(10_000), JSON_TYPE, 400],
    ['a list', '[]', JSON_TYPE, 422],
    ['a text', '"hello"', JSON_TYPE, 422],
    ['null', 'null', JSON_TYPE, 422],
    ['1e400', `{"to":${JSON.stringify(good.to)},"text":1e400}`, JSON_TYPE, 422],
    ['half a character', `{"to":"+12065550123","text":"\\ud83d"}`, JSON_TYPE, 422],
    ['too many keys', `{${Array.from({ length: 40_000 }, (_, at) => `"k${at}":1`).join()}}`, JSON_TYPE, 413],
    [
      'keys that are not there',
      `{${Array.from({ length: 9_000 }, (_, at) => `"k${at}":1`).join()}}`,
      JSON_TYPE,
      422,
    ],
    ['limit + 1', JSON.stringify({ ...good, text: 'x'.repeat(API_BODY_BYTES) }), JSON_TYPE, 413],
  ])('%s', async (_, body, headers, status) => {
    const answer = await post(body, headers);
    expect([answer.status, answer.status < 400 || answer.json.requestId !== undefined]).toEqual([
      status,
      true,
    ]);
    expect(answer.text.length).toBeLessThan(5_000);
  });

  it('stops reading a chunked body at the limit, whatever Content-Length says', async () => {
    const chunk = new TextEncoder().encode(' '.repeat(64_000));
    let sent = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        sent += chunk.length;
        if (sent > 20_000_000) controller.close();
        else controller.enqueue(chunk);
      },
    });
    const { exports } = await import('cloudflare:workers');
    const response = await exports.default.fetch(
      new Request('http://localhost:8787/v1/messages', {
        method: 'POST',
        headers: { ...JSON_TYPE, authorization: `Bearer ${shop.key}`, 'idempotency-key': 'endless' },
        body: endless,
      }),
    );
    expect(response.status).toBe(413);
    expect(sent).toBeLessThan(10_000_000);
    await response.text();
  });

  it.each([
    ['businessId (S35)', { businessId: 'biz_rival' }],
    ['role (S36)', { role: 'owner' }],
    ['isAdmin', { isAdmin: true }],
    ['consent', { consent: true }],
    ['author', { author: 'bot' }],
    ['toString', { toString: 'x' }],
    ['constructor', { constructor: { prototype: { polluted: true } } }],
  ])('an unknown field %s: 422 that names it', async (_, extra) => {
    const answer = await post({ ...good, ...extra });
    expect([answer.status, answer.json.code]).toEqual([422, 'validation_failed']);
    expect(answer.json.errors).toContainEqual({ path: Object.keys(extra)[0], message: 'unknown field' });
    expect('polluted' in {}).toBe(false);
  });

  it('__proto__ is refused and pollutes nothing (S45)', async () => {
    const answer = await post(`{"to":"+12065550123","text":"x","__proto__":{"class":"must-arrive"}}`);
    expect([answer.status, answer.json.code]).toEqual([422, 'validation_failed']);
    expect('class' in {}).toBe(false);
  });

  it.each([
    ['text', { text: '' }],
    ['text', { text: '   ' }],
    ['text', { text: 'a\u0000b' }],
    ['text', { text: 'x'.repeat(4_097) }],
    ['text', { text: 7 }],
    ['to', { to: 'nobody' }],
    ['to', { to: '+1' }],
    ['to', { to: 'webchat:../../x' }],
    ['to', { to: { $ne: null } }],
    ['connectionId', { connectionId: 'con_missing1' }],
    ['connectionId', { connectionId: "con_x' OR 1=1" }],
    ['class', { class: 'vip' }],
    ['purpose', { class: 'marketing' }],
    ['notBefore', { notBefore: 'tomorrow' }],
    ['notBefore', { notBefore: '2026-13-45T00:00:00Z' }],
    ['expiresAt', { expiresAt: '2001-01-01T00:00:00Z' }],
    ['expiresAt', { expiresAt: '2099-01-01T00:00:00Z' }],
    ['mediaUrls.0', { mediaUrls: ['javascript:alert(1)'] }],
    ['mediaUrls.0', { mediaUrls: ['http://127.0.0.1/x'] }],
    ['quickReplies.0.title', { quickReplies: [{ title: 'two\nlines', payload: 'x' }] }],
    ['fallbacks.0.connectionId', { fallbacks: [{ to: '+12065550123', connectionId: 'con_missing1' }] }],
  ])('a wrong %s is named', async (path, wrong) => {
    const answer = await post({ ...good, ...wrong });
    expect([answer.status, answer.json.errors?.[0]?.path]).toEqual([422, path]);
  });

  it('none of it left a trace', async () => {
    const untouched = visitor('untouched');
    await post({ to: untouched, text: 'x', role: 'owner' });
    await post({ to: untouched, text: 'x', expiresAt: '2001-01-01T00:00:00Z' });
    const probe = await post({ to: untouched, text: 'first' });
    const thread = await call(`/v1/conversations/${probe.json.conversationId}`, { key: shop.key });
    expect(thread.json.entries.map((entry: { text: string }) => entry.text)).toEqual(['first']);
  });

  it('keeps unusual but harmless text as it is (S46)', async () => {
    const odd = 'a\u202eb\u200bc e\u0301 \ufeff 🚲\nnew line';
    const sent = await post({ to: visitor('odd'), text: odd });
    expect(sent.status).toBe(202);
    expect((await call(`/v1/messages/${sent.json.id}`, { key: shop.key })).json.text).toBe(odd);
  });
});
