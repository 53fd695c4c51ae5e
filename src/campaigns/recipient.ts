/** From what an owner wrote to a recipient: addresses made normal, attributes named so that a template can use them. */
import { isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js';
import { parseAddress, type Address, type AddressKind } from '../domain/address.ts';
import type { ChannelName } from '../domain/channel.ts';

export const MAX_ATTRIBUTES = 50;
export const MAX_ATTRIBUTE_CHARS = 1_000;

/** Channels that have no address of their own share the phone number. */
export function addressKindOf(channel: ChannelName): AddressKind {
  return channel === 'sms' || channel === 'voice' ? 'phone' : channel === 'whatsapp' ? 'phone' : channel;
}

/**
 * `(555) 010-4477`, `Ann@Example.com` or `phone:+15550104477` -> Address, or null.
 * @param country reads phone numbers without a country code, ISO 3166-1 alpha-2
 */
export function readAddress(text: string, kind: AddressKind, country: string): Address | null {
  const value = text.normalize('NFKC').trim();
  if (value === '' || value.length > 320) return null;
  if (value.startsWith(`${kind}:`)) return parseAddress(value);
  if (kind === 'phone') {
    const home = isSupportedCountry(country) ? country : undefined;
    const number = parsePhoneNumberFromString(value, { defaultCountry: home, extract: false });
    return number?.isPossible() === true ? parseAddress(`phone:${number.number}`) : null;
  }
  return parseAddress(`${kind}:${kind === 'email' ? value.toLowerCase() : value}`);
}

/** `First name` -> `first_name`; null when nothing is left that a template could say. */
export function attributeName(text: string): string | null {
  const name = text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '');
  return /^[a-z][a-z0-9_]{0,39}$/.test(name) ? name : null;
}
