/** A business's own classifier over real HTTP: what it is sent, what is believed, and what it may do without harm. */
import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newWebhookSecret } from '../../src/platform/standard-webhook.ts';
import { ownModels, refusalOfUrl } from '../../src/understanding/own-model.ts';

const LOCAL = { loopback: true, ownHosts: ['shopbell.example'] };
const PRODUCTION = { loopback: false, ownHosts: ['shopbell.example'] };
const INTENTS = ['returns', 'order_status'];

type Seen = { headers: IncomingMessage['headers']; body: string };
let server: Server;
let url = '';
let seen: Seen[] = [];
let reply: (response: ServerResponse) => void = () => {};

beforeAll(async () => {
  server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
    request.on('end', () => {
      seen.push({ headers: request.headers, body });
      reply(response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  url = `http://127.0.0.1:${address.port}/classify`;
});
beforeEach(() => {
  seen = [];
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const says = (body: string, status = 200, headers: Record<string, string> = {}) => {
  reply = (response) => response.writeHead(status, headers).end(body);
};

function aStage(more: { gate?: number; url?: string; rule?: typeof LOCAL } = {}) {
  let nowMs = 1_764_000_000_000;
  const models = ownModels({ rule: more.rule ?? LOCAL, nowMs: () => nowMs });
  const own = { url: more.url ?? url, gate: more.gate ?? 0.8, secret: newWebhookSecret() };
  const stage = () => models.stage('biz_bluebird', own, INTENTS);
  const ask = (text = 'it does not fit', deadlineMs = 1_000) => stage().ask(text, [], deadlineMs);
  return { ask, stage, own, pass: (ms: number) => (nowMs += ms) };
}

describe('a call', () => {
  it('holds the text and the closed list, signed as Standard Webhooks has it', async () => {
    says('{"intent":"returns","confidence":0.9}');
    const { ask, own } = aStage();
    await ask('it does not fit\u0000 “é”');
    const [{ headers, body } = { headers: {}, body: '' }] = seen;
    expect(JSON.parse(body)).toEqual({ text: 'it does not fit\u0000 “é”', intents: INTENTS });
    const id = String(headers['webhook-id']);
    const timestamp = String(headers['webhook-timestamp']);
    expect(id).toMatch(/^msg_[a-z2-7]{24}$/);
    expect(timestamp).toBe('1764000000');
    const key = Buffer.from(own.secret.replace('whsec_', ''), 'base64');
    const expected = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
    expect(headers['webhook-signature']).toBe(`v1,${expected}`);
    expect(JSON.stringify(headers)).not.toContain(own.secret);
  });

  it('a sure answer stands, an unsure one is passed on', async () => {
    says('{"intent":"returns","confidence":0.9,"more":"ignored"}');
    expect(await aStage().ask()).toMatchObject({
      kind: 'answered',
      costMicroUsd: 0,
      answer: { stage: 'own', intent: 'returns', confidence: 0.9, isSure: true },
    });
    expect(await aStage({ gate: 0.95 }).ask()).toMatchObject({ answer: { isSure: false } });
    says('{"intent":null,"confidence":1}');
    expect(await aStage().ask()).toMatchObject({ answer: { intent: null, ranked: [], isSure: true } });
  });
});

describe('it may', () => {
  it.each<[string, string, () => void]>([
    ['invent an intent', 'nonsense', () => says('{"intent":"free_money","confidence":1}')],
    ['be surer than sure', 'nonsense', () => says('{"intent":"returns","confidence":7}')],
    ['say nothing', 'nonsense', () => says('')],
    ['say something else', 'nonsense', () => says('<html>hello</html>')],
    [
      'say far too much',
      'nonsense',
      () => says(`{"intent":"returns","confidence":1,"x":"${'x'.repeat(100_000)}"}`),
    ],
    ['fail', 'failed', () => says('{"intent":"returns","confidence":1}', 500)],
    ['be busy', 'busy', () => says('', 429)],
    ['send us elsewhere', 'failed', () => says('', 307, { location: 'http://127.0.0.1:1/' })],
    ['hang up', 'failed', () => (reply = (response) => response.destroy())],
    ['take its time', 'late', () => (reply = () => {})],
    [
      'begin and not end',
      'late',
      () => (reply = (response) => void response.writeHead(200).write('{"intent":')),
    ],
  ])('%s: %s', async (_, why, behave) => {
    behave();
    expect(await aStage().ask('hello', 150)).toEqual({ kind: 'none', why, costMicroUsd: 0 });
    expect(seen).toHaveLength(1);
  });

  it('fail again and again: then it rests, and is tried once in a while', async () => {
    says('', 500);
    const { ask, stage, pass } = aStage();
    for (let at = 0; at < 5; at += 1) await ask();
    expect(stage().offer.isReady).toBe(false);
    expect(await ask()).toMatchObject({ why: 'resting' });
    expect(seen).toHaveLength(5);
    says('{"intent":"returns","confidence":0.9}');
    pass(15_000);
    expect(stage().offer.isReady).toBe(true);
    expect(await ask()).toMatchObject({ kind: 'answered' });
  });
});

describe('where it may live', () => {
  it.each([
    'http://intents.example.com/',
    'https://127.0.0.1/',
    'https://localhost/',
    'https://2130706433/',
    'https://0x7f.1/',
    'https://10.0.0.8/',
    'https://169.254.169.254/latest/meta-data',
    'https://[::1]/',
    'https://[fd00::1]/',
    'https://[::ffff:10.0.0.1]/',
    'https://router.local/',
    'https://db.internal/',
    'https://intranet/',
    'https://user:secret@intents.example.com/',
    'https://intents.example.com:6379/',
    'https://shopbell.example/v1/messages',
    'ftp://intents.example.com/',
    'javascript:alert(1)',
    'not a url',
    '',
  ])('not at %s', (text) => {
    expect(refusalOfUrl(text, PRODUCTION)).toMatch(/\w+\.$/);
  });

  it('at a public name over https; on this machine only where that is allowed', () => {
    expect(refusalOfUrl('https://intents.example.com/classify?v=2', PRODUCTION)).toBeNull();
    expect(refusalOfUrl(url, LOCAL)).toBeNull();
    expect(refusalOfUrl(url, PRODUCTION)).not.toBeNull();
    expect(refusalOfUrl('http://intents.example.com/', LOCAL)).not.toBeNull();
  });

  it('is asked anew before each call', async () => {
    says('{"intent":"returns","confidence":0.9}');
    expect(await aStage({ rule: PRODUCTION }).ask()).toMatchObject({ why: 'refused' });
    expect(seen).toEqual([]);
  });
});
