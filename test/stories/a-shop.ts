/** A shop in workerd with knowledge, a number and customers who text it: in by the signed hook, out to the spied provider. */
import { runInDurableObject } from 'cloudflare:test';
import { env, exports } from 'cloudflare:workers';
import { vi } from 'vitest';
import type { BusinessProfile } from '../../src/domain/business.ts';
import { makeId } from '../../src/domain/ids.ts';
import { ANSWER_MODEL } from '../../src/knowledge/answer-prompt.ts';
import { contentHash } from '../../src/knowledge/drafts.ts';
import { sha256Hex } from '../../src/platform/hash.ts';
import { textWish } from '../../src/platform/model-wishes.ts';
import { randomName } from '../../src/platform/random.ts';
import { partsOf } from '../../src/wiring.ts';
import { signedForm } from '../channels/twilio-signer.ts';
import { openShop, TWILIO } from '../http/world.ts';
import { tellModels } from '../providers/told-models.ts';

export type Entry = { title: string; text: string; url?: string | null; variants?: string[] };

/** All that left for customers, whoever they are. */
const posted: { to: string; body: string }[] = [];
let customers = 0;

/** Call once in `beforeAll`; `vi.restoreAllMocks` afterwards. */
export function catchTexts(): void {
  vi.spyOn(globalThis, 'fetch').mockImplementation(async (_url, init) => {
    const form = new URLSearchParams(typeof init?.body === 'string' ? init.body : '');
    posted.push({ to: form.get('To') ?? '', body: form.get('Body') ?? '' });
    const sid = `SM${String(posted.length).padStart(32, '0')}`;
    return Response.json({ sid, status: 'queued' }, { status: 201 });
  });
}

export type StoryShop = Awaited<ReturnType<typeof aShop>>;

export async function aShop(name: string, entries: readonly Entry[], changes: Partial<BusinessProfile> = {}) {
  const shop = await openShop(name, { monthlyModelBudgetMicroUsd: 50_000_000, ...changes });
  const parts = partsOf(env);
  const line = makeId('con', `line${randomName(12)}`);
  const hookUrl = `https://gate.shop.example/hooks/${line}`;
  const wish = { provider: 'twilio-sms', label: 'line', address: TWILIO.from, credentials: TWILIO };
  await shop.store.connections.create(
    { id: line, ...wish, ratePerSecond: 100, allowedOrigins: [], hookUrl },
    Date.now(),
  );
  /** The objects have parts of their own: they would notice a change within a minute. */
  const notice = async (): Promise<void> => {
    const any = env.CONVERSATION.get(env.CONVERSATION.idFromName('any'));
    await runInDurableObject(any, (instance) => partsOf(instance['env']).forgetProfile(shop.id));
  };
  let version = 1;
  const passageId = async (title: string) => `psg_${(await sha256Hex(title)).slice(0, 20)}`;

  const teach = async (list: readonly Entry[]): Promise<void> => {
    await env.DB.prepare(
      `INSERT INTO documents (business_id, id, source, title, state, created_at_ms)
       VALUES (?, 'doc_story', 'faq', 'Questions', 'ready', 1) ON CONFLICT DO NOTHING`,
    )
      .bind(shop.id)
      .run();
    for (const { title, text, url = 'https://shop.example/help', variants = [] } of list)
      await env.DB.prepare(
        `INSERT INTO passages (business_id, id, document_id, title, body, variants, url, content_hash, created_at_ms)
         VALUES (?, ?, 'doc_story', ?, ?, ?, ?, ?, 1)
         ON CONFLICT (business_id, id) DO UPDATE SET body = excluded.body, content_hash = excluded.content_hash`,
      )
        .bind(
          shop.id,
          await passageId(title),
          title,
          text,
          JSON.stringify(variants),
          url,
          await contentHash(title, text),
        )
        .run();
    version += 1;
    await shop.store.profile.change({ knowledgeVersion: String(version) }, Date.now());
    await notice();
  };
  await teach(entries);

  const newCustomer = (number = `+1206555${String(1_000 + (customers += 1))}`) => {
    const heard = () => posted.filter(({ to }) => to === number).map(({ body }) => body);
    const conversationId = () => parts.conversationIdFor(shop.id, { kind: 'phone', value: number });
    return {
      number,
      heard,
      conversationId,
      /** Says it and waits for the answers to it. */
      async text(body: string): Promise<string> {
        const before = heard().length;
        const MessageSid = `SM${(await sha256Hex(randomName(20))).slice(0, 32)}`;
        const fields = { MessageSid, From: number, To: TWILIO.from, Body: body, NumMedia: '0' };
        const { method, url, headers, body: form } = await signedForm(TWILIO.authToken, hookUrl, fields);
        const answer = await exports.default.fetch(new Request(url, { method, headers, body: form }));
        if (answer.status !== 200) throw new Error(`the hook said ${answer.status}`);
        await answer.body?.cancel();
        await vi.waitFor(
          () => {
            if (heard().length === before) throw new Error('no answer yet');
          },
          { timeout: 15_000, interval: 25 },
        );
        return heard().slice(before).join('\n');
      },
      async thread() {
        const thread = await parts.conversation(shop.id, await conversationId()).thread(0, 200);
        if (thread === null) throw new Error('nothing was said');
        return thread;
      },
    };
  };
  return { ...shop, parts, teach, notice, newCustomer, line };
}

/** The model says this from now on, and is not resting from what other tests did to it. */
export async function modelSays(shop: StoryShop, text: string): Promise<void> {
  await tellModels({ kind: 'say', text: 'awake' });
  const any = env.CONVERSATION.get(env.CONVERSATION.idFromName('any'));
  const answered = await runInDurableObject(any, async (instance) => {
    const parts = partsOf(instance['env']);
    const profile = await parts.profile(shop.id);
    const wish = textWish({ model: ANSWER_MODEL, system: '', user: '', maxTokens: 5, read: (said) => said });
    for (let minutes = 0; profile !== null && minutes < 30; minutes += 6) {
      if (minutes > 0) vi.setSystemTime(Date.now() + minutes * 60_000);
      const outcome = await parts.askModel(profile, wish, 10_000);
      vi.useRealTimers();
      if (outcome.kind === 'answered') return true;
    }
    return false;
  });
  if (!answered) throw new Error('the model does not wake up');
  await tellModels({ kind: 'say', text });
}
