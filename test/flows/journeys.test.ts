/** What each flow does: the happy path, the two fallbacks, the hand-off. */
import { describe, expect, it } from 'vitest';
import { decide, NEW_DIALOGUE, STEP } from '../../src/domain/flow.ts';
import { FLOWS } from '../../src/flows/registry.ts';
import {
  answers,
  aTurn,
  says,
  unclear,
  BIKES,
  dialogue,
  kinds,
  NOTHING,
  order,
  passage,
  take,
  takeWithOrders,
  textOf,
  understood,
} from './a-turn.ts';

const ORDERS = [
  order('BB-1042'),
  order('BB-1050', { status: 'delivered' }),
  order('BB-1060', { expectedAtMs: null }),
];

describe('a person', () => {
  it.each([
    'person',
    'human please',
    'AGENT!',
    'can I talk to a real person?',
    'let me speak to a human',
    'Mensch bitte',
    'quiero hablar con una persona',
    'conseiller',
  ])('%s reaches one with every model off', (text) => {
    expect(take(aTurn(text, unclear)).decisions[0]).toMatchObject({
      kind: 'handOff',
      reason: 'asked for a person',
    });
  });
  it('is reached by the button and by the model', () => {
    expect(kinds(take(aTurn('x', { payload: 'person' })))).toEqual(['handOff']);
    expect(kinds(take(aTurn('get me someone who knows', says('talk_to_person', 0.6))))).toEqual(['handOff']);
  });
  it('is reached in the middle of a question', () => {
    const turns = dialogue([
      { text: 'where is my order', ...says('order_status') },
      { text: 'human', ...unclear },
    ]);
    expect(kinds(turns[1]!)).toEqual(['handOff']);
  });
  it('is promised for when somebody is there', () => {
    expect(textOf(take(aTurn('human')))).toContain('shortly');
    const night = take(aTurn('human', { nowMs: Date.parse('2026-11-25T22:00:00-05:00') }));
    expect(textOf(night)).toContain('Friday at 9 am');
    const never = take(
      aTurn('human', { business: { ...BIKES, openingHours: { weekly: [], exceptions: {} } } }),
    );
    expect(textOf(never)).toContain('as soon as they can');
  });
  it('who has the floor is not talked over', () => {
    expect(
      kinds(take(aTurn('are you open?', { ...says('store_hours'), conversationHasPerson: true }))),
    ).toEqual(['silent']);
  });
});

describe('complaints and anger', () => {
  it('go to a person with sympathy', () => {
    const decided = take(aTurn('my bike arrived broken', says('complaint')));
    expect(decided.decisions[0]).toMatchObject({ kind: 'handOff', reason: 'complaint' });
    expect(textOf(decided)).toContain('sorry');
  });
  it('also in the middle of any flow', () => {
    const furious = { understanding: understood('returns', 0.9, { sentiment: -0.9 }) };
    const decided = take(
      aTurn('RETURN THIS GARBAGE', { ...furious, ...answers('Returns', 'Within 30 days.') }),
    );
    expect(decided.decisions[0]).toMatchObject({ kind: 'handOff', reason: 'the customer is upset' });
    expect(textOf(decided)).toContain('sorry');
  });
});

describe('knowledge', () => {
  it('answers with its evidence and the link', () => {
    const decided = take(
      aTurn('can I return it?', { ...says('returns'), ...answers('Returns', 'Yes, within 30 days.') }),
    );
    expect(textOf(decided)).toBe('Yes, within 30 days. More: https://bb.example/faq');
    expect(decided.decisions[0]).toMatchObject({
      kind: 'reply',
      resolves: true,
      evidence: [{ title: 'Returns' }],
    });
    expect(decided).toMatchObject({ flow: 'returns', flowVersion: 1, intent: 'returns' });
  });
  it('serves what no flow serves, and what is only a guess', () => {
    const known = answers('Parking', 'There is parking behind the shop.');
    expect(take(aTurn('parking?', { ...unclear, ...known }))).toMatchObject({
      flow: 'general',
      intent: null,
    });
    expect(take(aTurn('parking?', { ...says('order_status', 0.44), ...known }))).toMatchObject({
      flow: 'general',
    });
    expect(take(aTurn('parking?', { ...says('warranty', 0.95), ...known }))).toMatchObject({
      flow: 'general',
    });
  });
  it('goes before an intent that is less sure than its answer', () => {
    const known = answers('Shipping times', 'Shipping takes three days.', 0.8);
    expect(textOf(take(aTurn('how long is shipping', { ...says('order_status', 0.5), ...known })))).toContain(
      'three days',
    );
    expect(kinds(take(aTurn('where is my order', { ...says('order_status', 0.9), ...known })))).toEqual([
      'ask',
    ]);
  });
  it('asks one question, then a person', () => {
    const turns = dialogue([
      { text: 'blorp', ...unclear },
      { text: 'blorp again', ...unclear },
    ]);
    expect(turns.flatMap(kinds)).toEqual(['ask', 'handOff']);
  });
  it('of money is not given half sure', () => {
    const half = answers('Double charge', 'It is a reservation.', 0.4);
    expect(kinds(take(aTurn('charged twice', { ...says('payment_problem'), ...half })))).toEqual(['handOff']);
  });
  it('is brief where length costs, fuller elsewhere', () => {
    const long = answers('Care', `${'Oil the chain every week. '.repeat(40)}`);
    const sms = textOf(take(aTurn('chain care', long)));
    const mail = textOf(take(aTurn('chain care', { ...long, channel: 'email' })));
    expect(sms.length).toBeLessThan(360);
    expect(sms).toMatch(/week\. More: /);
    expect(mail.length).toBeGreaterThan(600);
  });
  it('leaves the link to the widget of web chat, with one tap to say that it helped', () => {
    const decided = take(
      aTurn('parking?', { ...answers('Parking', 'Behind the shop.'), channel: 'webchat' }),
    );
    expect(textOf(decided)).toBe('Behind the shop.');
    expect(decided.decisions[0]).toMatchObject({ evidence: [{ url: 'https://bb.example/faq' }] });
    expect(decided.decisions[0]).toMatchObject({
      quickReplies: [{ payload: 'confirm:yes' }, { payload: 'person' }],
    });
  });
});

describe('a clarifying question', () => {
  const evidence = [
    passage('Returns', 'Within 30 days.'),
    passage('Repairs', 'We repair all brands.'),
    passage('Rentals', 'No.'),
  ];
  const unsure = { retrieval: { verdict: 'clarify' as const, confidence: 0.4, evidence } };
  const picked = {
    retrieval: { verdict: 'answer' as const, confidence: 0.9, evidence: [evidence[1]!, evidence[0]!] },
  };

  it('offers the two closest titles', () => {
    expect(take(aTurn('my bike', unsure)).decisions[0]).toMatchObject({
      kind: 'ask',
      quickReplies: [
        { title: 'Returns', payload: 'pick:1' },
        { title: 'Repairs', payload: 'pick:2' },
      ],
    });
  });
  it.each([
    { text: '2' },
    { text: '2.' },
    { text: 'repairs' },
    { text: 'Repairs!' },
    { text: 'the second one' },
    { text: '', payload: 'pick:2' },
  ])('is answered by %j', (choice) => {
    const turns = dialogue([
      { text: 'my bike', ...unsure },
      { ...choice, ...picked },
    ]);
    expect(textOf(turns[1]!)).toContain('We repair all brands.');
    expect(turns[1]!.state).toMatchObject({ step: STEP.answered, offeredTitles: [], clarified: false });
  });
  it('is asked once', () => {
    const turns = dialogue([
      { text: 'my bike', ...unsure },
      { text: 'you know', ...unsure },
    ]);
    expect(turns.flatMap(kinds)).toEqual(['ask', 'handOff']);
  });
  it.each(['no', 'neither', 'none of these'])('that is answered %s goes to a person', (text) => {
    const turns = dialogue([
      { text: 'my bike', ...unsure },
      { text, retrieval: NOTHING },
    ]);
    expect(turns[1]!.decisions[0]).toMatchObject({ kind: 'handOff' });
  });
  it('is not asked of somebody who writes a title word for word', () => {
    expect(textOf(take(aTurn('Returns?', unsure)))).toContain('Within 30 days.');
  });
  it('is answered by a bare yes with the closest', () => {
    const turns = dialogue([
      { text: 'my bike', ...unsure },
      { text: 'yes', ...unsure },
    ]);
    expect(textOf(turns[1]!)).toContain('Within 30 days.');
  });
  it('ignores a number that was not offered', () => {
    const turns = dialogue([
      { text: 'my bike', ...unsure },
      { text: '', payload: 'pick:7', retrieval: NOTHING },
    ]);
    expect(kinds(turns[1]!)).toEqual(['handOff']);
  });
});

describe('after an answer', () => {
  const answered = { text: 'parking?', ...unclear, ...answers('Parking', 'Behind the shop.') };
  it.each(['yes', 'That helped!', 'perfect, thanks', '👍', 'ja', 'sí'])('%s confirms it', (text) => {
    const turns = dialogue([answered, { text, retrieval: NOTHING }]);
    expect(turns[1]!.state.step).toBe(STEP.confirmed);
    expect(turns[1]!.decisions[0]).toMatchObject({ kind: 'reply', evidence: [], resolves: true });
  });
  it('no asks once more, then a person', () => {
    const turns = dialogue([
      answered,
      { text: 'no', retrieval: NOTHING },
      { text: "that's not it", retrieval: NOTHING },
    ]);
    expect(turns.slice(1).flatMap(kinds)).toEqual(['ask', 'handOff']);
  });
  it('thanks leave it answered, not confirmed', () => {
    const turns = dialogue([answered, { text: 'thank you', retrieval: NOTHING }]);
    expect(turns[1]!.state.step).toBe(STEP.answered);
    expect(turns[1]!.flow).toBe('small_talk');
  });
  it('no thanks ends it kindly', () => {
    expect(kinds(dialogue([answered, { text: 'no thanks' }])[1]!)).toEqual(['reply']);
  });
});

describe('what goes on from before', () => {
  const sunday = { text: 'open on sunday?', ...says('store_hours') };
  it.each(['and on christmas?', 'what about tomorrow', 'saturday?'])(
    '%s is one more question about the hours',
    (text) => {
      const [, next] = dialogue([sunday, { text, ...says(null, 0.9) }]);
      expect(next).toMatchObject({ flow: 'store_hours' });
      expect(kinds(next!)).toEqual(['reply']);
    },
  );
  it('but not when it is surely something else', () => {
    expect(
      dialogue([sunday, { text: 'book me for saturday', ...says('appointment', 0.95) }])[1],
    ).toMatchObject({ flow: 'appointment' });
  });
  it('a bare yes or no with nothing open is politeness, whatever the model sees in it', () => {
    for (const text of ['no', 'yes']) {
      const decided = take(aTurn(text, says('opt_out', 0.8)));
      expect(decided.decisions[0]).toMatchObject({ kind: 'reply', evidence: [], resolves: false });
      expect(textOf(decided)).toContain('All right');
    }
  });
  it('another topic after an offer gets one offer more, and no third', () => {
    const offer = (...titles: string[]) => ({
      ...unclear,
      retrieval: {
        verdict: 'clarify' as const,
        confidence: 0.4,
        evidence: titles.map((title) => passage(title, 'x')),
      },
    });
    const turns = dialogue([
      { text: 'chains', ...offer('A', 'B') },
      { text: 'wheels', ...offer('C', 'D') },
      { text: 'bells', ...offer('E', 'F') },
    ]);
    expect(turns.flatMap(kinds)).toEqual(['ask', 'ask', 'handOff']);
  });
});

describe('an offered person', () => {
  const offered = { text: 'I like your shop', ...says('feedback') };
  it('and thanks are the answer to praise, not the nearest passage', () => {
    const praise = { understanding: understood('feedback', 0.9, { sentiment: 0.8 }) };
    const decided = take(aTurn('great shop, love it', { ...praise, ...answers('Appointments', 'Call us.') }));
    expect(textOf(decided)).toContain('Thank you for telling us');
  });
  it('comes on yes and not on no', () => {
    expect(kinds(dialogue([offered, { text: 'yes please' }])[1]!)).toEqual(['handOff']);
    expect(kinds(dialogue([offered, { text: 'no thanks' }])[1]!)).toEqual(['reply']);
  });
});

describe('the first words', () => {
  const first = (rest = {}) => take(aTurn('hi', { state: NEW_DIALOGUE, ...rest }));
  it('say that it is an AI and how to reach a person, once', () => {
    const decided = first();
    expect(textOf(decided)).toMatch(/AI assistant of Bluebird Bikes.*PERSON/);
    expect(decided.state.disclosed).toBe(true);
    expect(textOf(take(aTurn('hello', { state: decided.state })))).not.toContain('AI assistant');
  });
  it('are not used up by a look-up or by silence', () => {
    const lookUp = take(aTurn('BB-1042', { state: NEW_DIALOGUE, ...says('order_status') }));
    expect(lookUp.state.disclosed).toBe(false);
    expect(first({ conversationHasPerson: true }).state.disclosed).toBe(false);
    expect(
      textOf(takeWithOrders(aTurn('BB-1042', { state: NEW_DIALOGUE, ...says('order_status') }), ORDERS)),
    ).toMatch(/AI assistant.*BB-1042/);
  });
  it('come in the language of the customer', () => {
    expect(
      textOf(first({ understanding: understood(null, 0.1, { language: 'de' }), text: 'hallo' })),
    ).toContain('KI-Assistent');
  });
});

it.each(['are you a bot?', 'are you a real person or an ai', 'Am I talking to a human?', 'is this a bot'])(
  '%s is answered honestly',
  (text) => {
    const decided = take(aTurn(text, says('talk_to_person', 0.6)));
    expect(textOf(decided)).toContain('I am the AI assistant of Bluebird Bikes');
  },
);

it('a suspicion of opting out is answered with the way to do it, and nothing is changed', () => {
  const decided = take(aTurn('I get too many of these', says('opt_out', 0.8)));
  expect(decided.decisions[0]).toMatchObject({ kind: 'reply', resolves: false });
  expect(textOf(decided)).toContain('STOP');
});

describe('an intent of the business’s own, without a flow of its own', () => {
  const rental = (retrieval = NOTHING) =>
    aTurn('can i rent a bike', { understanding: understood('bike_rental', 0.95), retrieval });

  it('is answered from knowledge, and keeps its name in the figures', () => {
    const evidence = [passage('Rentals', 'We rent city bikes for 20 dollars a day.')];
    const decided = decide(rental({ confidence: 0.9, verdict: 'answer', evidence }), FLOWS);
    expect(decided).toMatchObject({ flow: 'general', intent: 'bike_rental' });
    expect(decided.decisions[0]).toMatchObject({ kind: 'reply', evidence });
  });

  it('asks once when knowledge has nothing, then goes to a person', () => {
    const first = decide(rental(), FLOWS);
    expect(first.decisions[0]?.kind).toBe('ask');
    const second = decide({ ...rental(), state: first.state }, FLOWS);
    expect(second.decisions[0]?.kind).toBe('handOff');
  });
});
