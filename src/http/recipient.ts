/** Whom a call means: `+15551234567`, `020 7946 0018` in the business's country, `ann@example.com`, `webchat:...`. */
import { parseAddress, type Address } from '../domain/address.ts';
import type { BusinessId } from '../domain/ids.ts';
import { normalisePhone } from '../contacts/phone.ts';
import { formatAddress } from '../domain/address.ts';
import { sha256Hex, spellTuple } from '../platform/hash.ts';

const MAX_CHARS = 330;

/** Null when it is no address that a message could go to. */
export function parseRecipient(text: string, country: string): Address | null {
  const trimmed = text.trim();
  if (trimmed === '' || trimmed.length > MAX_CHARS) return null;
  const [, kind = '', rest = ''] = /^([a-z]{1,12}):(.+)$/s.exec(trimmed) ?? [];
  if (kind === '' && trimmed.includes('@')) return email(trimmed);
  if (kind === '' || kind === 'phone' || kind === 'tel') return phone(kind === '' ? trimmed : rest, country);
  if (kind === 'email') return email(rest);
  return parseAddress(trimmed);
}

/** To compare an order's customer with a writer without keeping the address. */
export async function hashOfRecipient(
  businessId: BusinessId,
  text: string,
  country: string,
): Promise<string | null> {
  const address = parseRecipient(text, country);
  return address === null ? null : hashOfAddress(businessId, address);
}

export function hashOfAddress(businessId: BusinessId, address: Address): Promise<string> {
  return sha256Hex(spellTuple(['contact', businessId, formatAddress(address)]));
}

function phone(text: string, country: string): Address | null {
  const value = normalisePhone(text, country);
  return value === null ? null : parseAddress(`phone:${value}`);
}

function email(text: string): Address | null {
  return parseAddress(`email:${text.trim().toLowerCase()}`);
}
