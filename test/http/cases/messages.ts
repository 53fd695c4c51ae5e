import { describe, expect, it } from 'vitest';
import { call, openShop, visitor } from '../world.ts';

describe('messages', async () => {
  const shop = await openShop('bluebird');
  const rival = await openShop('rival');
  let count = 0;
  const post = (body: object, key = shop.key) =>
    call('/v1/messages', { method: 'POST', key, body, idempotencyKey: `message-${(count += 1)}` });
  const later = () => new Date(Date.now() + 3_600_000).toISOString();

  it('are accepted, sent, and read back with attempts and segments', async () => {
    const sent = await post({ to: visitor('ann'), text: 'Your order BB-1042 has shipped.' });
    expect(sent.status).toBe(202);
    const read = await call(`/v1/messages/${sent.json.id}`, { key: shop.key });
    expect(read.json).toMatchObject({
      id: sent.json.id,
      class: 'transactional',
      author: 'api',
      channel: 'webchat',
      connectionId: shop.chat,
      to: visitor('ann'),
      text: 'Your order BB-1042 has shipped.',
      state: 'sent',
      attempts: [{ number: 1, outcome: 'sent' }],
    });
    for (const time of [read.json.createdAt, read.json.attempts[0].startedAt])
      expect(time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  });

  it.each([
    ['+12065550123', 'phone:+12065550123'],
    ['(206) 555-0123', 'phone:+12065550123'],
    ['206.555.0123', 'phone:+12065550123'],
    ['phone:+12065550123', 'phone:+12065550123'],
  ])('take %s as %s', async (to, expected) => {
    const answer = await post({ to, text: 'Hello', dryRun: true });
    expect([answer.status, answer.json.to, answer.json.channel]).toEqual([200, expected, 'sms']);
  });

  it.each([
    ['a premium number (S85)', '+19005550123'],
    ['a short number', '12345'],
    ['letters', 'SHOPBELL'],
    ['no address', ''],
    ['an e-mail nobody can send', 'ann@example.com'],
    ['an unknown kind', 'fax:+12065550123'],
  ])('refuse %s', async (_, to) => {
    expect((await post({ to, text: 'Hello' })).status).toBe(422);
  });

  it.each([
    ['Hello', 1, 'GSM-7'],
    ['x'.repeat(161), 2, 'GSM-7'],
    ['Hello 🚲', 1, 'UCS-2'],
    ['🚲'.repeat(36), 2, 'UCS-2'],
  ])('a dry run counts the segments of %j', async (text, segments, encoding) => {
    const { json } = await post({ to: '+12065550123', text, dryRun: true });
    expect(json).toMatchObject({ dryRun: true, verdict: 'allow', segments, encoding });
    expect(json.estimatedCostMicroUsd).toBe(segments * 8_300);
  });

  it('a dry run explains and does nothing', async () => {
    const to = visitor('dryrun');
    const marketing = await post({ to, text: 'Sale!', class: 'marketing', purpose: 'offers', dryRun: true });
    expect(marketing.json).toMatchObject({ verdict: 'deny', reason: 'consent' });
    expect(marketing.json.checks).toContainEqual(
      expect.objectContaining({ check: 'consent', result: 'deny' }),
    );
    const first = await post({ to, text: 'real' });
    const thread = await call(`/v1/conversations/${first.json.conversationId}`, { key: shop.key });
    expect(thread.json.entries).toHaveLength(1);
  });

  it('are refused with the checks when the rules say no', async () => {
    const body = { to: visitor('sale'), text: 'Sale!', class: 'marketing', purpose: 'offers' };
    const answer = await post(body);
    expect([answer.status, answer.json.code, answer.json.reason]).toEqual([422, 'refused', 'consent']);
    expect(answer.json.checks.length).toBeGreaterThan(5);
    const abroad = await post({ to: '+442079460018', text: 'Hello' });
    expect([abroad.status, abroad.json.reason]).toEqual([422, 'region']);
  });

  it('are refused after an opt-out, whatever their class', async () => {
    const to = visitor('stopped');
    await call('/v1/consents', {
      method: 'POST',
      key: shop.key,
      idempotencyKey: 'stop-it',
      body: { rows: [{ to, kind: 'optOut', channel: 'webchat', evidence: 'asked in the shop' }] },
    });
    for (const kind of ['transactional', 'must-arrive']) {
      const answer = await post({ to, text: 'Hello', class: kind });
      expect([answer.status, answer.json.reason], kind).toEqual([422, 'suppression']);
    }
  });

  it('never leave through another business’s connection (S33)', async () => {
    const theirs = await post({ to: visitor('x'), text: 'x', connectionId: rival.chat });
    const missing = await post({ to: visitor('x'), text: 'x', connectionId: 'con_missing1' });
    expect([theirs.status, theirs.json.errors]).toEqual([422, missing.json.errors]);
    const wrongKind = await post({ to: visitor('x'), text: 'x', connectionId: shop.sms });
    expect(wrongKind.json.errors[0].path).toBe('connectionId');
  });

  it('are too long only for their own channel', async () => {
    const answer = await post({ to: visitor('x'), text: 'x'.repeat(4_001) });
    expect([answer.status, answer.json.errors[0].path]).toEqual([422, 'text']);
  });

  it('wait until they may go, and can be cancelled until then', async () => {
    const waiting = await post({ to: visitor('later'), text: 'later', notBefore: later() });
    expect([waiting.status, waiting.json.state]).toEqual([202, 'pending']);
    const path = `/v1/messages/${waiting.json.id}/cancel`;
    const cancelled = await call(path, { method: 'POST', key: shop.key });
    expect([cancelled.status, cancelled.json.state]).toEqual([200, 'cancelled']);
    expect((await call(path, { method: 'POST', key: shop.key })).status).toBe(200);
    const sent = await post({ to: visitor('gone'), text: 'gone' });
    const tooLate = await call(`/v1/messages/${sent.json.id}/cancel`, { method: 'POST', key: shop.key });
    expect([tooLate.status, tooLate.json.code]).toEqual([409, 'conflict']);
  });
});
