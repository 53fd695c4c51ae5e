/** Documents in the words of the people who put them in. */
import type { KnowledgeDocument, Source } from '../../knowledge/api.ts';

const SOURCES: Readonly<Record<Source, string>> = {
  faq: 'Questions and answers',
  markdown: 'Text',
  html: 'HTML file',
  csv: 'Table of products',
  pdf: 'PDF',
  docx: 'Word file',
  page: 'Web page',
  site: 'Web site',
};

export function sourceInWords(source: Source): string {
  return SOURCES[source];
}

export function stateInWords({ state, passageCount, pageCount, reason }: KnowledgeDocument): string {
  const passages = passageCount === 1 ? '1 passage' : `${passageCount} passages`;
  const pages = pageCount === null ? '' : pageCount === 1 ? ' from 1 page' : ` from ${pageCount} pages`;
  if (state === 'waiting') return 'Waiting to be read';
  if (state === 'reading') return passageCount > 0 ? `Being read again; ${passages} in use` : 'Being read';
  if (state === 'failed') return 'Could not be read';
  return `${passages}${pages}${reason === null ? '' : ', with a remark'}`;
}

/** How fresh it is, and when it is looked at again. */
export function freshnessInWords(document: KnowledgeDocument, nowMs: number): string {
  const { readAtMs, checkedAtMs, nextCheckAtMs } = document;
  if (readAtMs === null) return '';
  const read = `Read ${agoInWords(nowMs - readAtMs)}`;
  const checked =
    checkedAtMs !== null && checkedAtMs > readAtMs ? `, checked ${agoInWords(nowMs - checkedAtMs)}` : '';
  const next = nextCheckAtMs === null ? '' : `, next look ${inTime(nextCheckAtMs - nowMs)}`;
  return `${read}${checked}${next}`;
}

function agoInWords(ageMs: number): string {
  return ageMs < 60_000 ? 'just now' : `${spanInWords(ageMs)} ago`;
}

function inTime(spanMs: number): string {
  return spanMs < 60_000 ? 'any moment' : `in ${spanInWords(spanMs)}`;
}

function spanInWords(ms: number): string {
  const minutes = Math.round(ms / 60_000);
  if (minutes < 60) return `${minutes} min`;
  if (minutes < 2_880) return `${Math.round(minutes / 60)} h`;
  return `${Math.round(minutes / 1_440)} days`;
}
