/** The length of an answer and its link, by channel: short where it costs, fuller where it is read, without a link where it is heard. */
import type { ChannelName } from '../domain/channel.ts';
import type { Evidence, Retrieval } from '../domain/evidence.ts';
import { rememberingBy } from '../domain/remembering.ts';
import { segmentsOf, withPlainPunctuation } from '../domain/segments.ts';
import { addressesMachine, forPeople } from './instructions.ts';
import { splitSentences } from '../domain/sentences.ts';
import { withTextFragment } from './text-fragment.ts';

export type Manner = {
  sentences: number;
  maxChars: number;
  /** Billed parts of quote and link together, in GSM-7 and in UCS-2; null = length costs nothing. */
  segments: { gsm: number; ucs: number } | null;
};

const FULL: Manner = { sentences: 3, maxChars: 900, segments: null };
const SHORT: Manner = { sentences: 2, maxChars: 300, segments: { gsm: 2, ucs: 3 } };
const SPOKEN: Manner = { sentences: 2, maxChars: 240, segments: null };

const MANNERS: Record<ChannelName, Manner> = {
  sms: SHORT,
  push: SHORT,
  voice: SPOKEN,
  email: FULL,
  webchat: FULL,
  whatsapp: FULL,
  messenger: FULL,
  instagram: FULL,
  telegram: FULL,
};

/** Where length costs, a link longer than this leads to the page without marking the sentence. */
const LONGEST_PAID_LINK = 140;
const LINK_WORDS = ' More: ';
const LEAST_CUT_CHARS = 60;

export const mannerOf = (channel: ChannelName): Manner => MANNERS[channel];

/** The evidence as it is said on a channel: whole sentences that fit, and links that mark them on their page. */
export function shaped(found: Retrieval, channel: ChannelName): Retrieval {
  const evidence = found.evidence.flatMap((one) => {
    const said = addressesMachine(one.title) ? null : saidOf(one.quote, one.url, channel).said;
    return said === null ? [] : [{ ...one, ...said }];
  });
  // The answer itself was a text for machines: the next best is no answer to this question.
  if (evidence[0]?.passageId !== found.evidence[0]?.passageId)
    return { ...found, verdict: 'abstain', evidence: [] };
  return { ...found, evidence };
}

export function shapedEvidence(evidence: Evidence, channel: ChannelName): Evidence {
  return { ...evidence, ...shapedQuote(evidence.quote, evidence.url, channel) };
}

type Said = Pick<Evidence, 'quote' | 'url'>;

/** Null = nothing of it is for people. A shop's sentences come again with every answer that quotes them. */
const saidOf = rememberingBy(
  2_000,
  (text: string, url: string | null, channel: ChannelName) =>
    `${channel} ${url === null ? '' : JSON.stringify(url)}\n${text}`,
  (text, url, channel): { said: Said | null } => {
    const quote = forPeople(text, url);
    return { said: quote === '' ? null : shapedQuote(quote, url, channel) };
  },
);

function shapedQuote(text: string, url: string | null, channel: ChannelName): Said {
  const manner = MANNERS[channel];
  const quote = fitting(text, url, manner);
  return { quote, url: linkTo(url, quote, manner) };
}

function linkTo(url: string | null, quote: string, manner: Manner): string | null {
  const marked = withTextFragment(url, quote);
  const tooLong = manner.segments !== null && (marked?.length ?? 0) > LONGEST_PAID_LINK;
  return tooLong ? url : marked;
}

/** As many whole sentences as fit; a single longer one is cut at a word and marked. */
function fitting(quote: string, url: string | null, manner: Manner): string {
  const spans = splitSentences(quote).slice(0, manner.sentences);
  const first = spans[0];
  if (first === undefined) return '';
  for (const last of spans.toReversed()) {
    const text = quote.slice(first.start, last.end);
    if (fits(text, url, manner)) return text;
  }
  for (let room = Math.min(first.end - first.start, manner.maxChars); ; room -= 12) {
    const text = cut(quote.slice(first.start, first.end), room);
    if (room <= LEAST_CUT_CHARS || fits(text, url, manner)) return text;
  }
}

export function fits(text: string, url: string | null, manner: Manner): boolean {
  if (text.length > manner.maxChars) return false;
  if (manner.segments === null) return true;
  const link = linkTo(url, text, manner);
  const said = withPlainPunctuation(link === null ? text : `${text}${LINK_WORDS}${link}`);
  const { encoding, segments } = segmentsOf(said);
  return segments <= (encoding === 'GSM-7' ? manner.segments.gsm : manner.segments.ucs);
}

function cut(sentence: string, maxChars: number): string {
  if (sentence.length <= maxChars) return sentence;
  const head = sentence.slice(0, maxChars - 1);
  return `${head.slice(0, Math.max(head.lastIndexOf(' '), 1)).trimEnd()}…`;
}
