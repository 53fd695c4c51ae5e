/** Several wishes in one message: what the split is worth on own-written lines that it was not chosen on. */
import { describe, expect, it } from 'vitest';
import { defaultIntentModel } from '../../src/understanding/default-intents.ts';
import { severalWishes } from '../../src/understanding/several-intents.ts';

const TWO_WISHES: readonly [string, string][] = [
  ['what are your hours on saturday and is the red tent in stock?', 'store_hours product_question'],
  ["i'd like to send these shoes back. also, when does the shop open tomorrow", 'returns store_hours'],
  ['track my parcel please. and can I book a repair for tuesday?', 'order_status appointment'],
  ["i can't sign in to my account and where is my delivery", 'account order_status'],
  ['cancel my order please and tell me when you open', 'cancellation store_hours'],
  ['the payment did not go through. do you have the backpack in black?', 'payment_problem product_question'],
  ['get me a human and where is my package', 'talk_to_person order_status'],
  ['How can I return a jacket? And how do I change my password?', 'returns account'],
  ['are you open today? i would also like to book an appointment for next week', 'store_hours appointment'],
  ['i was billed twice, also i need to return the lamp', 'payment_problem returns'],
  ['Do you sell bike pumps? Where is my order?', 'product_question order_status'],
  [
    'can you cancel my subscription and refund the last payment that was charged twice',
    'cancellation payment_problem',
  ],
  ['when is my order arriving and can i still return it after that', 'order_status returns'],
  ['reset my password please. what time do you close?', 'account store_hours'],
  ['I need an appointment on monday and I want to know where my parcel is', 'appointment order_status'],
  ['hi! is the cabin still in stock and when are you open', 'product_question store_hours'],
  ['Ich möchte die Jacke zurückgeben. Und wann macht ihr morgen auf?', 'returns store_hours'],
  ['quiero devolver la lámpara y también saber dónde está mi otro pedido', 'returns order_status'],
  ["je voudrais annuler ma commande et parler à quelqu'un", 'cancellation talk_to_person'],
  ["where's my stuff?? and let me talk to an agent", 'order_status talk_to_person'],
  ['please change my e-mail address and tell me when my package arrives', 'account order_status'],
  ['i want a refund for the mug. also do you have it in white', 'returns product_question'],
  ['my discount was not applied at checkout and what are your opening hours', 'payment_problem store_hours'],
  ['book me in for friday and cancel my order from yesterday', 'appointment cancellation'],
];

const ONE_WISH: readonly string[] = [
  'the mug arrived in pieces and i want it replaced',
  'I paid by card and the money was taken, but no order shows up. What happened?',
  'are you open at easter and on the monday after?',
  'my parcel was sent last week and it has not moved since',
  'i forgot my password and the link in the mail is dead',
  'can i come in on tuesday and have my brakes looked at?',
  'i want to cancel because it takes too long. how?',
  'do you have the lamp in white and how bright is it?',
  'Hello, I am Tom and I am looking for a gift. What do you recommend?',
  'the shoes are too small and i would like a bigger pair',
  'I waited an hour and nobody came to the phone. I want to talk to somebody',
  'you are great and your shop is lovely',
  'I ordered two shirts and got only one. Where is the other one?',
  'I moved last month and need my address changed in the account',
  'someone charged my card and it was not me',
  'I read about your sale and want to know if the tent is part of it',
  'My son broke the zip. Is that covered?',
  'i bought it on monday and changed my mind, can it go back?',
  'the courier says it was delivered and i have nothing',
  'is your shop near the station and is there parking?',
  'my coupon does not work and the total is wrong',
  'I need to move my appointment on friday and it has to be after five',
  "I can't check out. It says my card is not valid",
  'does it come with a charger and batteries?',
  'Hallo, ich habe am Montag bestellt und noch nichts bekommen. Wo ist mein Paket?',
  'compré una chaqueta y me queda pequeña, quiero devolverla',
  "j'ai payé et je n'ai rien reçu, où est mon colis ?",
  'your app is slow and i cannot log in',
  'i love the blue one and also the green one, which is better for rain?',
  'it rained and my order got wet. now the box is ruined and i want my money back',
];

describe('several wishes', () => {
  const found = (text: string): string =>
    severalWishes(defaultIntentModel(), text)
      .map(({ answer }) => answer.intent)
      .join(' ');
  const right = TWO_WISHES.filter(([text, intents]) => found(text) === intents).length;
  const split = [...TWO_WISHES.map(([text]) => text), ...ONE_WISH].filter(
    (text) => found(text) !== '',
  ).length;

  it('are found, both and in their order', () => {
    expect(right / TWO_WISHES.length).toBeGreaterThanOrEqual(0.85);
  });

  it('are rarely seen where there is one', () => {
    expect(right / split).toBeGreaterThanOrEqual(0.85);
  });
});
