/** Calls and answers that no provider would make, and some that one might. Seeded: the same in every run. */
import type { RawRequest } from '../../src/domain/channel.ts';

/** Bodies that a provider, a proxy or an attacker between might answer; some repeat what they must not leak through. */
export function junkBodies(secrets: string[]): string[] {
  return [
    '',
    'null',
    '[]',
    '42',
    '"text"',
    '{',
    '<html>502 Bad Gateway</html>',
    '{"sid":""}',
    '{"sid":7,"code":"x","id":{}}',
    '{"code":21610}',
    '{"code":1.5}',
    '{"code":20429,"status":429}',
    '{"code":1e999,"messages":{}}',
    '{"messages":[null,7,{"sid":"SM1"}]}',
    '{"__proto__":{"sid":"x"},"constructor":1}',
    JSON.stringify({ code: 99_999, message: secrets.join(' '), error: secrets }),
  ];
}

export function responseOf(status: number, body: string): Response {
  const bodiless = status === 204 || status === 205 || status === 304;
  return new Response(bodiless ? null : body, { status });
}

export function untilAborted(init: RequestInit): Promise<Response> {
  return new Promise((_, reject) => {
    init.signal?.addEventListener('abort', () => reject(new Error('aborted')));
  });
}

function randomBytes(random: () => number, max: number): Uint8Array {
  return Uint8Array.from({ length: Math.floor(random() * max) }, () => Math.floor(random() * 256));
}

export function randomCall(random: () => number): RawRequest {
  const pick = <T>(list: readonly [T, ...T[]]): T => list[Math.floor(random() * list.length)] ?? list[0];
  const headers = new Headers();
  const contentType = pick([
    '',
    'application/json',
    'application/x-www-form-urlencoded',
    'text/plain',
    '\u00ff;;',
  ]);
  if (contentType !== '') headers.set('content-type', contentType);
  const signature = pick(['', 'A'.repeat(27) + '=', 'sha256=' + '0'.repeat(64), 'x'.repeat(10_240)]);
  for (const name of ['x-twilio-signature', 'x-hub-signature-256', 'x-telegram-bot-api-secret-token']) {
    if (signature !== '') headers.append(name, signature);
  }
  return {
    method: pick(['POST', 'GET', 'PUT', 'HEAD', '']),
    url: pick([
      'https://gate.shop.example/hooks/a',
      'https://gate.shop.example/?snd=%ff&bodySHA256=',
      'not a URL',
      '',
    ]),
    headers,
    body: randomBytes(random, 200),
  };
}

/** A recorded call with a few bytes overwritten, cut, doubled or exchanged. */
export function bentCall(call: RawRequest, random: () => number): RawRequest {
  const body = [...call.body];
  const at = () => Math.floor(random() * body.length);
  for (let times = Math.floor(random() * 4); times > 0 && body.length > 0; times--) {
    const kind = random();
    if (kind < 0.4) body[at()] = Math.floor(random() * 256);
    else if (kind < 0.6) body.splice(at(), Math.floor(random() * 20));
    else if (kind < 0.8) body.splice(at(), 0, ...body.slice(at(), at()));
    else body.splice(at(), 0, ...new TextEncoder().encode('%00%ff&__proto__=1&'));
  }
  return { ...call, body: Uint8Array.from(body) };
}
