/** Where one customer is reached. SMS, WhatsApp and voice share the phone address when the number is known. */

export type AddressKind =
  'phone' | 'email' | 'webchat' | 'telegram' | 'messenger' | 'instagram' | 'push' | 'whatsapp';

export type Address = { kind: AddressKind; value: string };

const SHAPES: Record<AddressKind, RegExp> = {
  phone: /^\+[1-9]\d{4,14}$/,
  email: /^[^\s@<>"]{1,64}@[^\s@<>"]{1,255}$/,
  webchat: /^[A-Za-z0-9_-]{16,64}$/,
  telegram: /^-?\d{1,20}$/,
  messenger: /^\d{1,32}$/,
  instagram: /^\d{1,32}$/,
  push: /^[A-Za-z0-9_-]{16,64}$/,
  whatsapp: /^[A-Za-z0-9.]{3,140}$/,
};

/** `phone:+15551234567` -> Address, or null. The value must already be normal (E.164, lower-case e-mail). */
export function parseAddress(text: string): Address | null {
  const colon = text.indexOf(':');
  const kind = text.slice(0, colon);
  if (colon < 1 || !isAddressKind(kind)) return null;
  const value = text.slice(colon + 1);
  return SHAPES[kind].test(value) ? { kind, value } : null;
}

export function formatAddress(address: Address): string {
  return `${address.kind}:${address.value}`;
}

/** For pages and logs: enough to recognise a customer, too little to write to one. */
export function maskAddress(address: Address): string {
  const { kind, value } = address;
  if (kind === 'email') return `${value.slice(0, 1)}…@${value.split('@')[1] ?? ''}`;
  return value.length <= 4 ? '…' : `…${value.slice(-4)}`;
}

function isAddressKind(text: string): text is AddressKind {
  return Object.hasOwn(SHAPES, text);
}
