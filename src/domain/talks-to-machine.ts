/**
 * Does a sentence talk to a machine instead of to people? A fence, not the wall: what is made of a sentence is checked all
 * the same.
 */
import { letterShapes } from './letter-shapes.ts';

const FORGET =
  /\b(?:ignor|disregard|forget|overrid|neglect|bypass|olvid|vergiss|vergesst|oubli|dimentic|esque|negeer|zignoruj)|игнорир|забуд|忽略|无视|無視|무시|تجاهل|התעלם|yok say|अनदेखा|bỏ qua/iu;
const RULES =
  /\b(?:instruc|instruktion|anweisung|istruzion|rules?\b|prompt|guideline|regeln?\b|reglas|règles|polecen|talimat)|инструкц|указан|指示|命令|지시|التعليمات|הוראות|निर्देश|hướng dẫn/iu;
const MACHINE =
  /\b(?:system ?prompt|developer mode|language model|large model|llm\b|chat ?bots?\b|as an ai\b|(?:an? |the |any )?ai (?:assistants?|agents?|models?)|(?:dear|note to the|hey) (?:model|assistant|bot)|please,? bot|assistant[,:]|the assistant (?:speaks|must|should|has|will|is)|for the assistant|asistente de ia|an die ki\b|hinweis an die|note à l.ia|your (?:instructions|system|prompt)|new instructions|higher priority)|<!--|<\/?system|<\|im_|\[\/?inst\]|<<sys>>|^\s*(?:system|prompt|assistant|override|instruction)\s*:|do not follow the shop|!\[|\]\(/iu;
/** A long run without spaces that is no address: nobody reads it. */
const BLOB = /(?<![\w/.:-])[A-Za-z0-9+/=_%&#;-]{48,}/;

export function talksToMachine(sentence: string): boolean {
  const bare = sentence.replace(/\p{Cf}/gu, '');
  // Letters that cannot be seen are put there for a machine.
  if ((sentence.length - bare.length) * 4 > bare.length || isSpelledOut(bare)) return true;
  const digitsAsLetters = bare.replace(/[147]/g, (digit) => ({ 1: 'i', 4: 'a', 7: 't' })[digit] ?? digit);
  return [bare, letterShapes(bare), letterShapes(digitsAsLetters)].some(
    (text) => (FORGET.test(text) && RULES.test(text)) || MACHINE.test(text) || BLOB.test(text),
  );
}

/** "O V E R R I D E": people are not written to like this. */
function isSpelledOut(text: string): boolean {
  const pieces = text.split(/\s+/).filter(Boolean);
  const single = pieces.filter((piece) => [...piece].length === 1);
  return single.length >= 8 && single.length > pieces.length * 0.7;
}
