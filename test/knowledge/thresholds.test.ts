/** How sure is sure enough: by the business's own entries, and by what people said. */
import { describe, expect, it } from 'vitest';
import { buildIndex, retrieve } from '../../src/knowledge/retrieve.ts';
import { judgedBy, learnedFrom, thresholdsOf, type Judged } from '../../src/knowledge/thresholds.ts';
import { ASKED, SHOP } from './shop-faq.ts';

const FROM = thresholdsOf(new Float32Array(0));
const many = (count: number, judged: Judged) => Array.from({ length: count }, () => judged);

describe('without labels', () => {
  it('the entries say it, within bounds', () => {
    expect(FROM).toEqual({ answer: 0.6, clarify: 0.3 });
    expect(thresholdsOf(Float32Array.from({ length: 20 }, () => 0.99)).answer).toBeCloseTo(0.8);
    expect(thresholdsOf(Float32Array.from({ length: 20 }, (_, at) => 0.3 + at / 40)).answer).toBeCloseTo(0.7);
  });
});

describe('labels', () => {
  it('that are few change nothing', () => {
    expect(learnedFrom(FROM, many(9, { confidence: 0.9, isRight: false }))).toBe(FROM);
  });

  it('of wrong answers make it more careful, of right ones that were not given bolder', () => {
    const mixed = [
      ...many(10, { confidence: 0.7, isRight: false }),
      ...many(10, { confidence: 0.85, isRight: true }),
    ];
    const careful = learnedFrom(FROM, mixed).answer;
    expect(careful).toBeGreaterThan(0.7);
    expect(careful).toBeLessThanOrEqual(0.85);
    const bold = learnedFrom(FROM, many(20, { confidence: 0.45, isRight: true })).answer;
    expect(bold).toBeLessThanOrEqual(0.45);
  });

  it('that agree with it, or contradict each other, leave it where it is', () => {
    const agree = [
      ...many(10, { confidence: 0.3, isRight: false }),
      ...many(10, { confidence: 0.9, isRight: true }),
    ];
    expect(learnedFrom(FROM, agree)).toEqual(FROM);
    expect(learnedFrom(FROM, many(20, { confidence: 0.3, isRight: false }))).toEqual(FROM);
  });

  it('say something only of passages that are there, and of the answer that would be given', () => {
    const index = buildIndex(SHOP);
    const [first, second] = SHOP;
    if (first === undefined || second === undefined) throw new Error('no entries');
    const question = first.title;
    const judged = (passageId: string | null, isRight: boolean) =>
      judgedBy(index, [{ question, passageId, isRight }]).map((one) => one.isRight);
    expect(judged(first.id, true)).toEqual([true]);
    expect(judged(first.id, false)).toEqual([false]);
    expect(judged(second.id, true)).toEqual([false]);
    expect(judged(second.id, false)).toEqual([]);
    expect(judged(null, false)).toEqual([false]);
    expect(judged('psg_gone', true)).toEqual([]);
    expect(judgedBy(index, [{ question: '🙂', passageId: null, isRight: false }])).toEqual([]);
  });

  it('change what a shop is told: questions that people marked as unanswered are answered no more', () => {
    const clean = buildIndex(SHOP);
    const answered = ASKED.filter(({ text }) => retrieve(clean, text).verdict === 'answer');
    const labels = answered.map(({ text }) => ({ question: text, passageId: null, isRight: false }));
    expect(labels.length).toBeGreaterThanOrEqual(10);
    const index = buildIndex(SHOP, labels);
    const still = answered.filter(({ text }) => retrieve(index, text).verdict === 'answer');
    expect(still.length).toBeLessThan(answered.length / 2);
    expect(retrieve(buildIndex(SHOP, labels.slice(0, 9)), answered[0]?.text ?? '').verdict).toBe('answer');
  });
});
