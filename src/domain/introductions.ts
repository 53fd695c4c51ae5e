/** What a customer says of himself beside the question: it answers nothing and asks nothing. */
import { splitSentences } from './sentences.ts';

const OWN = String.raw`^(?:(?:hi|hello|hey|hola|hallo|bonjour)\W+)?(?:and |und |y |et )?(?:my|mi|meine?|mon|ma)\s+`;
const IS = String.raw`\s*(?:is|'s|es|ist|lautet|est|:)\s*:?\s*`;
const NUMBER = new RegExp(
  `${OWN}(?:(?:phone|mobile|cell|tele|order|customer|account) ?)*(?:number|phone|mobile|n[uú]mero(?: de tel[eé]fono)?|tel[eé]fono|(?:telefon|handy|bestell|kunden)?nummer|num[eé]ro(?: de t[eé]l[eé]phone)?|t[eé]l[eé]phone)${IS}[+#]?[\\d\\s()./-]{3,24}\\W*$`,
  'iu',
);
const E_MAIL = new RegExp(
  `${OWN}(?:e-?mail|mail|correo|adresse|address)(?: address| adresse|-adresse)?${IS}\\S+@\\S+$`,
  'iu',
);
const NAME = new RegExp(`${OWN}(?:name|nombre|nom)${IS}`, 'iu');
const NAMES = /^\p{Lu}[\p{L}'’-]*(?:\s+\p{Lu}[\p{L}'’-]*){0,2}\W*$/u;

const ORDER = /order|bestell|pedido|commande/iu;
const LEAST_DIGITS_OF_PHONE = 7;

/** Of a long text only the beginning is read for a question. */
const MAX_CHARS = 2_000;

/** The message without the sentences that give a number, an address or a name and nothing else; all of it when nothing is left. */
export function withoutIntroductions(text: string): string {
  return without(text, introduces);
}

/** The same, but numbers stay that may be those of an order: they tell what the message is about. */
export function withoutContacts(text: string): string {
  return without(text, (sentence) =>
    NUMBER.test(sentence) ? isPhoneNumber(sentence) : introduces(sentence),
  );
}

function without(text: string, isSuperfluous: (sentence: string) => boolean): string {
  if (text.length > MAX_CHARS) return text;
  const sentences = splitSentences(text).map(({ start, end }) => text.slice(start, end));
  if (sentences.length < 2) return text;
  const kept = sentences.filter((sentence) => !isSuperfluous(sentence));
  return kept.length === 0 || kept.length === sentences.length ? text : kept.join(' ');
}

function isPhoneNumber(sentence: string): boolean {
  return !ORDER.test(sentence) && sentence.replace(/\D/g, '').length >= LEAST_DIGITS_OF_PHONE;
}

function introduces(sentence: string): boolean {
  if (NUMBER.test(sentence) || E_MAIL.test(sentence)) return true;
  const name = NAME.exec(sentence);
  return name !== null && NAMES.test(sentence.slice(name[0].length));
}
