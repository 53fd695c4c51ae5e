/**
 * Sentences in a document that talk to a machine instead of to customers. A document is data: they are neither quoted nor
 * given to a model. This is the outer fence only: what a model says is checked against the other sentences all the same.
 */
import { remembering } from '../domain/remembering.ts';
import { talksToMachine } from '../domain/talks-to-machine.ts';
import { splitSentences } from '../domain/sentences.ts';

/** A shop's sentences come again with every answer that quotes them. */
export const addressesMachine = remembering(5_000, talksToMachine);

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
