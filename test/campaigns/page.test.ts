import { describe, expect, it } from 'vitest';
import type { CampaignPage, RecipientOutcome } from '../../src/campaigns/api.ts';
import { deliverPage, eachOf, type PagePorts } from '../../src/campaigns/page.ts';
import type { Identity, SendView, SendWish } from '../../src/conversation/api.ts';
import type { FirstTry } from '../../src/outreach/api.ts';
import type { SendState } from '../../src/domain/send.ts';
import { makeId } from '../../src/domain/ids.ts';
import type { CampaignPageJob } from '../../src/outbound/jobs.ts';
import { silentLog } from '../../src/platform/log.ts';
import { SPEC, World } from './world.ts';

const JOB: CampaignPageJob = {
  kind: 'campaign-page.v1',
  businessId: makeId('biz', 'shop'),
  campaignId: makeId('cmp', 'spring1'),
  fromSeq: 1,
  toSeq: 50,
};

const done = (state: SendState, reason: string | null = null): FirstTry => ({
  kind: 'done',
  state,
  reason,
  segments: 2,
});

const QUEUED: SendView = {
  sendId: makeId('snd', `${'a'.repeat(26)}_c1x1`),
  conversationId: makeId('cnv', 'a'.repeat(26)),
  class: 'marketing',
  author: 'campaign',
  channel: 'sms',
  connectionId: SPEC.connectionId,
  to: { kind: 'phone', value: '+15551000000' },
  text: '',
  state: 'pending',
  stateReason: null,
  delivery: null,
  providerMessageId: null,
  segments: 3,
  costMicroUsd: 0,
  createdAtMs: 0,
  notBeforeMs: 0,
  nextTryAtMs: null,
  authorisedBy: null,
  campaignId: JOB.campaignId,
  attempts: [],
  reasons: null,
};

const notAsked = async (): Promise<never> => {
  throw new Error('nobody asks for that here');
};

async function pageOf(count: number, spec = {}): Promise<CampaignPage> {
  return (await World.started(count, spec)).core.page(1, 50);
}

async function deliver(
  page: CampaignPage,
  first: (who: Identity, wish: SendWish, tokenUntilMs: number) => Promise<FirstTry>,
  ports: Partial<PagePorts> = {},
) {
  const reports: RecipientOutcome[][] = [];
  const pauses: (string | undefined)[] = [];
  const result = await deliverPage(JOB, {
    campaign: () => ({
      page: async () => page,
      report: async (outcomes) => {
        reports.push(outcomes);
      },
      pause: async (reason) => {
        pauses.push(reason);
        return { kind: 'missing' };
      },
    }),
    outreach: () => ({
      post: (wanted, untilMs) => Promise.all(wanted.map(({ who, wish }) => first(who, wish, untilMs))),
    }),
    conversation: () => ({ request: notAsked }),
    tokens: async (_connection, wanted) => ({ granted: wanted, untilMs: 500, waitMs: 0 }),
    nowMs: () => 0,
    sleep: notAsked,
    profile: async () => ({ name: 'Bluebird', state: 'active' }),
    log: silentLog,
    ...ports,
  });
  return { result, reports, pauses };
}

describe('a page', () => {
  it('asks every conversation once, with the rendered text, and reports once', async () => {
    const wishes: { who: Identity; wish: SendWish }[] = [];
    const { result, reports } = await deliver(await pageOf(50), async (who, wish) => {
      wishes.push({ who, wish });
      return done('sent');
    });
    expect(result).toEqual({ kind: 'done', recipients: 50 });
    expect(wishes).toHaveLength(50);
    expect(wishes[7]?.wish).toMatchObject({
      text: 'Hi Ann 7, 10% off this week.',
      class: 'marketing',
      author: 'campaign',
      purpose: 'offers',
      campaignId: JOB.campaignId,
      expiresAtMs: SPEC.expiresAtMs,
      to: wishes[7]?.who.address,
    });
    expect(reports).toHaveLength(1);
    expect(reports[0]).toHaveLength(50);
    expect(reports[0]?.[0]).toMatchObject({ state: 'sent', reason: null, segments: 2 });
  });

  it('asks as many at once as it has tokens, and waits for more', async () => {
    let open = 0;
    let most = 0;
    let nowMs = 0;
    const asked: number[] = [];
    const waits: number[] = [];
    const grants = [20, 0, 20, 0, 10];
    const { result } = await deliver(
      await pageOf(50),
      async () => {
        open += 1;
        most = Math.max(most, open);
        await new Promise((resolve) => setTimeout(resolve, 1));
        open -= 1;
        return done('sent');
      },
      {
        nowMs: () => nowMs,
        tokens: async (_connection, wanted) => {
          asked.push(wanted);
          const granted = grants.shift() ?? 0;
          return { granted, untilMs: nowMs + 500, waitMs: granted > 0 ? 0 : 400 };
        },
        sleep: async (ms) => {
          waits.push(ms);
          nowMs += ms;
        },
      },
    );
    expect(result).toEqual({ kind: 'done', recipients: 50 });
    expect([most, asked, waits]).toEqual([20, [50, 30, 30, 10, 10], [400, 400]]);
  });

  it('leaves those who would have to wait long to their conversations', async () => {
    const left: SendWish[] = [];
    const { result, reports } = await deliver(
      await pageOf(5),
      async (_who, _wish, tokenUntilMs) =>
        tokenUntilMs > 0 ? done('sent') : { kind: 'elsewhere', waitsFor: null },
      {
        nowMs: () => 1_000_000,
        tokens: async (_connection, wanted) =>
          wanted === 5
            ? { granted: 2, untilMs: 1_000_500, waitMs: 0 }
            : { granted: 0, untilMs: 0, waitMs: 30_000 },
        conversation: () => ({
          request: async (_who, wish) => {
            left.push(wish);
            return { kind: 'overBudget' };
          },
        }),
      },
    );
    expect(result).toEqual({ kind: 'done', recipients: 5 });
    expect(left.map((wish) => wish.notBeforeMs)).toEqual([1_030_000, 1_030_000, 1_030_000]);
    expect(reports[0]?.map(({ state, reason }) => [state, reason])).toEqual([
      ['sent', null],
      ['sent', null],
      ['denied', 'budget'],
      ['denied', 'budget'],
      ['denied', 'budget'],
    ]);
  });

  it('says what those have to wait for whom the gate wants to wait', async () => {
    const { reports } = await deliver(
      await pageOf(1),
      async () => ({ kind: 'elsewhere', waitsFor: 'quietHours' }),
      {
        conversation: () => ({
          request: async (_who, { sendId, notBeforeMs }) => {
            expect(notBeforeMs).toBe(0);
            return { kind: 'queued', send: { ...QUEUED, sendId } };
          },
        }),
      },
    );
    expect(reports[0]).toMatchObject([{ state: 'deferred', reason: 'quietHours', segments: 3 }]);
  });

  it('drops the job when the campaign may not send', async () => {
    const { result, reports } = await deliver(null, async () => done('sent'));
    expect(result).toEqual({ kind: 'dropped' });
    expect(reports).toEqual([]);
  });

  it('reports those it reached when others could not be reached, and says so', async () => {
    const { result, reports } = await deliver(await pageOf(20), async (_, wish) => {
      if (wish.to.value.endsWith('5')) throw new Error('overloaded');
      return done('sent');
    });
    // They are asked for six at a time, and a call that fails says nothing of any of them.
    expect(result).toEqual({ kind: 'incomplete', recipients: 20, missing: 12 });
    expect(reports[0]).toHaveLength(8);
  });

  it('leaves to another delivery what that one holds', async () => {
    const { result, reports } = await deliver(await pageOf(3), async (_, wish) =>
      wish.to.value.endsWith('1') ? { kind: 'busy' } : done('sent'),
    );
    expect(result).toEqual({ kind: 'done', recipients: 3 });
    expect(reports[0]).toHaveLength(2);
  });

  it.each<[SendState, string]>([
    ['sent', 'sent'],
    ['failed', 'failed'],
    ['denied', 'denied'],
    ['cancelled', 'cancelled'],
    ['expired', 'cancelled'],
    ['unknown', 'unknown'],
    ['pending', 'deferred'],
  ])('a send that is %s makes the recipient %s', async (state, expected) => {
    const { reports } = await deliver(await pageOf(1), async () => done(state, 'why'));
    expect(reports[0]?.[0]?.state).toBe(expected);
  });

  it('fails a recipient whose text is empty or exceeds the budget, and asks nobody', async () => {
    const doubling = `{% assign x = contact.name %}${'{% assign x = x|append:x %}'.repeat(99)}{{ x }}`;
    for (const [template, reason] of [
      ['{{ contact.nothing }}', 'empty_text'],
      [doubling, 'template'],
    ] as const) {
      const asked: SendWish[] = [];
      const { reports } = await deliver(await pageOf(2, { template }), async (_, wish) => {
        asked.push(wish);
        return done('sent');
      });
      expect(asked).toEqual([]);
      expect(reports[0]?.map((o) => [o.state, o.reason])).toEqual([
        ['failed', reason],
        ['failed', reason],
      ]);
    }
  });

  it('pauses the campaign of a business that is suspended, and asks nobody', async () => {
    const asked: SendWish[] = [];
    const { result, reports, pauses } = await deliver(
      await pageOf(3),
      async (_, wish) => {
        asked.push(wish);
        return done('sent');
      },
      { profile: async () => ({ name: 'Bluebird', state: 'suspended' }) },
    );
    expect([result, asked, reports, pauses]).toEqual([{ kind: 'dropped' }, [], [], ['business']]);
  });

  it('throws when the business cannot be read: the job comes again', async () => {
    const page = await pageOf(1);
    await expect(deliver(page, async () => done('sent'), { profile: async () => null })).rejects.toThrow(
      'missing',
    );
  });
});

it('eachOf takes every item once', async () => {
  const seen: number[] = [];
  await eachOf([1, 2, 3, 4, 5], 2, async (item) => {
    await Promise.resolve();
    seen.push(item);
  });
  expect(seen.sort()).toEqual([1, 2, 3, 4, 5]);
});
