import { describe, expect, it } from 'vitest';

import { findEntities } from '../../src/understanding/entities.ts';
import type { EntityContext } from '../../src/understanding/entities.ts';
import { compileOrderPattern } from '../../src/understanding/order-number.ts';

// A Monday, 10:00 in New York.
const NEW_YORK: EntityContext = {
  nowMs: Date.parse('2026-03-02T15:00:00Z'),
  timeZone: 'America/New_York',
  country: 'US',
  orderNumberPattern: '[A-Z]{2}-\\d{4,6}',
  products: ['Oak Table', 'Ceramic Mug', 'Canvas Backpack 20L', 'Lemon Soap', 'Lavender Soap'],
  language: 'en',
};
const BERLIN = { ...NEW_YORK, timeZone: 'Europe/Berlin', country: 'DE', language: 'de' };

function found(text: string, kind: string, context = NEW_YORK): unknown[] {
  return findEntities(text, context)
    .filter((entity) => entity.kind === kind)
    .map((entity) =>
      'value' in entity ? entity.value : entity.kind === 'date' ? at(entity) : money(entity),
    );
}

function at(entity: { atMs: number; hasTime: boolean }): string {
  const moment = new Date(entity.atMs).toISOString();
  return entity.hasTime ? moment : `${moment} (day)`;
}

function money(entity: { minorUnits: number; currency: string }): string {
  return `${entity.minorUnits} ${entity.currency}`;
}

describe('order numbers', () => {
  it.each<[string, string[]]>([
    ['where is AB-12345', ['AB-12345']],
    ['ab-1234 and XY-999999 please', ['AB-1234', 'XY-999999']],
    ['ABC-12345 is another shop', []],
    ['AB-1234567', []],
    ['order 12345', []],
  ])('by the pattern of the business: %s', (text, values) => {
    expect(found(text, 'orderNumber')).toEqual(values);
  });

  it.each<[string, string[]]>([
    ['order 48213 please', ['48213']],
    ['status of #A-1092?', ['A-1092']],
    ['mi pedido número 5512', ['5512']],
    ['bestellung nr. 77120', ['77120']],
    ['my order is late', []],
    ['it cost 48213', []],
    ['RMA-20391 again', ['RMA-20391']],
  ])('guessed: %s', (text, values) => {
    expect(found(text, 'orderNumber', { ...NEW_YORK, orderNumberPattern: null })).toEqual(values);
  });

  it.each([
    '^\\d{6}$',
    '#?\\d+',
    'ORD-[0-9]{4,8}',
    '(?:WEB|POS)-?\\d{5}',
    '[A-Z]{2}\\d{2}/\\d{4}',
    'S\\.\\d{3}\\.\\d{3}',
  ])('pattern taken: %s', (pattern) => {
    expect(compileOrderPattern(pattern).kind).toBe('pattern');
  });

  it.each([
    ['', 'characters'],
    ['(a+)+', 'group'],
    ['(a|aa)*b', 'group'],
    ['\\d*\\d*\\d*\\d*\\d*', 'too many ways'],
    ['.*', 'may not contain'],
    ['(?=x)\\d', 'plain groups'],
    ['(\\d)\\1', 'may not contain'],
    ['[A-Z', 'may not contain'],
    ['(\\d', 'not closed'],
    ['\\d{9999}', 'up to'],
    ['x?', 'must not match nothing'],
    ['+5', 'nothing to repeat'],
    ['x'.repeat(121), 'characters'],
  ])('pattern refused with a sentence: %s', (pattern, why) => {
    const result = compileOrderPattern(pattern);
    expect(result.kind).toBe('refused');
    expect(result.kind === 'refused' ? result.sentence : '').toContain(why);
  });
});

describe('dates', () => {
  it.each<[string, string[]]>([
    ['book me tomorrow at 5pm', ['2026-03-03T22:00:00.000Z']],
    ['can i come on friday', ['2026-03-06T05:00:00.000Z (day)']],
    ['in 2 hours', ['2026-03-02T17:00:00.000Z']],
    // The clocks have changed by then: the wall clock counts, not the hours between.
    ['march 20 at 9:30 am', ['2026-03-20T13:30:00.000Z']],
    ['on 4/5 please', ['2026-04-05T04:00:00.000Z (day)']],
    ['i need it now', []],
    ['may i come', []],
    ['where is my order AB-2024', []],
  ])('%s', (text, moments) => {
    expect(found(text, 'date')).toEqual(moments);
  });

  it.each<[string, string, string, string[]]>([
    ['de', 'DE', 'am freitag um 14 uhr', ['2026-03-06T13:00:00.000Z']],
    ['fr', 'FR', 'demain à 9h', ['2026-03-03T08:00:00.000Z']],
    ['es', 'ES', 'mañana a las 10', ['2026-03-03T09:00:00.000Z']],
    ['en', 'GB', 'on 4/5 please', ['2026-05-03T22:00:00.000Z (day)']],
  ])('in %s for %s: %s', (language, country, text, moments) => {
    expect(found(text, 'date', { ...BERLIN, language, country })).toEqual(moments);
  });
});

describe('amounts', () => {
  it.each<[string, string[]]>([
    ['you charged me $12.99', ['1299 USD']],
    ['it was 20 bucks', ['2000 USD']],
    ['€1.299,50', ['129950 EUR']],
    ['1,299.50 eur', ['129950 EUR']],
    ['£5', ['500 GBP']],
    ['¥1200', ['1200 JPY']],
    ['i paid 40', []],
    ['$1,1,1,1', []],
  ])('%s', (text, amounts) => {
    expect(found(text, 'amount')).toEqual(amounts);
  });

  it('reads "$" by country', () => {
    expect(found('$10', 'amount', { ...NEW_YORK, country: 'CA' })).toEqual(['1000 CAD']);
  });
});

describe('phones, e-mail, names', () => {
  it.each<[string, string, unknown[]]>([
    ['call (212) 555-0123', 'phone', ['+12125550123']],
    ['whatsapp +44 20 7946 0018', 'phone', ['+442079460018']],
    ['order AB-123456', 'phone', []],
    ['mail Ann.Lee@Example.com please', 'email', ['ann.lee@example.com']],
    ['meet me @ noon', 'email', []],
    ['my name is ann lee', 'name', ['Ann Lee']],
    ['Hi, this is José García, call me at noon', 'name', ['José García']],
    ['ich heiße jürgen', 'name', ['Jürgen']],
    ["I'm angry", 'name', []],
    ['this is great', 'name', []],
  ])('%s (%s)', (text, kind, values) => {
    expect(found(text, kind)).toEqual(values);
  });
});

describe('products and quantities', () => {
  it.each<[string, string[], number[]]>([
    ['do you have two canvas bakpacks', ['Canvas Backpack 20L'], [2]],
    ['3 ceramic mugs and an oak table', ['Ceramic Mug', 'Oak Table'], [3]],
    ['ceramc mug?', ['Ceramic Mug'], []],
    ['lavendar soap', ['Lavender Soap'], []],
    ['any soap', [], []],
    ['hello there', [], []],
    ['qty 4', [], [4]],
    ['2x please', [], [2]],
  ])('%s', (text, products, counts) => {
    expect(found(text, 'product')).toEqual(products);
    expect(found(text, 'quantity')).toEqual(counts);
  });
});
