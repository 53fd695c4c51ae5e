import { describe, expect, it } from 'vitest';
import type { StoredGap } from '../../src/domain/gap.ts';
import { makeId } from '../../src/domain/ids.ts';
import { groupGaps } from '../../src/knowledge/group-gaps.ts';

const QUESTIONS = [
  'Do you rent surfboards?',
  'can i rent a surfboard',
  'surfboard rental?',
  'How much to rent a surf board for a week',
  'Do you sell tandem bikes?',
  'tandem bicycles available?',
  'is there a tandem bike i can buy',
  'Do you fix prams',
  'can you repair a pram',
  'Can my dog come into the shop?',
  'are dogs allowed in store',
  'Do you rent bikes',
];

const gaps = QUESTIONS.map((question, at): StoredGap => ({
  id: `gap_${'a'.repeat(26)}_${at}`,
  conversationId: makeId('cnv', String.fromCharCode(97 + at).repeat(26)),
  question,
  language: 'en',
  channel: 'sms',
  askedAtMs: at,
  closest: [],
  state: 'open',
  proposedAnswer: at === 1 ? 'Yes.' : at === 2 ? 'Yes, from June on.' : null,
}));

describe('questions without an answer', () => {
  it('are one where they ask the same in other words, biggest first', () => {
    expect(groupGaps(gaps).map((group) => [group.conversations, group.gaps[0]?.question])).toEqual([
      [4, 'Do you rent surfboards?'],
      [3, 'Do you sell tandem bikes?'],
      [2, 'Can my dog come into the shop?'],
      [2, 'Do you fix prams'],
      [1, 'Do you rent bikes'],
    ]);
  });

  it('keep the fullest answer of a person, and the id of the first', () => {
    const [first] = groupGaps(gaps);
    expect([first?.id, first?.proposedAnswer]).toEqual([gaps[0]?.id, 'Yes, from June on.']);
  });

  it('are one where a person answered them with the same words, however they were asked', () => {
    const [first, second] = [gaps[0], gaps[4]];
    if (first === undefined || second === undefined) throw new Error('no gaps');
    const { conversationId } = first;
    const answered = [first, second].map((gap) => ({
      ...gap,
      conversationId,
      proposedAnswer: 'We do both.',
    }));
    expect(groupGaps(answered)).toHaveLength(1);
    expect(groupGaps(answered.map((gap) => ({ ...gap, proposedAnswer: null })))).toHaveLength(2);
  });

  it('count a customer once', () => {
    const one = gaps.map((gap) => ({ ...gap, conversationId: makeId('cnv', 'a'.repeat(26)) }));
    expect(groupGaps(one)[0]).toMatchObject({ conversations: 1 });
    expect(groupGaps([])).toEqual([]);
  });
});
