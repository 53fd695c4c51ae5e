/** Receipts of answers: one for each answer that rests on something, whatever breaks on the way, and never in the way. */
import { describe, expect, it } from 'vitest';
import { makeId } from '../../src/domain/ids.ts';
import { passage } from '../flows/a-turn.ts';
import type { Conversation } from './a-conversation.ts';
import { aConversation, ANN, CHAT, CONVERSATION, downFor, HOUR_MS } from './a-conversation.ts';

const receiptsOf = ({ filed }: Conversation) =>
  filed.flatMap((filing) => (filing.kind === 'receipt' ? [filing.receipt] : []));

describe('the receipt of an answer', () => {
  it('holds the sentence, its source and what spoke, and nothing of the customer', async () => {
    const conversation = aConversation();
    await conversation.say('Can I return my bell? I am Zelda Quux');
    await conversation.pass(60_000);
    expect(conversation.filed).toHaveLength(1);
    const [receipt] = receiptsOf(conversation);
    expect(receipt).toMatchObject({
      id: 'receipt1',
      conversationId: CONVERSATION,
      confidence: 0.97,
      sentences: [{ text: 'You can return anything within 30 days.', source: 0 }],
      sources: [{ title: 'Returns', contentHash: 'ab12' }],
      writtenBy: null,
      understandingVersion: 'm1',
      knowledgeVersion: 'k1',
      flow: 'returns',
    });
    expect(JSON.stringify(receipt)).not.toMatch(new RegExp(`Zelda|bell|${ANN.value.slice(1)}`));
    const { entries } = await conversation.thread();
    expect(entries.find(({ author }) => author === 'bot')?.reasons?.receiptId).toBe('receipt1');
  });

  it('waits while the store is down, and holds up no answer', async () => {
    const conversation = aConversation();
    conversation.outside.file = downFor(6);
    await conversation.say('returns?');
    await conversation.pass(10_000);
    expect([conversation.posts.length, conversation.filed.length]).toEqual([1, 0]);
    await conversation.say('and again, returns?');
    await conversation.pass(10_000);
    expect(conversation.posts).toHaveLength(2);
    await conversation.pass(HOUR_MS);
    expect(receiptsOf(conversation).map(({ id }) => id)).toEqual(['receipt1', 'receipt2']);
  });

  it('is not lost with the instance that wrote it', async () => {
    const conversation = aConversation();
    conversation.outside.file = () => new Promise(() => {});
    await conversation.say('returns?');
    conversation.nowMs += 5_000;
    void conversation.core().alarm();
    await new Promise((resolve) => setTimeout(resolve, 20));
    conversation.crash();
    conversation.outside.file = async () => {};
    await conversation.core().alarm();
    expect(receiptsOf(conversation).map(({ id }) => id)).toEqual(['receipt1']);
  });

  it('is not made for what is somebody’s own, nor for small talk', async () => {
    const conversation = aConversation({ orderNumberPattern: String.raw`BB-\d{4}` });
    conversation.ports.brain.lookUpOrder = async (_business, number) => ({
      number,
      status: 'shipped',
      detail: '',
      expectedAtMs: null,
      trackingUrl: null,
    });
    conversation.outside.understand = async () => ({
      intent: 'order_status',
      confidence: 0.95,
      ranked: [],
      entities: [{ kind: 'orderNumber', text: 'BB-1001', value: 'BB-1001' }],
      sentiment: 0,
      language: 'en',
      stage: 'embedded',
      modelVersion: 'm1',
      costMicroUsd: 0,
    });
    await conversation.say('where is BB-1001');
    await conversation.pass(60_000);
    expect(conversation.texts().join()).toContain('BB-1001');
    await conversation.say('thanks!');
    await conversation.pass(60_000);
    expect(conversation.filed).toEqual([]);
  });
});

describe('the one link of an answer', () => {
  const texts = async (
    link: 'source' | 'receipt',
    url: string | null,
    route = undefined as typeof CHAT | undefined,
  ) => {
    const conversation = aConversation({
      answering: { link, publicPage: false, forbiddenTopics: [], requiredPhrases: [] },
    });
    conversation.outside.retrieve = async () => ({
      confidence: 0.97,
      verdict: 'answer',
      evidence: [passage('Returns', 'Within 30 days.', url)],
    });
    await conversation.say('returns?', route);
    await conversation.pass(60_000);
    const { entries } = await conversation.thread();
    return entries
      .filter(({ author }) => author === 'bot')
      .map(({ text }) => text)
      .join(' ');
  };

  it('is the page, the receipt where the business wants it, and the receipt where there is no page', async () => {
    expect(await texts('source', 'https://bb.example/faq')).toMatch(/ More: https:\/\/bb\.example\/faq$/);
    expect(await texts('receipt', 'https://bb.example/faq')).toMatch(
      / More: https:\/\/gate\.example\/a\/receipt1$/,
    );
    expect(await texts('source', null)).toMatch(/ More: https:\/\/gate\.example\/a\/receipt1$/);
    expect((await texts('receipt', 'https://bb.example/faq')).match(/https:/g)).toHaveLength(1);
  });

  it('is not in the text of a chat, which shows both beside it', async () => {
    expect(makeId('con', 'chatline')).toBe(CHAT.connectionId);
    expect(await texts('source', 'https://bb.example/faq', CHAT)).not.toContain('https:');
  });
});
