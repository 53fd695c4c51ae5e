/**
 * Sentences in a document that talk to a machine instead of to customers. A document is data: they are neither quoted nor
 * given to a model. This is the outer fence only: what a model says is checked against the other sentences all the same.
 */
import { remembering } from '../domain/remembering.ts';
import { letterShapes } from '../domain/letter-shapes.ts';
import { splitSentences } from './sentences.ts';

const FORGET =
  /\b(?:ignor|disregard|forget|overrid|neglect|bypass|olvid|vergiss|vergesst|oubli|dimentic|esque|negeer|zignoruj)|игнорир|забуд|忽略|无视|無視|무시|تجاهل|התעלם|yok say|अनदेखा|bỏ qua/iu;
const RULES =
  /\b(?:instruc|instruktion|anweisung|istruzion|rules?\b|prompt|guideline|regeln?\b|reglas|règles|polecen|talimat)|инструкц|указан|指示|命令|지시|التعليمات|הוראות|निर्देश|hướng dẫn/iu;
const MACHINE =
  /\b(?:system ?prompt|developer mode|language model|large model|llm\b|chat ?bots?\b|as an ai\b|(?:an? |the |any )?ai (?:assistants?|agents?|models?)|(?:dear|note to the|hey) (?:model|assistant|bot)|please,? bot|assistant[,:]|the assistant (?:speaks|must|should|has|will|is)|for the assistant|asistente de ia|an die ki\b|hinweis an die|note à l.ia|your (?:instructions|system|prompt)|new instructions|higher priority)|<!--|<\/?system|<\|im_|\[\/?inst\]|<<sys>>|^\s*(?:system|prompt|assistant|override|instruction)\s*:|do not follow the shop|!\[|\]\(/iu;
/** A long run without spaces that is no address: nobody reads it, so nobody needs it quoted. */
const BLOB = /(?<![\w/.:-])[A-Za-z0-9+/=_%&#;-]{48,}/;

/** A shop's sentences come again with every answer that quotes them. */
export const addressesMachine = remembering(5_000, (sentence: string): boolean => {
  const bare = sentence.replace(/\p{Cf}/gu, '');
  // Letters that cannot be seen are put there for a machine.
  if ((sentence.length - bare.length) * 4 > bare.length || isSpelledOut(bare)) return true;
  const digitsAsLetters = bare.replace(/[147]/g, (digit) => ({ 1: 'i', 4: 'a', 7: 't' })[digit] ?? digit);
  return [bare, letterShapes(bare), letterShapes(digitsAsLetters)].some(
    (text) => (FORGET.test(text) && RULES.test(text)) || MACHINE.test(text) || BLOB.test(text),
  );
});

/** "O V E R R I D E": people are not written to like this. */
function isSpelledOut(text: string): boolean {
  const pieces = text.split(/\s+/).filter(Boolean);
  const single = pieces.filter((piece) => [...piece].length === 1);
  return single.length >= 8 && single.length > pieces.length * 0.7;
}

/**
 * The text without such sentences, and without those that lead away from the site that the text stands on; what is left
 * stands as it stood. @param url where the text stands; null = the business wrote it itself
 */
export function forPeople(text: string, url: string | null): string {
  const spans = splitSentences(text);
  const kept = spans.filter(({ start, end }) => {
    const sentence = text.slice(start, end);
    return !addressesMachine(sentence) && !leadsAway(sentence, url);
  });
  if (kept.length === spans.length) return text;
  return kept.map(({ start, end }) => text.slice(start, end)).join(' ');
}

function leadsAway(sentence: string, url: string | null): boolean {
  const links = sentence.match(/\b(?:https?:\/\/|www\.)[^\s)\]>"']+/gi) ?? [];
  const home = links.length === 0 ? null : hostOf(url);
  if (home === null) return false;
  return links.some((link) => {
    const host = hostOf(/^www\./i.test(link) ? `https://${link}` : link);
    return host === null || (host !== home && !host.endsWith(`.${home}`) && !home.endsWith(`.${host}`));
  });
}

function hostOf(url: string | null): string | null {
  return url !== null && URL.canParse(url) ? new URL(url).host.replace(/^www\./, '') : null;
}
