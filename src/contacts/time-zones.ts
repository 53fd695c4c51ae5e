/** Where the owner of a phone number may be, as far as the number tells. */
import { countryOfPhone } from './phone.ts';
import { ZONES_OF_AREA, ZONES_OF_COUNTRY } from './zone-facts.ts';

/**
 * IANA zones that the owner of this E.164 number may live in; several when the number does not tell, and then the most
 * restrictive of them counts. Empty when it tells nothing at all (an unknown country, the fictional area 555).
 */
export function zonesOfPhone(e164: string): string[] {
  const area = /^\+1(\d{3})\d{7}$/.exec(e164)?.[1];
  if (area === FICTIONAL_AREA) return [];
  const ofArea = area === undefined ? undefined : ZONES_OF_AREA.get(area);
  if (ofArea !== undefined) return [...ofArea];
  const country = countryOfPhone(e164);
  return country === null ? [] : [...(ZONES_OF_COUNTRY.get(country) ?? [])];
}

/** Zones of a country alone, for a contact whose country is known in another way. */
export function zonesOfCountry(country: string): string[] {
  return [...(ZONES_OF_COUNTRY.get(country.toUpperCase()) ?? [])];
}

const FICTIONAL_AREA = '555';
