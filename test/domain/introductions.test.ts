import { describe, expect, it } from 'vitest';
import { withoutContacts, withoutIntroductions } from '../../src/domain/introductions.ts';

const QUESTION = 'Do you rent surfboards?';

describe('what a customer says of himself', () => {
  it('is left out: phone, e-mail and name, before the question or after it', () => {
    for (const beside of [
      'My number is 206 555 0147.',
      'my phone number is +1 (206) 555-0147',
      'My e-mail is quill@barrow.example',
      'Hi, my name is Quilla Barrowmere!',
      'Meine Handynummer ist 0171 5550147.',
    ])
      for (const text of [`${QUESTION} ${beside}`, `${beside}\n${QUESTION}`]) {
        expect(withoutIntroductions(text)).toBe(QUESTION);
        expect(withoutContacts(text)).toBe(QUESTION);
      }
  });

  it('stays where it may be the number of an order', () => {
    for (const beside of [
      'My order number is 2065550147.',
      'My number is 44812.',
      'Meine Bestellnummer ist 5550147.',
    ]) {
      expect(withoutIntroductions(`${beside} Where is it?`)).toBe('Where is it?');
      expect(withoutContacts(`${beside} Where is it?`)).toBe(`${beside} Where is it?`);
    }
  });

  it('stays where it is all that is said, and where more is said with it', () => {
    for (const text of [
      'my number is 206 555 0147',
      'My name is Quilla. My number is 206 555 0147.',
      'My email is wrong. Do you rent surfboards?',
      'My name is spelled wrong on the parcel. Can you change it?',
      '',
    ]) {
      expect(withoutIntroductions(text)).toBe(text);
      expect(withoutContacts(text)).toBe(text);
    }
  });
});
