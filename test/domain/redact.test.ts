import { describe, expect, it } from 'vitest';
import { redacted } from '../../src/domain/redact.ts';

describe('a text without its author', () => {
  it.each([
    ['Call me at +1 (415) 555-0199 please', 'Call me at [number] please'],
    ['my card 4111 1111 1111 1111 was charged', 'my card [number] was charged'],
    ['write to Zoë.Q+x@mail.example.co.uk', 'write to [email]'],
    ['where is BB-1042?', 'where is [code]?'],
    ['My name is Ann Lee and I want a tandem', 'My name is [name] and I want a tandem'],
    ['me llamo Ana, ¿alquilan tablas?', 'me llamo [name] , ¿alquilan tablas?'],
    ['Ich heiße Uwe Müller', 'Ich heiße [name]'],
    ['see https://me.example/u?id=7 and @ann.lee', 'see [link] and [name]'],
    [
      'I am looking for a 26 inch wheel under 300 dollars',
      'I am looking for a 26 inch wheel under 300 dollars',
    ],
    ['do you open at 10:30 on 24 December', 'do you open at 10:30 on 24 December'],
  ])('%s', (text, expected) => {
    expect(redacted(text)).toBe(expected);
  });

  it('also loses what understanding has found', () => {
    const entities = [{ kind: 'name', value: 'zelda', text: 'zelda' } as const];
    expect(redacted('zelda wants to know: any tandems?', entities)).toBe(
      '[name] wants to know: any tandems?',
    );
  });
});
