/** What customers, a person, the API and campaigns do in one run, and what the house acknowledged of it. */
import type { ConversationApi, Identity, SendWish } from '../../src/conversation/api.ts';
import { DEFAULT_ANSWERING, type BusinessProfile } from '../../src/domain/business.ts';
import { keyOfConversation, makeId } from '../../src/domain/ids.ts';
import type { InboundMessage } from '../../src/domain/channel.ts';
import { BUSINESS, CONNECTION, conversationIdOf } from './house.ts';
import type { House } from './house.ts';
import type { World } from './world.ts';

/** One text of a customer, as the provider and the front door know it. */
export type Said = {
  to: string;
  text: string;
  token: string | null;
  firstTriedAtMs: number;
  acknowledgedAtMs: number | null;
};
/** STOP, START, and the floor: from the moment it is acknowledged it must be obeyed. */
export type Ruled = {
  phone: string;
  rule: 'stop' | 'start' | 'take' | 'handBack';
  triedAtMs: number;
  acknowledgedAtMs: number | null;
};
export type Asked = { sendId: string; phone: string; sendClass: SendWish['class']; accepted: boolean };

export type Story = {
  said: Said[];
  ruled: Ruled[];
  asked: Asked[];
  campaigns: { id: string; phones: string[]; template: string }[];
  consented: Set<string>;
};

const route = { channel: 'sms', connectionId: CONNECTION } as const;

export function profileFor(world: World): BusinessProfile {
  const everyDay = [{ fromMinute: 0, toMinute: 1_440 }];
  return {
    id: BUSINESS,
    name: 'Simulated Shop',
    state: 'active',
    timeZone: 'America/New_York',
    country: 'US',
    currency: 'USD',
    openingHours: {
      weekly: [everyDay, everyDay, everyDay, everyDay, everyDay, everyDay, everyDay],
      exceptions: {},
    },
    quietHours: { fromMinute: 21 * 60, toMinute: 8 * 60 },
    frequencyCap: { max: 1, windowMs: 36 * 3_600_000 },
    // In some runs money is short, so that the cap is met.
    monthlyBudgetMicroUsd: world.chance(0.15) ? 8_300 * world.int(5, 20) : null,
    monthlyModelBudgetMicroUsd: 0,
    smsCountries: ['US'],
    orderNumberPattern: null,
    products: [],
    gatherMs: 1_500,
    closeAfterMs: 24 * 3_600_000,
    personHoldsFloorMs: 48 * 3_600_000,
    modelVersion: 'simulated',
    knowledgeVersion: '1',
    optOutContact: 'shop@example.com',
    answering: DEFAULT_ANSWERING,
  };
}

export function play(world: World, house: House, acknowledgesEarly: boolean): Story {
  const story: Story = { said: [], ruled: [], asked: [], campaigns: [], consented: new Set() };
  const customers = Array.from({ length: world.int(2, 4) }, (_, i) => `+1212555${String(1_000 + i)}`);
  let tokens = 0;
  for (const phone of customers) {
    const stops = world.chance(0.4);
    const meetsPerson = !stops && world.chance(0.25);
    let atMs = world.nowMs + world.int(0, 20_000);
    if (world.chance(0.8)) consent(world, house, story, phone);
    const texts = world.int(4, 9);
    for (let i = 0; i < texts; i += 1) {
      tokens += 1;
      const token = `q${tokens}z`;
      const text = stops && i === 2 ? 'STOP' : stops && i === 5 ? 'START' : `please tell me about ${token}`;
      const sid = `SM${world.seed}-${tokens}`;
      world.at(atMs, () => textShop(world, house, story, { phone, text, token, sid }, acknowledgesEarly));
      atMs += world.chance(0.35) ? world.int(50, 1_200) : world.int(8_000, 180_000);
    }
    if (meetsPerson) {
      const takeAtMs = world.nowMs + world.int(5_000, 300_000);
      world.at(takeAtMs, () => void rule(world, house, story, phone, 'take'));
      world.at(
        takeAtMs + world.int(20_000, 300_000),
        () => void rule(world, house, story, phone, 'handBack'),
      );
    }
    for (let i = world.int(0, 2); i > 0; i -= 1) {
      const name = `a${phone.slice(-2)}${i}`;
      const sendClass = world.chance(0.4) ? 'must-arrive' : 'transactional';
      world.at(
        world.nowMs + world.int(1_000, 400_000),
        () => void ask(world, house, story, phone, name, sendClass),
      );
    }
  }
  for (let i = world.int(0, 2); i > 0; i -= 1) campaign(world, house, story, customers, i);
  return story;
}

type Text = { phone: string; text: string; token: string; sid: string };

/** The provider's webhook: tried again until it is answered, five times, and sometimes once more much later. */
function textShop(world: World, house: House, story: Story, given: Text, acknowledgesEarly: boolean): void {
  const said: Said = {
    to: given.phone,
    text: given.text,
    token: given.text.includes(given.token) ? given.token : null,
    firstTriedAtMs: world.nowMs,
    acknowledgedAtMs: null,
  };
  story.said.push(said);
  const ruled: Ruled | null =
    said.token === null
      ? {
          phone: given.phone,
          rule: given.text === 'STOP' ? 'stop' : 'start',
          triedAtMs: world.nowMs,
          acknowledgedAtMs: null,
        }
      : null;
  if (ruled !== null) story.ruled.push(ruled);
  const acknowledge = (): void => {
    said.acknowledgedAtMs ??= world.nowMs;
    if (ruled !== null) ruled.acknowledgedAtMs ??= world.nowMs;
  };
  const deliver = async (tries: number): Promise<void> => {
    const work = house
      .remote(conversationIdOf(given.phone))
      .receive(identityOf(given.phone), route, [inbound(given)]);
    if (acknowledgesEarly) acknowledge();
    try {
      await work;
      acknowledge();
    } catch {
      if (!acknowledgesEarly && tries < 5)
        world.at(world.nowMs + 500 * 2 ** tries, () => void deliver(tries + 1));
    }
  };
  void deliver(0);
  if (world.strikes('webhookDuplicate'))
    world.at(
      world.nowMs + (world.chance(0.5) ? world.int(1, 2_000) : world.int(60_000, 7 * 3_600_000)),
      () => {
        // An old copy of a keyword is no new wish of the customer: it must change nothing, so it is not noted here.
        void house
          .remote(conversationIdOf(given.phone))
          .receive(identityOf(given.phone), route, [inbound(given)])
          .catch(() => undefined);
      },
    );
}

function inbound({ phone, text, sid }: Text): InboundMessage {
  return {
    kind: 'message',
    providerMessageId: sid,
    from: { kind: 'phone', value: phone },
    to: '+12065550100',
    text,
    media: [],
    payload: null,
    handledByProvider: null,
    sentAtMs: null,
  };
}

async function rule(
  world: World,
  house: House,
  story: Story,
  phone: string,
  which: 'take' | 'handBack',
): Promise<void> {
  const ruled: Ruled = { phone, rule: which, triedAtMs: world.nowMs, acknowledgedAtMs: null };
  story.ruled.push(ruled);
  const conversation = house.remote(conversationIdOf(phone));
  for (let tries = 0; tries < 5; tries += 1) {
    try {
      if (which === 'take') {
        if (await conversation.takeFloor('ann')) ruled.acknowledgedAtMs = world.nowMs;
      } else {
        await conversation.handBack('ann');
        ruled.acknowledgedAtMs = world.nowMs;
      }
      return;
    } catch {
      await world.sleep(300);
    }
  }
}

function consent(world: World, house: House, story: Story, phone: string): void {
  story.consented.add(phone);
  const grant = async (conversation: ConversationApi): Promise<void> => {
    const change = {
      kind: 'grant',
      purpose: 'offers',
      channel: 'sms',
      source: 'api',
      evidence: 'form',
    } as const;
    for (let tries = 0; tries < 8; tries += 1) {
      try {
        await conversation.changeConsent(identityOf(phone), change);
        return;
      } catch {
        await world.sleep(100);
      }
    }
  };
  void grant(house.remote(conversationIdOf(phone)));
}

async function ask(
  world: World,
  house: House,
  story: Story,
  phone: string,
  name: string,
  sendClass: 'transactional' | 'must-arrive',
): Promise<void> {
  const sendId = makeId('snd', `${keyOfConversation(conversationIdOf(phone))}_${name}`);
  const asked: Asked = { sendId, phone, sendClass, accepted: false };
  story.asked.push(asked);
  const wish: SendWish = {
    sendId,
    class: sendClass,
    author: 'api',
    ...route,
    to: { kind: 'phone', value: phone },
    text: `notice ${name}`,
    quickReplies: [],
    mediaUrls: [],
    campaignId: null,
    purpose: 'service',
    notBeforeMs: 0,
    expiresAtMs: world.nowMs + 48 * 3_600_000,
    fallbacks: [],
  };
  // The client tries again under the same key until it has an answer; once more even when it had one.
  for (let tries = 0; tries < 6; tries += 1) {
    try {
      const result = await house.remote(conversationIdOf(phone)).request(identityOf(phone), wish);
      if (result.kind === 'queued' || result.kind === 'exists') asked.accepted = true;
      if (!world.chance(0.2)) return;
    } catch {
      await world.sleep(200);
    }
  }
}

function campaign(world: World, house: House, story: Story, customers: string[], number: number): void {
  const id = makeId('cmp', `sim${number}x`);
  // Now and then an audience that would flood the connection if nobody held it back.
  const many = world.chance(0.12) ? 25 : world.int(1, 4);
  const strangers = Array.from({ length: many }, (_, i) => `+1212555${String(2_000 + number * 100 + i)}`);
  const phones = [...customers, ...strangers];
  for (const phone of strangers) if (world.chance(0.7)) consent(world, house, story, phone);
  story.campaigns.push({ id, phones, template: `offer ${number} for` });
  const start = async (): Promise<void> => {
    const remote = house.remoteCampaign(id);
    const steps = [
      () =>
        remote.create({
          name: 'sale',
          channel: 'sms',
          connectionId: CONNECTION,
          template: `offer ${number} for {{contact.name}}`,
          purpose: 'offers',
          startAtMs: null,
          perSecond: world.chance(0.5) ? 2 : null,
          expiresAtMs: world.nowMs + 72 * 3_600_000,
          stopAtFailureShare: 1,
        }),
      () =>
        remote.addRecipients(
          phones.map((value) => ({
            address: { kind: 'phone' as const, value },
            attributes: { name: value.slice(-4) },
          })),
        ),
      () => remote.start(),
    ];
    for (const step of steps) {
      for (let tries = 0; tries < 8; tries += 1) {
        try {
          await step();
          // Two members press the button, or one presses it twice.
          if (!world.chance(0.2)) break;
        } catch {
          await world.sleep(250);
        }
      }
    }
  };
  world.at(world.nowMs + world.int(10_000, 300_000), () => void start());
}

function identityOf(phone: string): Identity {
  return {
    businessId: BUSINESS,
    conversationId: conversationIdOf(phone),
    address: { kind: 'phone', value: phone },
  };
}
