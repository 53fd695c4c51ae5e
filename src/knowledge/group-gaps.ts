/** Questions without an answer, put together where they ask the same: by their telling words, and by what those mean. */
import type { GapGroup, StoredGap } from '../domain/gap.ts';
import { wordVectors } from '../understanding/word-vectors.ts';
import { stem } from './stem.ts';
import { STOPWORDS, wordsOf } from './words.ts';

/** How alike two questions must be to count as one. */
const ALIKE = 0.5;
/** Members of a group that a question is compared with. */
const COMPARED = 8;
const MOST_STEMS = 24;
const SAME_ROOT = 0.9;
const LEAST_COSINE = 0.52;

type Read = { gap: StoredGap; stems: { text: string; row: number; weight: number }[] };

/** Biggest first: by conversations, then by how lately it was asked. Pure: the same gaps, the same groups. */
export function groupGaps(gaps: readonly StoredGap[]): GapGroup[] {
  const ordered = gaps.toSorted((a, b) => a.askedAtMs - b.askedAtMs || (a.id < b.id ? -1 : 1));
  const idf = rarityOf(ordered);
  const groups: Read[][] = [];
  for (const gap of ordered) {
    const read = readOf(gap, idf);
    let best: { group: Read[]; alike: number } | null = null;
    for (const group of groups) {
      const alike = Math.max(...group.slice(0, COMPARED).map((member) => likeness(read, member)));
      if (alike >= ALIKE && alike > (best?.alike ?? 0)) best = { group, alike };
    }
    if (best === null) groups.push([read]);
    else best.group.push(read);
  }
  return groups
    .map(asGroup)
    .toSorted((a, b) => b.conversations - a.conversations || b.lastAskedAtMs - a.lastAskedAtMs);
}

function asGroup(members: readonly Read[]): GapGroup {
  const gaps = members.map(({ gap }) => gap);
  const [first] = gaps;
  const heart = members
    .map((one) => ({
      one,
      sum: members.slice(0, COMPARED).reduce((sum, other) => sum + likeness(one, other), 0),
    }))
    .toSorted((a, b) => b.sum - a.sum || a.one.gap.question.length - b.one.gap.question.length)[0];
  const answers = gaps.flatMap(({ proposedAnswer }) => (proposedAnswer === null ? [] : [proposedAnswer]));
  return {
    id: first?.id ?? '',
    question: heart?.one.gap.question ?? '',
    gaps,
    conversations: new Set(gaps.map(({ conversationId }) => conversationId)).size,
    lastAskedAtMs: Math.max(...gaps.map(({ askedAtMs }) => askedAtMs)),
    closest: [...new Set(gaps.flatMap(({ closest }) => closest))].slice(0, 3),
    proposedAnswer: answers.toSorted((a, b) => b.length - a.length)[0] ?? null,
  };
}

/** Stems of the telling words, each with a word that it was made of. */
function tellingStems(text: string): Map<string, string> {
  const words = wordsOf(text);
  const telling = words.filter((word) => !STOPWORDS.has(word));
  return new Map((telling.length > 0 ? telling : words).map((word) => [stem(word), word]));
}

function rarityOf(gaps: readonly StoredGap[]): (stem: string) => number {
  const counts = new Map<string, number>();
  for (const { question } of gaps)
    for (const one of tellingStems(question).keys()) counts.set(one, (counts.get(one) ?? 0) + 1);
  return (one) => Math.log(1 + (gaps.length + 2) / ((counts.get(one) ?? 0) + 0.5));
}

function readOf(gap: StoredGap, rarity: (stem: string) => number): Read {
  const stems = [...tellingStems(gap.question)].slice(0, MOST_STEMS);
  const { rowOf } = wordVectors();
  return { gap, stems: stems.map(([text, word]) => ({ text, row: rowOf(word), weight: rarity(text) })) };
}

/** How much of each question stands in the other, word by word; a word counts in part for one that means nearly the same. */
function likeness(a: Read, b: Read): number {
  if (isOneMatter(a.gap, b.gap)) return 1;
  return Math.sqrt(covered(a, b) * covered(b, a));
}

/** Asked in one conversation, and answered by a person with the same words. */
function isOneMatter(a: StoredGap, b: StoredGap): boolean {
  return (
    a.conversationId === b.conversationId &&
    a.proposedAnswer !== null &&
    a.proposedAnswer === b.proposedAnswer
  );
}

function covered(a: Read, b: Read): number {
  let found = 0;
  let all = 0;
  for (const one of a.stems) {
    all += one.weight;
    found += one.weight * Math.max(0, ...b.stems.map((other) => nearness(one, other)));
  }
  return all === 0 ? 0 : found / all;
}

type Stem = { text: string; row: number };

function nearness(a: Stem, b: Stem): number {
  if (a.text === b.text) return 1;
  const [short, long] = a.text.length < b.text.length ? [a.text, b.text] : [b.text, a.text];
  if (short.length >= 4 && long.startsWith(short)) return SAME_ROOT;
  if (a.row < 0 || b.row < 0) return 0;
  const { dimensions, vectors, lengths } = wordVectors();
  let dot = 0;
  for (let i = 0; i < dimensions; i += 1)
    dot += (vectors[a.row * dimensions + i] ?? 0) * (vectors[b.row * dimensions + i] ?? 0);
  const cosine = dot / ((lengths[a.row] ?? 0) * (lengths[b.row] ?? 0) || 1);
  return cosine >= LEAST_COSINE ? cosine : 0;
}
