import type { ChannelName } from '../domain/channel.ts';
import type { Evidence, Retrieval } from '../domain/evidence.ts';
import { splitSentences } from './sentences.ts';
import { withTextFragment } from './text-fragment.ts';

/** Evidence or silence: a text that quotes, with its link, or none at all. */
export type ShapedAnswer =
  | { kind: 'answer'; text: string; evidence: Evidence[] }
  /** The closest titles, for the customer to choose from. */
  | { kind: 'clarify'; titles: string[] }
  | { kind: 'silence' };

type Manner = { sentences: number; maxChars: number; link: 'same-line' | 'own-line' | 'none' };

const FULL: Manner = { sentences: 2, maxChars: 900, link: 'own-line' };
const SHORT: Manner = { sentences: 1, maxChars: 300, link: 'same-line' };
/** Nobody can read a link that is spoken. */
const SPOKEN: Manner = { sentences: 1, maxChars: 240, link: 'none' };

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

const TITLES_OFFERED = 2;

/** What is said on a channel. Every sentence stands word for word in a passage; the link leads to it. */
export function shapeAnswer(found: Retrieval, channel: ChannelName): ShapedAnswer {
  const [best] = found.evidence;
  if (found.verdict === 'abstain' || best === undefined) return { kind: 'silence' };
  if (found.verdict === 'clarify') {
    const titles = [...new Set(found.evidence.map((one) => one.title).filter((title) => title !== ''))];
    return titles.length === 0
      ? { kind: 'silence' }
      : { kind: 'clarify', titles: titles.slice(0, TITLES_OFFERED) };
  }
  const manner = MANNERS[channel];
  const quote = whole(best.quote, manner);
  if (quote === '') return { kind: 'silence' };
  const url = withTextFragment(best.url, quote);
  const evidence = [{ ...best, quote, url }];
  if (url === null || manner.link === 'none') return { kind: 'answer', text: quote, evidence };
  return { kind: 'answer', text: `${quote}${manner.link === 'own-line' ? '\n' : ' '}${url}`, evidence };
}

/** As many whole sentences as fit; a single longer one is cut at a word and marked. */
function whole(quote: string, { sentences, maxChars }: Manner): string {
  const spans = splitSentences(quote).slice(0, sentences);
  const first = spans[0];
  if (first === undefined) return '';
  const fitting = spans.filter((span) => span.end - first.start <= maxChars).at(-1);
  if (fitting !== undefined) return quote.slice(first.start, fitting.end);
  const cut = quote.slice(first.start, first.start + maxChars - 1);
  return `${cut.slice(0, Math.max(cut.lastIndexOf(' '), 1))}…`;
}
