/**
 * From what a model wrote to what is said: each sentence is mapped to a sentence of a passage or cut, and the citations are
 * put in here. Nothing that the model says about its sources is read.
 */
import type { ChannelName } from '../domain/channel.ts';
import type { Evidence, Passage, Written } from '../domain/evidence.ts';
import { fits, mannerOf, shapedEvidence } from './answer.ts';
import { forPeople } from './instructions.ts';
import { ANSWER_MODEL, ANSWER_PROMPT_VERSION } from './answer-prompt.ts';
import { splitSentences } from '../domain/sentences.ts';
import { supportOf } from './support.ts';

export const PASSAGES_WRITTEN_FROM = 3;
const MOST_READ_CHARS = 4_000;

/**
 * Null when nothing is left that is supported, or nothing of the passage that answers best: then that passage is quoted.
 * @param passages best first
 */
export function checkedAnswer(
  text: string,
  passages: readonly Passage[],
  channel: ChannelName,
): Written | null {
  const manner = mannerOf(channel);
  const sources = passages.map(({ title, text: whole, url }) => ({ title, text: forPeople(whole, url) }));
  const kept: { text: string; passage: number; original: string }[] = [];
  const plain = text.slice(0, MOST_READ_CHARS);
  for (const span of splitSentences(plain)) {
    if (kept.length >= manner.sentences) break;
    const sentence = withoutMarks(plain.slice(span.start, span.end));
    const support = supportOf(sentence, sources);
    if (support === null || kept.some(({ original }) => original === support.sentence)) continue;
    const soFar = [...kept.map((one) => one.text), sentence].join(' ');
    if (fits(soFar, passages[0]?.url ?? null, manner))
      kept.push({ text: sentence, passage: support.source, original: support.sentence });
  }
  if (!kept.some(({ passage }) => passage === 0)) return null;
  const cited = [...new Set(kept.map(({ passage }) => passage))];
  const evidence = cited.flatMap((place) => {
    const passage = passages[place];
    const originals = kept.filter((one) => one.passage === place).map(({ original }) => original);
    return passage === undefined ? [] : [evidenceOf(passage, originals, channel)];
  });
  return {
    sentences: kept.map(({ text: words, passage }) => ({ text: words, source: cited.indexOf(passage) })),
    evidence,
    model: ANSWER_MODEL,
    promptVersion: ANSWER_PROMPT_VERSION,
  };
}

function evidenceOf(passage: Passage, originals: readonly string[], channel: ChannelName): Evidence {
  const { id: passageId, title, url, contentHash } = passage;
  const quote = originals.join(' … ');
  return { ...shapedEvidence({ passageId, title, quote, url, contentHash }, channel), quote };
}

/** Bullets and footnotes of the model's own making. */
function withoutMarks(sentence: string): string {
  return sentence
    .replace(/^[\s*•–-]+/, '')
    .replace(/\s*[[(【]\s*(?:\d{1,3}|passage\s*\d+|source[^\])】]*)\s*[\])】]/giu, '')
    .trim();
}
