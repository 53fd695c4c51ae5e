import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { SENTENCE_NAMES, sentenceFeatures } from './choose-sentences.ts';
import { CONFIDENCE_NAMES, confidenceRow } from './confidence.ts';
import { FEATURE_NAMES, rowOf } from './features.ts';
import { fitListwise, fitLogistic, type Group, type Labelled } from './fit.ts';
import { derive, streamsOf, type KnowledgeIndex } from './packed-index.ts';
import { rank } from './rank.ts';
import { readTrainingSet, sampled, withoutThird, type TrainingSet } from './training-sets.ts';

/**
 * Learns the weights offline: `node src/knowledge/train-reranker.ts --passages P --questions Q [--passages P2 --questions Q2 ...]
 * [--out weights.ts]`. Sets are read from the given paths and nothing of their text is written; each family of sets counts the same.
 */
const MOST_PER_SET = 700;
const FAMILY_WEIGHTS: Readonly<Record<string, number>> = { cranfield: 0.4, policyqa: 0.3 };

function indexOf(set: TrainingSet): KnowledgeIndex {
  return derive(streamsOf(set.passages), set.passages, new Float32Array(0));
}

function shareOf(sets: readonly TrainingSet[], set: TrainingSet): number {
  const alike = sets.filter((one) => one.family === set.family).length;
  return (FAMILY_WEIGHTS[set.family] ?? 1) / alike;
}

function rerankGroups(sets: readonly TrainingSet[]): Group[] {
  return sets.flatMap((set) => {
    const index = indexOf(set);
    const questions = sampled(
      set.questions.filter((question) => question.ids.size > 0),
      MOST_PER_SET,
    );
    const weight = shareOf(sets, set) / questions.length;
    return questions.map((question): Group => {
      const { ranked } = rank(index, question.text);
      const relevant = ranked.map((one) => question.ids.has(set.passages[one.passage]?.id ?? ''));
      return { rows: ranked.map(rowOf), relevant, weight };
    });
  });
}

function sentenceGroups(sets: readonly TrainingSet[], weights: readonly number[]): Group[] {
  return sets.flatMap((set) => {
    const index = indexOf(set);
    const answered = set.questions.filter((one) => one.answers.length > 0 && one.ids.size > 0);
    return sampled(answered, MOST_PER_SET * 2).flatMap((question): Group[] => {
      const ranking = rank(index, question.text, { weights });
      const place = ranking.ranked.find((one) =>
        question.ids.has(set.passages[one.passage]?.id ?? ''),
      )?.passage;
      const passage = place === undefined ? undefined : set.passages[place];
      if (place === undefined || passage === undefined) return [];
      const found = sentenceFeatures(index, ranking, place, passage);
      const relevant = found.map(({ sentence }) => {
        const text = passage.text.slice(sentence.start, sentence.end);
        return question.answers.some((answer) => text.includes(answer));
      });
      return [
        {
          rows: found.map((one) => Float64Array.from(one.features)),
          relevant,
          weight: shareOf(sets, set) / answered.length,
        },
      ];
    });
  });
}

/** Answered rightly or not: of the questions given, of those whose entry was taken out, and of foreign ones. */
function confidenceExamples(sets: readonly TrainingSet[], weights: readonly number[]): Labelled[] {
  const examples: Labelled[] = [];
  for (const set of sets) {
    const foreign = sets
      .filter((other) => other.family !== set.family)
      .flatMap((other) => sampled(other.questions, 40))
      .map((question) => ({ ...question, ids: new Set<string>() }));
    const holed = withoutThird(set);
    const parts = [
      { set, questions: sampled(set.questions, MOST_PER_SET), weight: 1 },
      { set: holed, questions: sampled(holed.questions, MOST_PER_SET), weight: 1 },
      { set, questions: sampled(foreign, 150), weight: 0.3 },
    ];
    for (const part of parts) {
      if (part.set.passages.length < 5 || part.questions.length === 0) continue;
      const index = indexOf(part.set);
      for (const question of part.questions) {
        const ranking = rank(index, question.text, { weights });
        const top = ranking.ranked[0];
        if (top === undefined) continue;
        examples.push({
          row: confidenceRow(ranking),
          label: question.ids.has(part.set.passages[top.passage]?.id ?? ''),
          weight: (shareOf(sets, set) * part.weight) / part.questions.length,
        });
      }
    }
  }
  return examples;
}

function moduleOf(names: readonly string[], parts: Record<string, readonly number[]>): string {
  const header = `/**\n * Learned by \`npm run train:reranker\`; do not edit. Figures only, no text. Learned on: ${names.join(', ')}.\n */\n`;
  const constants = Object.entries(parts).map(
    ([name, values]) => `export const ${name}: readonly number[] = [\n  ${values.join(', ')},\n];\n`,
  );
  return `${header}${constants.join('\n')}`;
}

const { values } = parseArgs({
  options: {
    passages: { type: 'string', multiple: true, default: [] },
    questions: { type: 'string', multiple: true, default: [] },
    out: { type: 'string', default: new URL('weights.ts', import.meta.url).pathname },
  },
});
if (values.passages.length === 0 || values.passages.length !== values.questions.length) {
  process.stderr.write(`${'Give --passages and --questions in pairs, at least one.'}\n`);
  process.exit(2);
}
const sets = values.passages.map((path, at) => readTrainingSet(path, values.questions[at] ?? ''));
const RERANK_WEIGHTS = fitListwise(rerankGroups(sets), FEATURE_NAMES.length * 2, {
  rounds: 250,
  decay: 1.2e-3,
  positive: true,
});
const SENTENCE_WEIGHTS = fitListwise(sentenceGroups(sets, RERANK_WEIGHTS), SENTENCE_NAMES.length, {
  rounds: 250,
});
const CONFIDENCE_WEIGHTS = fitLogistic(confidenceExamples(sets, RERANK_WEIGHTS), CONFIDENCE_NAMES.length, {
  rounds: 600,
  decay: 1e-3,
});
const families = [...new Set(sets.map((set) => set.family))];
writeFileSync(values.out, moduleOf(families, { RERANK_WEIGHTS, SENTENCE_WEIGHTS, CONFIDENCE_WEIGHTS }));
process.stdout.write(`${JSON.stringify({ sets: sets.length, out: values.out })}\n`);
