/** Order numbers as customers write them: with the business's pattern, without its prefix, with a hash, in lower case. */
import type { TurnInput } from './flow-types.ts';

const MAX_NUMBERS = 3;
const MAX_CHARS = 600;
const TOKEN = /#?\b[A-Za-z]{0,6}[-# ]{0,2}\d{2,14}(?:-\d{1,8})?\b/g;

/** @param asked the customer was asked for a number, so that bare digits are one */
export function orderNumbersIn(input: TurnInput, asked: boolean): string[] {
  const pattern = input.business.orderNumberPattern;
  const named = input.understanding.entities.flatMap((entity) =>
    entity.kind === 'orderNumber' ? [normalOrderNumber(entity.value, pattern) ?? entity.value] : [],
  );
  if (named.length > 0) return [...new Set(named)].slice(0, MAX_NUMBERS);
  const tokens = input.text.slice(0, MAX_CHARS).match(TOKEN) ?? [];
  const found = tokens.flatMap((token) => {
    if (!asked && !/[A-Za-z#]/.test(token)) return [];
    const bare = token.replace(/^[A-Za-z]+\s+/, '');
    if (pattern === null) return asked ? [bare.replace(/^#\s*/, '')] : [];
    const alone = asked || token.includes('#');
    const normal = normalOrderNumber(token, pattern) ?? (alone ? normalOrderNumber(bare, pattern) : null);
    return normal === null ? [] : [normal];
  });
  return [...new Set(found)].slice(0, MAX_NUMBERS);
}

/** `bb 1042`, `#1042` and `1042` are `BB-1042` where the pattern is `BB-\d{4}`. Null when the pattern does not match. */
export function normalOrderNumber(text: string, pattern: string | null): string | null {
  const tidy = text.trim().replace(/^#\s*/, '').toUpperCase();
  if (pattern === null) return tidy === '' ? null : tidy;
  const shape = readPattern(pattern);
  if (shape === null) return null;
  const digits = /\d[\d-]*$/.exec(tidy)?.[0] ?? '';
  const prefix = /^[A-Za-z]*[-#]?/.exec(pattern)?.[0] ?? '';
  const letters = tidy.slice(0, tidy.length - digits.length).replace(/[^A-Z]/g, '');
  const prefixFits = letters === '' || letters === prefix.toUpperCase().replace(/[^A-Z]/g, '');
  const candidates = [tidy, ...(prefixFits && digits !== '' ? [prefix + digits] : [])];
  return candidates.find((candidate) => shape.test(candidate)) ?? null;
}

/** A pattern that is no regular expression matches nothing. */
function readPattern(pattern: string): RegExp | null {
  try {
    return new RegExp(`^(?:${pattern})$`, 'i');
  } catch {
    return null;
  }
}
