import { describe, expect, it } from 'vitest';
import { countryOfPhone, normalisePhone, readPhone } from '../../src/contacts/phone.ts';

describe('a number', () => {
  it.each([
    ['(212) 555-0123', 'US', '+12125550123', 'US'],
    ['212.555.0123', 'US', '+12125550123', 'US'],
    ['1 212 555 0123', 'US', '+12125550123', 'US'],
    ['+1 212 555 0123', 'DE', '+12125550123', 'US'],
    ['tel:+12125550123', 'US', '+12125550123', 'US'],
    ['020 7946 0018', 'GB', '+442079460018', 'GB'],
    ['07911 123456', 'GB', '+447911123456', 'GG'],
    ['0176 12345678', 'DE', '+4917612345678', 'DE'],
    ['06 12 34 56 78', 'FR', '+33612345678', 'FR'],
    ['809 555 1234', 'US', '+18095551234', 'DO'],
    ['416 555 0123', 'US', '+14165550123', 'CA'],
    ['+15550100042', 'US', '+15550100042', 'US'],
    ['+2348031234567', 'US', '+2348031234567', 'NG'],
  ])('%s in %s is %s of %s', (text, home, e164, country) => {
    expect(readPhone(text, home)).toEqual({ kind: 'phone', e164, country });
    expect(normalisePhone(text, home)).toBe(e164);
    expect(countryOfPhone(e164)).toBe(country);
  });

  it.each([
    ['+19005551234', 'premium'],
    ['900 555 1234', 'premium'],
    ['+979123456789', 'premium'],
    ['+449098790000', 'premium'],
    ['+447012345678', 'premium'],
    ['+881612345678', 'satellite'],
    ['+870776123456', 'satellite'],
    ['+88213123456', 'satellite'],
    ['12345', 'short'],
    ['911', 'short'],
    ['+1911', 'short'],
    ['TWILIO', 'not-a-number'],
    ['1-800-FLOWERS', 'not-a-number'],
    ['call 212 555 0123', 'not-a-number'],
    ['2125550123; 2125550124', 'not-a-number'],
    ['', 'not-a-number'],
    ['+', 'not-a-number'],
    ['+1212555012', 'invalid'],
    ['+12125550123456', 'invalid'],
    ['+99912345678', 'invalid'],
    ['1'.repeat(100_000), 'not-a-number'],
  ])('%s is refused: %s', (text, reason) => {
    expect(readPhone(text, 'US')).toEqual({ kind: 'refused', reason });
    expect(normalisePhone(text, 'US')).toBeNull();
  });

  it('of a national form needs a country', () => {
    expect(normalisePhone('212 555 0123', 'XX')).toBeNull();
    expect(countryOfPhone('2125550123')).toBeNull();
  });
});
