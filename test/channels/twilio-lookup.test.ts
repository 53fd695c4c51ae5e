/** What a list of Twilio's proves about an `unknown` send, and what it does not. */
import { describe, expect, it } from 'vitest';
import { twilioSms } from '../../src/channels/twilio-sms.ts';
import type { LookupOutcome } from '../../src/domain/channel.ts';
import { answering, CUSTOMER, outbound, sendContext, SHOP_NUMBER } from './sends.ts';

const POSTED_AT_MS = Date.parse('2026-11-23T08:00:00Z');
const CREDENTIALS = { accountSid: `AC${'0'.repeat(32)}`, authToken: '0'.repeat(32), from: SHOP_NUMBER };

function listed(afterMs: number, change: Record<string, unknown> = {}) {
  const created = new Date(POSTED_AT_MS + afterMs).toUTCString();
  return {
    sid: 'SM1',
    body: outbound().text,
    direction: 'outbound-api',
    status: 'sent',
    date_created: created,
    ...change,
  };
}

/** @param askedAfterMs how long after the call Twilio answered, by its own clock; null = it does not say */
function lookup(
  messages: unknown[],
  askedAfterMs: number | null = 600_000,
  more = false,
): Promise<LookupOutcome | undefined> {
  const headers = new Headers();
  if (askedAfterMs !== null) headers.set('date', new Date(POSTED_AT_MS + askedAfterMs).toUTCString());
  const body = { messages, next_page_uri: more ? '/next' : null };
  const context = answering(() => Response.json(body, { headers }));
  return Promise.resolve(twilioSms.lookup?.(outbound(), POSTED_AT_MS, CREDENTIALS, context));
}

const found = (status = 'sent') => ({ kind: 'found', providerMessageId: 'SM1', status });
const absent = { kind: 'absent' };
const unclear = { kind: 'unclear' };
const older = listed(-3_600_000, { sid: 'SM0' });

describe('lookup', () => {
  it.each([
    ['the one message', [listed(1_000), older], found()],
    ['one that still waits', [listed(1_000, { status: 'queued' })], found('accepted')],
    ['one that failed since', [listed(1_000, { status: 'undelivered' })], found('failed')],
    [
      "one with a trial account's foreword",
      [listed(0, { body: `Sent from your Twilio trial account - ${outbound().text}` })],
      found(),
    ],
    ['one with trimmed text', [listed(0, { body: ` ${outbound().text}\n` })], found()],
    ["a clock of Twilio's that is a little behind", [listed(-4_000)], found()],
    ['two with the same text', [listed(3_000, { sid: 'SM2' }), listed(1_000)], unclear],
    [
      'one with another text in the window',
      [listed(1_000, { body: 'Twilio made something of it' })],
      unclear,
    ],
    ['an inbound message in the window', [listed(1_000, { direction: 'inbound' })], absent],
    ['the same text, but long before', [older], absent],
    ['the same text, but long after', [listed(300_000)], absent],
    ['nothing', [], absent],
    ['a list that is not newest first', [older, listed(300_000)], unclear],
    ['an entry without a date', [{ ...older, date_created: null }], unclear],
    ['an entry that is no object', [7], unclear],
  ])('%s', async (_, messages, outcome) => {
    expect(await lookup(messages)).toEqual(outcome);
  });

  it('absence needs the window to be over by a clock that Twilio shows', async () => {
    expect(await lookup([], 10_000)).toEqual(unclear);
    expect(await lookup([], null)).toEqual(unclear);
    expect(await lookup([], 70_000)).toEqual(absent);
  });

  it('absence needs a list that reaches back before the call', async () => {
    expect(await lookup([listed(300_000)], 600_000, true)).toEqual(unclear);
    expect(await lookup([listed(300_000), older], 600_000, true)).toEqual(absent);
  });

  it('asks for this recipient, with credentials, and not by DateSent, which a waiting message has not', async () => {
    const asked: string[] = [];
    const context = sendContext({
      fetch: async (url, init) => {
        asked.push(
          `${init.method} ${url}`,
          new Headers(init.headers).get('authorization')?.slice(0, 6) ?? '',
        );
        return Response.json({});
      },
    });
    await twilioSms.lookup?.(outbound(), POSTED_AT_MS, CREDENTIALS, context);
    const path = `https://api.twilio.com/2010-04-01/Accounts/AC${'0'.repeat(32)}/Messages.json`;
    expect(asked).toEqual([`GET ${path}?To=${encodeURIComponent(CUSTOMER)}&PageSize=100`, 'Basic ']);
  });
});
