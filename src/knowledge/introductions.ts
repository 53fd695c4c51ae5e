/** What a customer says of himself beside the question: no passage holds it, and it must not silence the answer. */
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

/** Of a long text only the beginning is read for a question. */
const MAX_CHARS = 2_000;

/** The message without the sentences that give a number, an address or a name and nothing else; all of it when nothing is left. */
export function withoutIntroductions(text: string): string {
  if (text.length > MAX_CHARS) return text;
  const sentences = splitSentences(text).map(({ start, end }) => text.slice(start, end));
  const kept = sentences.filter((sentence) => !introduces(sentence));
  return kept.length === 0 || kept.length === sentences.length ? text : kept.join(' ');
}

function introduces(sentence: string): boolean {
  if (NUMBER.test(sentence) || E_MAIL.test(sentence)) return true;
  const name = NAME.exec(sentence);
  return name !== null && NAMES.test(sentence.slice(name[0].length));
}
