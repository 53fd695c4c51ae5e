/** The two flows that answer from the business's own records: orders and opening hours. */
import { describe, expect, it } from 'vitest';
import { STEP } from '../../src/domain/flow.ts';
import {
  aTurn,
  answers,
  BIKES,
  dialogue,
  kinds,
  order,
  says,
  take,
  takeWithOrders,
  textOf,
  unclear,
  understood,
} from './a-turn.ts';

const ORDERS = [
  order('BB-1042'),
  order('BB-1050', { status: 'delivered' }),
  order('BB-1060', { expectedAtMs: null }),
];

describe('order status', () => {
  it('asks for the number, looks it up and answers', () => {
    const [asked, answered] = dialogue(
      [
        { text: 'where is my order?', ...says('order_status') },
        { text: 'BB-1042', ...unclear },
      ],
      ORDERS,
    );
    expect(textOf(asked!)).toContain('order number');
    expect(textOf(answered!)).toBe('Order BB-1042 is on its way. It is expected on Friday, November 20.');
    expect(answered!.decisions[0]).toMatchObject({ kind: 'reply', resolves: true });
    expect(answered!.state.step).toBe(STEP.answered);
  });

  it.each(['where is BB-1042', 'where is bb1042?', 'where is bb 1042', 'status of #1042 please'])(
    'does not ask for a number that is there: %s',
    (text) => {
      expect(textOf(takeWithOrders(aTurn(text, says('order_status')), ORDERS))).toContain(
        'BB-1042 is on its way',
      );
    },
  );

  it.each(['1042', 'it is 1042', '#1042', 'bb 1042', 'um 1042 I think'])(
    'understands %s when asked',
    (text) => {
      const [, answered] = dialogue(
        [
          { text: 'where is it', ...says('order_status') },
          { text, ...unclear },
        ],
        ORDERS,
      );
      expect(textOf(answered!)).toContain('BB-1042 is on its way');
    },
  );

  it('first says what to look up, and nothing else', () => {
    const first = take(aTurn('where is BB-1042', says('order_status')));
    expect(first.decisions).toEqual([{ kind: 'lookUp', lookup: 'order', key: 'BB-1042' }]);
  });

  it('looks up several at once', () => {
    const decided = takeWithOrders(aTurn('BB-1042 and BB-1050?', says('order_status')), ORDERS);
    expect(textOf(decided)).toMatch(/BB-1042 is on its way.*BB-1050 is delivered/);
  });

  it('tells status and date, never an address or a link', () => {
    const text = textOf(takeWithOrders(aTurn('where is BB-1042', says('order_status')), ORDERS));
    expect(text).not.toMatch(/Elm|track\.example/);
  });

  it('says that a late order is late', () => {
    const late = order('BB-1042', { expectedAtMs: Date.parse('2026-11-16T12:00:00-05:00') });
    expect(textOf(takeWithOrders(aTurn('BB-1042?', says('order_status')), [late]))).toContain('running late');
  });

  it('gives no date with a delivered order, and an unknown status as it stands', () => {
    expect(textOf(takeWithOrders(aTurn('BB-1050', says('order_status')), ORDERS))).toBe(
      'Order BB-1050 is delivered.',
    );
    const odd = order('BB-1042', { status: 'awaiting frame', expectedAtMs: null });
    expect(textOf(takeWithOrders(aTurn('BB-1042', says('order_status')), [odd]))).toContain('awaiting frame');
  });

  it('asks again once for a number it cannot find, then hands off', () => {
    const [first, second] = dialogue(
      [
        { text: 'where is BB-9999', ...says('order_status') },
        { text: 'BB-9998', ...unclear },
      ],
      ORDERS,
    );
    expect(kinds(first!)).toEqual(['ask']);
    expect(textOf(first!)).toContain('BB-9999');
    expect(second!.decisions[0]).toMatchObject({ kind: 'handOff', reason: 'order not found' });
  });

  it('finds it at the second try', () => {
    const [, second] = dialogue(
      [
        { text: 'where is BB-9999', ...says('order_status') },
        { text: '1042', ...unclear },
      ],
      ORDERS,
    );
    expect(textOf(second!)).toContain('BB-1042 is on its way');
    expect(second!.state).toMatchObject({ fallbacks: 0, slots: { orderNumber: 'BB-1042' } });
  });

  it('has two fallbacks and then a person', () => {
    const turns = dialogue(
      [
        { text: 'where is my order', ...says('order_status') },
        { text: 'no idea', ...unclear },
        { text: 'hmm', ...unclear },
        { text: 'dunno', ...unclear },
      ],
      ORDERS,
    );
    expect(turns.flatMap(kinds)).toEqual(['ask', 'ask', 'ask', 'handOff']);
    expect(new Set(turns.map(textOf)).size).toBe(4);
  });

  it('follows the customer who changes the subject', () => {
    const turns = dialogue([
      { text: 'where is my order', ...says('order_status') },
      { text: 'are you open tomorrow?', ...says('store_hours') },
    ]);
    expect(turns[1]).toMatchObject({ flow: 'store_hours' });
  });

  it('keeps its question open over a thank you', () => {
    const turns = dialogue(
      [
        { text: 'where is my order', ...says('order_status') },
        { text: 'thanks', ...unclear },
        { text: '1042', ...unclear },
      ],
      ORDERS,
    );
    expect(textOf(turns[2]!)).toContain('BB-1042');
  });

  it('remembers the number for the next question about it', () => {
    const turns = dialogue(
      [
        { text: 'where is BB-1042', ...says('order_status') },
        { text: 'and when does it come?', ...says('order_status') },
      ],
      ORDERS,
    );
    expect(textOf(turns[1]!)).toContain('BB-1042');
  });

  it('survives a pattern that is no pattern', () => {
    const business = { ...BIKES, orderNumberPattern: '(((' };
    expect(kinds(take(aTurn('where is 1042', { ...says('order_status'), business })))).toEqual(['ask']);
  });
});

describe('store hours', () => {
  const hours = (text: string, rest = {}) => textOf(take(aTurn(text, { ...says('store_hours'), ...rest })));
  it.each([
    ['are you open now?', 'Yes! We are open right now, until 6 pm.'],
    ['are you open on sunday', 'On Sunday, November 22 we are closed.'],
    ['open tomorrow?', 'Tomorrow we are open 9 am to 6 pm.'],
    ['are you open at christmas?', 'On Friday, December 25 we are closed (Christmas Day).'],
    ['open christmas eve?', 'On Thursday, December 24 (Christmas Eve) we are open 9 am to 1 pm.'],
    ['thanksgiving hours?', 'On Thursday, November 26 we are closed (Thanksgiving).'],
    [
      'this weekend?',
      'On Saturday, November 21 we are open 10 am to 4 pm. On Sunday, November 22 we are closed.',
    ],
  ])('%s', (text, answer) => {
    expect(hours(text)).toBe(answer);
  });

  it('tells when it opens again', () => {
    const nowMs = Date.parse('2026-11-25T19:00:00-05:00');
    expect(hours('are you open now?', { nowMs })).toBe('We are closed right now. We open Friday at 9 am.');
    expect(hours('are you open now?', { nowMs: Date.parse('2026-11-26T12:00:00-05:00') })).toContain(
      '(Thanksgiving)',
    );
  });

  it('tells the week, and what is different soon', () => {
    const text = hours('when are you open?', { nowMs: Date.parse('2026-11-23T12:00:00-05:00') });
    expect(text).toContain('Monday-Friday 9 am to 6 pm, Saturday 10 am to 4 pm');
    expect(text).toContain('November 26 we are closed (Thanksgiving)');
  });

  it('answers for the hour that was asked about', () => {
    const date = (text: string, at: string) => ({
      understanding: understood('store_hours', 0.9, {
        entities: [{ kind: 'date' as const, atMs: Date.parse(at), hasTime: true, text }],
      }),
    });
    expect(hours('open friday at 5?', date('friday at 5', '2026-11-20T17:00:00-05:00'))).toMatch(
      /^Yes! On Friday/,
    );
    expect(hours('open friday at 8?', date('friday at 8', '2026-11-20T20:00:00-05:00'))).toMatch(
      /^No, .*On Friday/,
    );
  });

  it('speaks the customer’s language and clock', () => {
    const spoken = (language: string, text: string) =>
      textOf(take(aTurn(text, { understanding: understood('store_hours', 0.9, { language }) })));
    expect(spoken('es-MX', '¿abren mañana?')).toBe('Mañana abrimos de 9:00 a 18:00.');
    expect(spoken('de', 'morgen offen?')).toBe('Morgen haben wir 9:00 bis 18:00 geöffnet.');
    expect(spoken('fr', 'ouvert demain ?')).toBe('Demain, nous sommes ouverts de 9:00 à 18:00.');
    expect(spoken('pl', 'tomorrow')).toBe('Tomorrow we are open 9 am to 6 pm.');
  });

  it('asks knowledge when the business has told no hours, and never invents any', () => {
    const business = { ...BIKES, openingHours: { weekly: [], exceptions: {} } };
    const known = answers('Hours', 'We are here by appointment.');
    expect(hours('when are you open', { business, ...known })).toContain('by appointment');
    expect(kinds(take(aTurn('when are you open', { ...says('store_hours'), business })))).toEqual(['ask']);
  });
});
