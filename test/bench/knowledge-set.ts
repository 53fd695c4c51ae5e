import type { Retrieval } from '../../src/domain/evidence.ts';
import { scoreSentences } from '../../src/knowledge/choose-sentences.ts';
import { confidenceOf } from '../../src/knowledge/confidence.ts';
import { serializeIndex } from '../../src/knowledge/index-blob.ts';
import type { KnowledgeIndex } from '../../src/knowledge/packed-index.ts';
import { rank, type Ranking } from '../../src/knowledge/rank.ts';
import { buildIndex, PASSAGES_READ, retrieveFrom } from '../../src/knowledge/retrieve.ts';
import type { TrainingSet } from '../../src/knowledge/training-sets.ts';
import {
  aurocOf,
  correctAtPrecision,
  percent,
  quantile,
  rankingFigures,
  type Asked,
} from './knowledge-figures.ts';
import { fts5, otherPeers, type Peer } from './knowledge-peers.ts';
import { withOneTypo } from './knowledge-typos.ts';

export type SetFigures = ReturnType<typeof measureSet>;

/** One knowledge and its questions: ours, plain FTS5, and the other engines where they are asked for. */
export function measureSet(
  { passages, questions }: Pick<TrainingSet, 'passages' | 'questions'>,
  wish: { peers: boolean; typos: boolean },
) {
  const started = performance.now();
  const index = buildIndex(passages);
  const indexMs = performance.now() - started;
  const plain = fts5(passages);
  const own = measureOwn(index, questions);
  const plainFigures = measurePeer(plain, questions);
  const peers = wish.peers
    ? [plainFigures, ...otherPeers(passages).map((peer) => measurePeer(peer, questions))]
    : [];
  return {
    passages: passages.length,
    questions: questions.length,
    ...own,
    ndcgAt10Fts5: plainFigures.ndcgAt10,
    hitAt1Fts5: plainFigures.hitAt1,
    indexMs: Math.round(indexMs),
    p50MsFts5: plainFigures.p50Ms,
    p95MsFts5: plainFigures.p95Ms,
    indexBytes: serializeIndex(index, { texts: false }).length,
    indexBytesFts5: plain.indexBytes,
    ...(wish.typos ? typoFigures(index, plain, questions) : {}),
    ...(wish.peers ? { peers } : {}),
  };
}

function measureOwn(index: KnowledgeIndex, questions: readonly Asked[]) {
  const rankings: Ranking[] = [];
  const verdicts = { answer: 0, clarify: 0, abstain: 0 };
  const said: Retrieval['verdict'][] = [];
  const times = questions.map(({ text }) => {
    const begun = performance.now();
    const ranking = rank(index, text);
    const { verdict } = retrieveFrom(index, ranking);
    const spent = performance.now() - begun;
    rankings.push(ranking);
    verdicts[verdict] += 1;
    said.push(verdict);
    return spent;
  });
  const orders = rankings.map(({ ranked }) => ranked.map((one) => index.passages[one.passage]?.id ?? ''));
  const confidences = rankings.map((ranking) => confidenceOf(ranking));
  const right = orders.map((order, at) => questions[at]?.ids.has(order[0] ?? '') === true);
  const inside = questions.map((question) => question.ids.size > 0);
  const insideCount = inside.filter(Boolean).length;
  const wrongAnswers = said.filter((verdict, at) => verdict === 'answer' && right[at] !== true).length;
  return {
    ...rankingFigures(questions, orders),
    auroc: aurocOf(confidences, inside),
    aurocRight: aurocOf(confidences, right),
    correctAt90Precision: correctAtPrecision(confidences, right, insideCount),
    calibrationError: calibrationError(confidences, right),
    answered: percent(verdicts.answer, questions.length),
    clarified: percent(verdicts.clarify, questions.length),
    answeredPrecision: percent(verdicts.answer - wrongAnswers, verdicts.answer),
    answerInTwoSentences: answersQuoted(index, questions, rankings),
    p50Ms: quantile(times, 0.5),
    p95Ms: quantile(times, 0.95),
  };
}

/** Share of the questions with a gold answer whose two best sentences, over the best passages, contain it. */
function answersQuoted(
  index: KnowledgeIndex,
  questions: readonly Asked[],
  rankings: readonly Ranking[],
): number | null {
  let asked = 0;
  let quoted = 0;
  questions.forEach((question, at) => {
    const ranking = rankings[at];
    if (question.answers.length === 0 || question.ids.size === 0 || ranking === undefined) return;
    asked += 1;
    const best = scoreSentences(index, ranking, PASSAGES_READ).slice(0, 2);
    const said = best
      .map((one) => index.passages[one.passage]?.text.slice(one.start, one.end) ?? '')
      .join(' ')
      .toLowerCase();
    if (question.answers.some((answer) => said.includes(answer.toLowerCase()))) quoted += 1;
  });
  return asked === 0 ? null : percent(quoted, asked);
}

/** Expected calibration error over ten equal bins. */
function calibrationError(confidences: readonly number[], right: readonly boolean[]): number {
  let error = 0;
  for (let bin = 0; bin < 10; bin += 1) {
    const members = confidences.flatMap((one, at) => (Math.min(9, Math.floor(one * 10)) === bin ? [at] : []));
    const said = members.reduce((sum, at) => sum + (confidences[at] ?? 0), 0);
    error += Math.abs(said - members.filter((at) => right[at]).length);
  }
  return percent(error, confidences.length);
}

/** Hits of the questions within the knowledge, each with one slip in one word. */
function typoFigures(index: KnowledgeIndex, plain: Peer, questions: readonly Asked[]) {
  const slipped = questions
    .filter((question) => question.ids.size > 0)
    .map((question, at) => ({
      ...question,
      text: withOneTypo(question.text, at),
    }));
  const orders = slipped.map(({ text }) =>
    rank(index, text).ranked.map((one) => index.passages[one.passage]?.id ?? ''),
  );
  return {
    hitAt1Typos: rankingFigures(slipped, orders).hitAt1,
    hitAt1TyposFts5: rankingFigures(
      slipped,
      slipped.map(({ text }) => plain.search(text)),
    ).hitAt1,
  };
}

/** Slow engines are asked for so long; their figures are then of the first questions. */
const MOST_PEER_MS = 120_000;

function measurePeer(peer: Peer, questions: readonly Asked[]) {
  const times: number[] = [];
  const orders: string[][] = [];
  const began = performance.now();
  for (const question of questions) {
    const begun = performance.now();
    if (begun - began > MOST_PEER_MS) break;
    orders.push(peer.search(question.text));
    times.push(performance.now() - begun);
  }
  return {
    engine: peer.name,
    asked: orders.length,
    ...rankingFigures(questions.slice(0, orders.length), orders),
    indexMs: Math.round(peer.indexMs),
    p50Ms: quantile(times, 0.5),
    p95Ms: quantile(times, 0.95),
    indexBytes: peer.indexBytes,
  };
}
