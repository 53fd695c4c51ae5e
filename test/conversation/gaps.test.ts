/** Questions that found no answer: kept without what says who asked, proposed by a person's answer, closed by a pick. */
import { describe, expect, it } from 'vitest';
import type { Retrieval } from '../../src/domain/evidence.ts';
import type { Filing } from '../../src/domain/filing.ts';
import { NOTHING, passage, understood } from '../flows/a-turn.ts';
import { aConversation } from './a-conversation.ts';
import type { Conversation } from './a-conversation.ts';

const UNSURE: Retrieval = {
  confidence: 0.3,
  verdict: 'clarify',
  evidence: [passage('Bike rental', 'We rent bikes.'), passage('Repairs', 'We repair bikes.')],
};

function unsure(retrieval: Retrieval): Conversation {
  const conversation = aConversation();
  conversation.outside.understand = async () => understood(null, 0.2);
  conversation.outside.retrieve = async () => retrieval;
  return conversation;
}

const filed = <Kind extends Filing['kind']>({ filed: all }: Conversation, kind: Kind) =>
  all.filter((filing): filing is Extract<Filing, { kind: Kind }> => filing.kind === kind);

describe('a question without an answer', () => {
  it('is clarified with the closest two titles, then handed over, and filed without its author', async () => {
    const conversation = unsure(UNSURE);
    await conversation.say('Do you rent surfboards? I am Zoe Quux, 415 555 0199, zoe@quux.example');
    await conversation.pass(60_000);
    const { entries } = await conversation.thread();
    expect(entries.at(-1)?.quickReplies.map(({ title }) => title)).toEqual(['Bike rental', 'Repairs']);
    const [asked] = filed(conversation, 'gap');
    expect(asked?.gap).toMatchObject({
      question: 'Do you rent surfboards? I am [name] , [number], [email]',
      closest: ['Bike rental', 'Repairs'],
      channel: 'sms',
    });
    await conversation.say('neither, surfboards for the sea');
    await conversation.pass(60_000);
    expect((await conversation.thread()).needsPerson).not.toBeNull();
    expect(filed(conversation, 'receipt')).toEqual([]);
  });

  it('is proposed an answer by the person who answers, once that is more than a greeting', async () => {
    const conversation = unsure(NOTHING);
    await conversation.say('Do you rent surfboards?');
    await conversation.pass(60_000);
    const [asked] = filed(conversation, 'gap');
    await conversation.core().answer('mbr_ann1', 'first0001', 'Hi, this is Ann!');
    await conversation
      .core()
      .answer('mbr_ann1', 'second001', 'We rent surfboards from June on, ask ann@shop.example.');
    await conversation.pass(60_000);
    expect(filed(conversation, 'gap.proposed').map(({ gapIds, answer }) => [gapIds, answer])).toEqual([
      [[asked?.gap.id], 'Hi, this is [name] !'],
      [[asked?.gap.id], 'We rent surfboards from June on, ask [email].'],
    ]);
  });

  it('is closed when the customer picks one of the titles, and stays open when another question is answered', async () => {
    const conversation = unsure(UNSURE);
    await conversation.say('Do you rent surfboards?');
    await conversation.pass(60_000);
    await conversation.say('1');
    await conversation.pass(60_000);
    const [asked] = filed(conversation, 'gap');
    expect(filed(conversation, 'gap.found')).toMatchObject([
      { gapIds: [asked?.gap.id], passageId: 'p-Bike rental' },
    ]);
    conversation.outside.retrieve = async () => NOTHING;
    await conversation.say('And do you rent kayaks?');
    await conversation.pass(60_000);
    conversation.outside.retrieve = async () => ({ ...UNSURE, verdict: 'answer', confidence: 0.9 });
    await conversation.say('Never mind, do you rent bikes?');
    await conversation.pass(60_000);
    expect([filed(conversation, 'gap').length, filed(conversation, 'gap.found').length]).toEqual([2, 1]);
    await conversation.core().answer('mbr_ann1', 'later0001', 'Anything else that you would like to know?');
    await conversation.pass(60_000);
    expect(filed(conversation, 'gap.proposed')).toEqual([]);
  });

  it('is not made of a question mark, of thanks, or of an answered question', async () => {
    const conversation = unsure(NOTHING);
    for (const text of ['???', 'thanks', 'hi']) {
      await conversation.say(text);
      await conversation.pass(60_000);
    }
    conversation.outside.retrieve = async () => ({ ...UNSURE, verdict: 'answer', confidence: 0.9 });
    await conversation.say('do you rent bikes');
    await conversation.pass(60_000);
    expect(filed(conversation, 'gap')).toEqual([]);
  });
});
