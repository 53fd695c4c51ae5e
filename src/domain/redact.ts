/** Takes out of a text what says who somebody is. What is left is kept with the business's knowledge, so: rather too much than too little. */
import type { Entity } from './understanding.ts';

const EMAIL = /[\p{L}\p{N}._%+-]{1,64}@[\p{L}\p{N}.-]{1,190}\.\p{L}{2,24}/gu;
const LINK = /\b(?:https?:\/\/|www\.)\S+/gi;
/** Cards, accounts, phones: seven digits or more, with what people put between them. */
const LONG_NUMBER = /\+?\d(?:[ ().\-/]{0,3}\d){6,}/g;
/** Letters and digits in one run, as order numbers and number plates are. */
const CODE = /\b(?=[\p{L}\p{N}-]*\d)(?=[\p{L}\p{N}-]*\p{L})[\p{L}\p{N}]{1,6}-?\d{3,}[\p{L}\p{N}-]*/gu;
const HANDLE = /(?<![\p{L}\p{N}])@[\p{L}\p{N}_.]{3,40}/gu;
/** "my name is Ann Lee", "soy Ana", "ich heiße Uwe", "je m'appelle Zoé": one to three words after it, each with a capital. */
const NAMED =
  /((?:[Mm]y name(?: is|'s)|[Ii] am called|[Tt]his is|[Rr]egards,?|[Cc]heers,?|[Mm]e llamo|[Mm]i nombre es|[Ss]oy|[Ii]ch hei(?:ß|ss)e|[Mm]ein [Nn]ame ist|[Jj]e m['’]appelle|[Mm]on nom est))\s+((?:\p{Lu}[\p{L}'’-]+\s?){1,3})/gu;
const I_AM = /\b(I am|I['’]m|Ich bin|Je suis)\s+((?:\p{Lu}[\p{L}'’-]+\s?){1,3})/gu;
const PERSONAL: ReadonlySet<Entity['kind']> = new Set(['name', 'phone', 'email', 'orderNumber']);
const MAX_CHARS = 500;

export function redacted(text: string, entities: readonly Entity[] = []): string {
  let plain = text.slice(0, MAX_CHARS * 2);
  for (const entity of entities)
    if (PERSONAL.has(entity.kind) && entity.text.trim().length > 1)
      plain = plain.replaceAll(entity.text, `[${entity.kind === 'orderNumber' ? 'order' : entity.kind}]`);
  plain = plain
    .replace(EMAIL, '[email]')
    .replace(LINK, '[link]')
    .replace(LONG_NUMBER, '[number]')
    .replace(CODE, '[code]')
    .replace(HANDLE, '[name]')
    .replace(NAMED, '$1 [name] ')
    .replace(I_AM, '$1 [name] ');
  return plain.replace(/\s+/g, ' ').trim().slice(0, MAX_CHARS);
}
