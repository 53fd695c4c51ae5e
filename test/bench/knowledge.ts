import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { scoreSentences } from '../../src/knowledge/choose-sentences.ts';
import { confidenceOf } from '../../src/knowledge/confidence.ts';
import { serializeIndex } from '../../src/knowledge/index-blob.ts';
import type { KnowledgeIndex } from '../../src/knowledge/packed-index.ts';
import { rank, type Ranking } from '../../src/knowledge/rank.ts';
import { buildIndex, PASSAGES_READ, retrieve } from '../../src/knowledge/retrieve.ts';
import { readTrainingSet } from '../../src/knowledge/training-sets.ts';
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

/** How well a knowledge answers its questions, beside plain FTS5 in the same run; `--peers` adds other engines, `--typos` asks everything again with one slip. */
export async function run(args: string[]): Promise<Record<string, unknown>> {
  const { values } = parseArgs({
    args,
    options: {
      passages: { type: 'string' },
      questions: { type: 'string' },
      peers: { type: 'boolean', default: false },
      typos: { type: 'boolean', default: false },
    },
  });
  const { passages: passagesPath, questions: questionsPath } = values;
  if (passagesPath === undefined || questionsPath === undefined)
    throw new Error('give --passages P.jsonl and --questions Q.jsonl');
  for (const path of [passagesPath, questionsPath])
    if (!existsSync(path)) throw new Error(`no such file: ${path}`);
  const { passages, questions } = readTrainingSet(passagesPath, questionsPath);
  if (passages.length === 0 || questions.length === 0)
    throw new Error('passages and questions must not be empty');

  const started = performance.now();
  const index = buildIndex(passages);
  const indexMs = performance.now() - started;
  const plain = fts5(passages);
  const own = measureOwn(index, questions);
  const plainFigures = measurePeer(plain, questions);
  const peers = values.peers
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
    ...(values.typos ? typoFigures(index, plain, questions) : {}),
    ...(values.peers ? { peers } : {}),
  };
}

function measureOwn(index: KnowledgeIndex, questions: readonly Asked[]) {
  const rankings: Ranking[] = questions.map((question) => rank(index, question.text));
  const orders = rankings.map(({ ranked }) => ranked.map((one) => index.passages[one.passage]?.id ?? ''));
  const confidences = rankings.map((ranking) => confidenceOf(ranking));
  const right = orders.map((order, at) => questions[at]?.ids.has(order[0] ?? '') === true);
  const inside = questions.map((question) => question.ids.size > 0);
  const insideCount = inside.filter(Boolean).length;
  const verdicts = { answer: 0, clarify: 0, abstain: 0 };
  let wrongAnswers = 0;
  const times = questions.map((question, at) => {
    const begun = performance.now();
    const { verdict } = retrieve(index, question.text);
    const spent = performance.now() - begun;
    verdicts[verdict] += 1;
    if (verdict === 'answer' && !right[at]) wrongAnswers += 1;
    return spent;
  });
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
