/** One message, several wishes: which messages hold them, and what the engine makes of them. */
import { describe, expect, it } from 'vitest';
import { decideSeveral } from '../../src/domain/flow-several.ts';
import type { TurnInput } from '../../src/domain/flow.ts';
import { FLOWS } from '../../src/flows/registry.ts';
import { defaultIntentModel } from '../../src/understanding/default-intents.ts';
import { severalWishes } from '../../src/understanding/several-intents.ts';
import { answers, aTurn, kinds, order, says } from './a-turn.ts';

const MODEL = defaultIntentModel();

describe('messages with two wishes', () => {
  it.each<[string, string[]]>([
    ['where is my order and what time do you close', ['order_status', 'store_hours']],
    ['Where is my order BB-1001? Also, can I return the helmet I bought?', ['order_status', 'returns']],
    [
      'What time do you open tomorrow? And do you have the Wren in blue?',
      ['store_hours', 'product_question'],
    ],
    ['Can I book a tune-up for friday? Also I forgot my password', ['appointment', 'account']],
    ['please cancel my order. and when do you close today?', ['cancellation', 'store_hours']],
    ['my card was charged twice and i want to talk to a person', ['payment_problem', 'talk_to_person']],
    ['how do i reset my password and where is my package', ['account', 'order_status']],
    ['is the magpie in stock? what are your opening hours?', ['product_question', 'store_hours']],
    ['I want to return a light. Also where is your shop?', ['returns', 'store_hours']],
    ['wo ist meine bestellung und wann habt ihr geöffnet', ['order_status', 'store_hours']],
    ['dónde está mi pedido y a qué hora cierran', ['order_status', 'store_hours']],
    ['où est ma commande et à quelle heure fermez-vous', ['order_status', 'store_hours']],
  ])('%s', (text, intents) => {
    expect(severalWishes(MODEL, text).map(({ answer }) => answer.intent)).toEqual(intents);
  });
});

describe('messages with one wish and a story', () => {
  it.each([
    'I ordered a helmet and it does not fit, can I send it back?',
    'My order BB-1001 came broken. I want my money back.',
    'I bought a bike last week and the brakes squeak, what now?',
    'Hi, I paid yesterday and still got no confirmation. Did it go through?',
    'I want to return the jacket and get a refund',
    'I cannot log in and the reset mail never comes',
    'The package has not arrived and the tracking says nothing since monday',
    'You charged me twice and nobody answers',
    'I would like to book a fitting and bring my son along',
    'Is the Wren in stock and which colours does it come in?',
    'I need to cancel my order because I found it cheaper. How do I do that?',
    'My name is Ann and my order is BB-1004. Where is it?',
    'Thanks for the help yesterday! Now one more thing, are you open on Sunday?',
    'Are you open on Saturday and until when?',
    'do you sell helmets and do you have them in size S',
    'I was at your store on Monday and left my glove there, did somebody find it?',
    'payment failed but money left my account',
    'I got an email that my payment failed. What should I do?',
    '',
    'and. and! and? and',
  ])('%s', (text) => {
    expect(severalWishes(MODEL, text)).toEqual([]);
  });

  it('a million seams are read in bounded time', () => {
    const startedMs = performance.now();
    expect(severalWishes(MODEL, 'where is my order and '.repeat(50_000))).toEqual([]);
    expect(performance.now() - startedMs).toBeLessThan(200);
  });
});

const hours: Partial<TurnInput> = { text: 'what time do you close today', ...says('store_hours') };
const known: Partial<TurnInput> = {
  text: 'can I return a light',
  ...says('returns'),
  ...answers('Returns', 'You can return it within 30 days.'),
};
const status: Partial<TurnInput> = { text: 'where is my order', ...says('order_status') };
const person: Partial<TurnInput> = { text: 'let me talk to a person', ...says('talk_to_person') };
const unknown: Partial<TurnInput> = { text: 'do you repair violins', ...says('product_question') };

function decided(first: Partial<TurnInput>, ...others: Partial<TurnInput>[]) {
  const turn = (rest: Partial<TurnInput>) => aTurn(rest.text ?? '', rest);
  return decideSeveral([turn(first), ...others.map(turn)], FLOWS);
}
const texts = (result: ReturnType<typeof decided>) =>
  result.decisions.map((decision) => ('text' in decision ? decision.text : ''));

describe('what the engine makes of them', () => {
  it('two answers: both are given, each with its own evidence', () => {
    const result = decided(hours, known);
    expect(kinds(result)).toEqual(['reply', 'reply']);
    expect(texts(result)[0]).toMatch(/6/);
    expect(texts(result)[1]).toContain('30 days');
    const titles = result.decisions.map((one) =>
      one.kind === 'reply' ? one.evidence.map(({ title }) => title) : [],
    );
    expect(titles[1]).toEqual(['Returns']);
    expect(titles[0]).not.toEqual(titles[1]);
    expect(result.unanswered).toBe(false);
  });

  it('the answer comes before the question back, whichever was asked first', () => {
    const result = decided(status, hours);
    expect(kinds(result)).toEqual(['reply', 'ask']);
    expect(texts(result)[1]).toMatch(/order number/i);
    expect(result.state).toMatchObject({ flow: 'order_status', step: 'ask:orderNumber' });
  });

  it('what a records flow needs is looked up for all of them', () => {
    const withNumber = { ...status, text: 'where is BB-1001' };
    const turns = [aTurn('where is BB-1001', withNumber), aTurn('x', hours)] as const;
    expect(decideSeveral(turns, FLOWS).decisions).toEqual([
      { kind: 'lookUp', lookup: 'order', key: 'BB-1001' },
    ]);
    const lookups = [{ lookup: 'order' as const, key: 'BB-1001', found: order('BB-1001') }];
    const [first, second] = turns;
    const result = decideSeveral(
      [
        { ...first, lookups },
        { ...second, lookups },
      ],
      FLOWS,
    );
    expect(kinds(result)).toEqual(['reply', 'reply']);
    expect(texts(result)[0]).toContain('BB-1001');
  });

  it('a person is asked for last, and nothing is asked before that', () => {
    const result = decided(person, hours, status);
    expect(kinds(result)).toEqual(['reply', 'handOff']);
    expect(result.state.step).toBe('handedOff');
  });

  it('of two questions back one is asked, and the customer is told', () => {
    const result = decided(status, unknown);
    expect(kinds(result)).toEqual(['ask']);
    expect(texts(result)[0]).toMatch(/order number.*one thing at a time/i);
  });

  it('what could not be answered is named after what could', () => {
    const result = decided(unknown, hours);
    expect(kinds(result)).toEqual(['reply', 'ask']);
    expect(texts(result)[1]).toMatch(/do you repair violins/);
    expect(result.unanswered).toBe(true);
  });

  it('says once that it is AI', () => {
    const fresh = (rest: Partial<TurnInput>) => {
      const turn = aTurn(rest.text ?? '', rest);
      return { ...turn, state: { ...turn.state, disclosed: false } };
    };
    const result = decideSeveral([fresh(hours), fresh(known)], FLOWS);
    expect(texts(result).map((text) => /AI assistant/.test(text))).toEqual([true, false]);
  });
});
