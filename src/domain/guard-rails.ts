/** What the bot may say: nothing about what the business keeps to itself, no price and no promise without its ground. */
import { letterShapes } from './letter-shapes.ts';
import type { BusinessProfile } from './business.ts';
import { remembering } from './remembering.ts';
import { figureOf, spelledOut } from './sentence-parts.ts';

/** The first forbidden topic that one of the texts touches; null = none. Spelling tricks and invisible letters do not hide it. */
export function forbiddenTopicIn(business: BusinessProfile, texts: readonly string[]): string | null {
  const { forbiddenTopics } = business.answering;
  if (forbiddenTopics.length === 0) return null;
  const plain = texts.map(shapesOf);
  const squeezed = texts.map((text) => shapesOf(text).replaceAll(' ', ''));
  return (
    forbiddenTopics.find((topic) => {
      const sought = shapesOf(topic).trim();
      if (sought === '') return false;
      if (plain.some((text) => text.includes(` ${sought}`))) return true;
      // "l o t t e r y": short words would be found inside others.
      const bare = sought.replaceAll(' ', '');
      return bare.length >= SPELLED_LEAST && squeezed.some((text) => text.includes(bare));
    }) ?? null
  );
}

const SPELLED_LEAST = 6;

/** Words between single spaces, a space in front and behind: a topic is found at the beginning of a word. */
function shapesOf(text: string): string {
  const words = letterShapes(text.replace(/\p{Cf}/gu, '')).replace(/[^\p{L}\p{N}]+/gu, ' ');
  return ` ${words.trim()} `;
}

/** The sentences that the business wants said with this answer and that it does not hold yet. */
export function requiredPhrases(business: BusinessProfile, question: string, answer: string): string[] {
  const about = shapesOf(`${question} ${answer}`);
  return business.answering.requiredPhrases
    .filter((rule) => rule.about === '' || about.includes(` ${shapesOf(rule.about).trim()}`))
    .map(({ phrase }) => phrase)
    .filter((phrase) => !answer.includes(phrase));
}

const MONEY =
  /(?:(?:US)?\$|€|£)\s?(\d[\d.,]*)|(?<![\d.,])(\d[\d.,]*)\s?(?:%|€|£|percent|per cent|prozent|por ciento|dollars?|euros?|pounds?|usd|eur|gbp|bucks|cents?)/giu;
/** Word beginnings that promise something, by language. */
const PROMISES =
  /(?<![\p{L}\p{N}])(?:guarant|garant|warrant|refund|reembols|erstatt|rembours|compensat|entsch[aä]dig|voucher|coupon|gutschein|discount|rabatt|descuent|r[ée]duction|for free|free of charge|gratis|kostenlos|gratuit|promis|versprech|prometemos)[\p{L}]*/giu;

/**
 * Prices and promises in a text that none of its grounds makes. @param grounds the evidence's own words, and what people wrote
 */
export function unfoundedClaims(text: string, grounds: readonly string[]): string[] {
  const said = text
    .replace(/https?:\/\/\S+/g, ' ')
    .normalize('NFKC')
    .replace(/\p{Cf}/gu, '');
  const prices = [...said.matchAll(MONEY)];
  const promises = [...said.matchAll(PROMISES)];
  if (prices.length === 0 && promises.length === 0) return [];
  const read = grounds.map(groundOf);
  const isFigure = (figure: string): boolean => read.some(({ figures }) => figures.has(figure));
  const isSaid = (word: string): boolean => read.some((ground) => ground.text.includes(word));
  const unfounded = [
    ...prices.filter(([, before, after]) => {
      const figure = figureOf((before ?? after ?? '').replace(/[.,]+$/, ''));
      return figure === null || !isFigure(figure);
    }),
    ...promises.filter(([word]) => !isSaid(word.toLowerCase())),
  ];
  return unfounded.map(([claim]) => claim.trim());
}

type Ground = { text: string; figures: ReadonlySet<string> };

/** Passages are quoted again and again: what they say is read once. */
const groundOf = remembering(500, (ground: string): Ground => {
  const text = spelledOut(ground).toLowerCase();
  const words = text.match(/\d+(?:[.,:]\d+)*|\p{L}+/gu) ?? [];
  return { text, figures: new Set(words.flatMap((word) => figureOf(word) ?? [])) };
});
