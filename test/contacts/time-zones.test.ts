import { describe, expect, it } from 'vitest';
import { zonesOfCountry, zonesOfPhone } from '../../src/contacts/time-zones.ts';
import { ZONES_OF_AREA, ZONES_OF_COUNTRY } from '../../src/contacts/zone-facts.ts';
import { isTimeZone } from '../../src/domain/local-time.ts';

describe('the zones of a number', () => {
  it.each([
    ['+12125550123', ['America/New_York']],
    ['+13125550123', ['America/Chicago']],
    ['+13035550123', ['America/Denver']],
    ['+14155550123', ['America/Los_Angeles']],
    ['+18085550123', ['Pacific/Honolulu']],
    ['+18505550123', ['America/Chicago', 'America/New_York']],
    ['+14165550123', ['America/New_York']],
    ['+13065550123', ['America/Regina']],
    ['+4917612345678', ['Europe/Berlin']],
    ['+442079460018', ['Europe/London']],
    ['+919876543210', ['Asia/Kolkata']],
    ['+15550100042', []],
    ['+99912345678', []],
    ['nonsense', []],
  ])('%s: %j', (phone, zones) => {
    expect(zonesOfPhone(phone)).toEqual(zones);
  });

  it('are all of the country when the number does not tell', () => {
    expect(zonesOfPhone('+18005551212')).toEqual(zonesOfCountry('US'));
    expect(zonesOfCountry('US').length).toBeGreaterThanOrEqual(6);
    expect(zonesOfPhone('+61412345678')).toEqual(
      expect.arrayContaining(['Australia/Perth', 'Australia/Sydney']),
    );
    expect(zonesOfPhone('+79161234567').length).toBeGreaterThan(8);
  });

  it('are known to the runtime, every one', () => {
    const all = [...ZONES_OF_AREA.values(), ...ZONES_OF_COUNTRY.values()].flat();
    expect([...new Set(all)].filter((zone) => !isTimeZone(zone))).toEqual([]);
    expect(ZONES_OF_AREA.size).toBeGreaterThan(400);
    expect(ZONES_OF_COUNTRY.size).toBeGreaterThan(230);
  });
});
