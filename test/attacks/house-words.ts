/** All that the house may ever say, as patterns: its wordings with room for what they are filled with. */
import * as fixedSentences from '../../src/domain/fixed-sentences.ts';
import { FLOWS } from '../../src/flows/registry.ts';

const WORDINGS = stringsIn([FLOWS, fixedSentences])
  .filter((text) => text.length > 3)
  .toSorted((a, b) => b.length - a.length)
  .map((text) => new RegExp(escaped(text).replace(/\\\{\w+\\\}/g, String.raw`[^\n]{0,60}?`), 'giu'));

/** What is left of a text when the house's words and the shop's own are taken out. */
export function strangeWords(text: string, own: readonly string[]): string {
  let rest = text.replace(/https?:\S+/g, ' ');
  for (const words of own)
    for (const sentence of [...sentencesOf(words), words]) rest = rest.replaceAll(sentence, ' ');
  for (const wording of WORDINGS) rest = rest.replace(wording, ' ');
  return rest.replace(/[^\p{L}]+/gu, ' ').trim();
}

export function sentencesOf(text: string): string[] {
  return [text, ...(text.match(/[^.!?]+[.!?]+/g) ?? []).map((one) => one.trim())];
}

function stringsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(stringsIn);
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(stringsIn) : [];
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}
