/** Attributes named so that a template can use them. */

export const MAX_ATTRIBUTES = 50;
export const MAX_ATTRIBUTE_CHARS = 1_000;
export const ATTRIBUTE_NAME = /^[a-z][a-z0-9_]{0,39}$/;

/** `First name` -> `first_name`; null when nothing is left that a template could say. */
export function attributeName(text: string): string | null {
  const name = text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '');
  return ATTRIBUTE_NAME.test(name) ? name : null;
}
