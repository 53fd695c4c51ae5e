/** Questions without an answer as the API and the console show them, and what may be done with them. */
import type { GapGroup } from '../domain/gap.ts';
import { makeId, type BusinessId, type DocumentId } from '../domain/ids.ts';
import { passagesOf } from '../knowledge/drafts.ts';
import { groupGaps } from '../knowledge/group-gaps.ts';
import { faqText } from '../knowledge/read-text.ts';
import { submit } from '../knowledge/submit.ts';
import type { Parts } from '../parts.ts';

/** The newest; what is older than a thousand questions is not asked any more, or is asked again. */
const MOST_READ = 1_000;

/** Biggest first. */
export async function openGapGroups(parts: Parts, businessId: BusinessId): Promise<GapGroup[]> {
  return groupGaps(await parts.storeFor(businessId).gaps.open(MOST_READ));
}

/** By the id of any of its gaps; null when none is open under that id. */
export async function gapGroup(
  parts: Parts,
  businessId: BusinessId,
  gapId: string,
): Promise<GapGroup | null> {
  const groups = await openGapGroups(parts, businessId);
  return groups.find(({ gaps }) => gaps.some(({ id }) => id === gapId)) ?? null;
}

/** Nobody needs to answer this. The number of questions that were open. */
export function dismissGaps(parts: Parts, businessId: BusinessId, group: GapGroup): Promise<number> {
  const ids = group.gaps.map(({ id }) => id);
  return parts.storeFor(businessId).gaps.settle(ids, { state: 'dismissed' }, parts.nowMs());
}

export type AcceptedGap = { documentId: DocumentId; passageId: string; closed: number };

/** Entries that grew out of questions stand in one document of their own. */
export const ANSWERS_DOCUMENT = makeId('doc', 'answers');
const MOST_VARIANTS = 10;
const MOST_VARIANT_CHARS = 300;
const FAQ = {
  source: 'faq',
  title: 'Answers given by the team',
  url: null,
  charset: null,
  refreshEveryMs: null,
  maxPages: 0,
} as const;

/**
 * Makes an entry of the answer and takes the questions off the list; the other wordings become the entry's. The entry first:
 * whatever breaks between, accepting again adds nothing twice. Null when the document of answers takes no more.
 */
export async function acceptGap(
  parts: Parts,
  businessId: BusinessId,
  group: GapGroup,
  { question, answer }: { question: string; answer: string },
): Promise<AcceptedGap | null> {
  const { documents, gaps } = parts.storeFor(businessId);
  const wordings = group.gaps.map((gap) => oneLine(gap.question).slice(0, MOST_VARIANT_CHARS));
  const variants = [...new Set(wordings)].filter((one) => one !== question).slice(0, MOST_VARIANTS);
  const pair = { question, answer, variants };
  const piece = new TextEncoder().encode(faqText([pair]));
  const known = await documents.read(ANSWERS_DOCUMENT);
  if (known === null) {
    const desk = {
      documents,
      ingest: (id: DocumentId) => parts.ingest(businessId, id),
      nowMs: parts.nowMs,
    };
    if ((await submit(desk, ANSWERS_DOCUMENT, FAQ, [piece])) === null) return null;
  } else if (!(await parts.ingest(businessId, ANSWERS_DOCUMENT).extend(piece))) return null;
  const draft = { title: question, text: answer, variants, url: null };
  const [passage] = await passagesOf(ANSWERS_DOCUMENT, [draft]);
  const passageId = passage?.id ?? '';
  const ids = group.gaps.map(({ id }) => id);
  const closed = await gaps.settle(ids, { state: 'answered', passageId }, parts.nowMs());
  return { documentId: ANSWERS_DOCUMENT, passageId, closed };
}

/** What was taken out of a question has no place in an entry. */
export function oneLine(text: string): string {
  return text
    .replace(/\[(?:name|email|number|code|link|phone|order)\]/g, ' ')
    .replace(/\s+/g, ' ')
    .replace(/\s+([,.?!])/g, '$1')
    .trim();
}
