/** Signed texts of many customers, prepared before the clock starts. */
import { createHmac } from 'node:crypto';
import type { Prepared } from './load.ts';

export const FLOOR_TOKEN = 'f'.repeat(32);
export const FLOOR_URL = 'http://floor.localhost';

const QUESTIONS = [
  'How much is shipping?',
  'What does a tune-up cost?',
  'Do you have gift cards?',
  'What is your return policy?',
  'Where is the shop?',
];

let texts = 0;

/** One text each of `count` customers nobody has heard of before. */
export function newTexts(count: number, url: string, authToken: string, path: string): Prepared[] {
  return Array.from({ length: count }, () => {
    texts += 1;
    const params: Record<string, string> = {
      MessageSid: `SM${texts.toString(16).padStart(32, '0')}`,
      AccountSid: `AC${'0'.repeat(32)}`,
      From: numberOf(texts),
      To: '+12065550100',
      Body: QUESTIONS[texts % QUESTIONS.length] ?? '',
      NumMedia: '0',
      NumSegments: '1',
      SmsStatus: 'received',
      ApiVersion: '2010-04-01',
    };
    const signed =
      url +
      Object.keys(params)
        .sort()
        .map((name) => name + (params[name] ?? ''))
        .join('');
    return {
      path,
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        'x-twilio-signature': createHmac('sha1', authToken).update(signed).digest('base64'),
      },
      body: new URLSearchParams(params).toString(),
    };
  });
}

export function numberOf(index: number): string {
  return `+1206${String(2_000_000 + index)}`;
}

export function senderOf({ body }: Prepared): string {
  return new URLSearchParams(body).get('From') ?? '';
}
