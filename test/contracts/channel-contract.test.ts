/** What every channel must keep, whatever its provider: one suite over the whole registry. */
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ADAPTERS, adapterOf } from '../../src/channels/registry.ts';
import { parseAddress, formatAddress } from '../../src/domain/address.ts';
import type { Address } from '../../src/domain/address.ts';
import type { ChannelAdapter, InboundEvent, SendOutcome } from '../../src/domain/channel.ts';
import { seededRandom } from '../channels/seeded-random.ts';
import { answering, outbound, sendContext } from '../channels/sends.ts';
import { credentialsOf, fixturesOf } from './fixtures.ts';
import { bentCall, junkBodies, randomCall, responseOf, untilAborted } from './junk.ts';

const TEXT = 'Your parcel is at the counter.';
const ADDRESSES: Record<Address['kind'], string> = {
  phone: '+15550100042',
  email: 'ann@shop.example',
  webchat: 'visitor-0000000000000001',
  telegram: '42',
  messenger: '4242',
  instagram: '4242',
  push: 'device-00000000000000001',
  whatsapp: 'US.4242',
};

const reason = z.string().regex(/^[a-z0-9_]{1,60}$/);
const outcomeShape = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('sent'),
    providerMessageId: z.string().min(1),
    segments: z.int().min(1).nullable(),
  }),
  z.strictObject({
    kind: z.literal('later'),
    waitMs: z.number().min(0),
    scope: z.literal(['connection', 'conversation']),
    reason,
  }),
  z.strictObject({ kind: z.literal('never'), reason, optOut: z.boolean() }),
  z.strictObject({ kind: z.literal('held'), reason }),
  z.strictObject({ kind: z.literal('unknown'), reason }),
]);
const eventShape = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('message'),
    providerMessageId: z.string().min(1),
    from: z.custom<Address>(isNormalAddress),
    to: z.string().min(1),
    text: z.string(),
    media: z.array(z.strictObject({ url: z.url(), contentType: z.string().min(1) })),
    payload: z.string().nullable(),
    handledByProvider: z.literal(['stop', 'start', 'help']).nullable(),
    sentAtMs: z.int().nullable(),
  }),
  z.strictObject({
    kind: z.literal('delivery'),
    providerMessageId: z.string().min(1),
    sendId: z.string().startsWith('snd_').nullable(),
    status: z.literal(['accepted', 'sent', 'delivered', 'read', 'failed']),
    providerCode: z.string().nullable(),
    failure: z.literal(['permanent', 'opted-out', 'retryable']).nullable(),
    priceMicroUsd: z.int().nullable(),
  }),
  z.strictObject({ kind: z.literal('ignored'), why: z.string().min(1) }),
]);

function isNormalAddress(value: unknown): boolean {
  const address = z.strictObject({ kind: z.string(), value: z.string() }).safeParse(value);
  return address.success && parseAddress(`${address.data.kind}:${address.data.value}`) !== null;
}

function messageFor(adapter: ChannelAdapter) {
  const { addressKind } = adapter.profile;
  return outbound({ text: TEXT, to: { kind: addressKind, value: ADDRESSES[addressKind] } });
}

const emptied = (adapter: ChannelAdapter) =>
  Object.fromEntries(adapter.profile.credentials.map((field) => [field.name, '']));

describe('the registry', () => {
  it('finds each adapter by its provider, and nothing else', () => {
    for (const adapter of ADAPTERS) expect(adapterOf(adapter.profile.provider)).toBe(adapter);
    for (const name of ['', '__proto__', 'toString', 'constructor', 'twilio'])
      expect(adapterOf(name)).toBeNull();
    expect(new Set(ADAPTERS.map((adapter) => adapter.profile.provider)).size).toBe(ADAPTERS.length);
  });
});

describe.each(ADAPTERS.map((adapter) => ({ name: adapter.profile.provider, adapter })))(
  '$name',
  ({ name, adapter }) => {
    const { profile } = adapter;
    const credentials = credentialsOf(name);
    const fixtures = fixturesOf(name);
    /** Everything that must not appear in an outcome. */
    const secrets = [
      ...Object.values(credentials).filter((value) => value.length > 6),
      TEXT,
      ADDRESSES[profile.addressKind],
    ];

    /** What is wrong with an outcome as such, or null. Thousands are checked, too many for an assertion each. */
    function flawOf(outcome: SendOutcome): string | null {
      const { error } = outcomeShape.safeParse(outcome);
      if (error !== undefined) return z.prettifyError(error);
      const text = JSON.stringify(outcome);
      return secrets.some((secret) => text.includes(secret))
        ? 'it tells a secret, an address or the text'
        : null;
    }

    /** What is wrong with an outcome for an answer that says nothing of the provider's own, or null. */
    function flawFor(status: number, body: string, { kind }: SendOutcome): string | null {
      if (profile.transport === 'socket') return null;
      if (status < 300)
        return kind === 'sent' || kind === 'unknown' ? null : `${kind}, although it was taken`;
      if (kind === 'sent') return 'sent, although it was not taken';
      if (status < 400 && kind === 'later') return 'tried again, although nobody refused it';
      return status >= 500 && body === '' && kind !== 'unknown' ? `${kind}, although nobody knows` : null;
    }

    describe('profile', () => {
      it('has sane limits', () => {
        expect(name).toMatch(/^[a-z]+(-[a-z]+)*$/);
        expect(profile.maxChars).toBeGreaterThan(0);
        expect(profile.quickReplies.max).toBeGreaterThan(0);
        if (profile.quickReplies.style === 'buttons')
          expect(profile.quickReplies.maxChars).toBeGreaterThan(0);
        if (profile.replyWindowMs !== null) expect(profile.replyWindowMs).toBeGreaterThan(0);
        expect(parseAddress(formatAddress(messageFor(adapter).to))).toEqual(messageFor(adapter).to);
      });

      it('names its credentials once, with anchored patterns that stay quick on long input', () => {
        const names = profile.credentials.map((field) => field.name);
        expect(new Set(names).size).toBe(names.length);
        for (const { name: field, label, pattern } of profile.credentials) {
          expect(label.length, field).toBeGreaterThan(2);
          expect(pattern.source, field).toMatch(/^\^.*\$$/);
          expect(pattern.flags, field).not.toMatch(/[gy]/);
          const startedMs = performance.now();
          for (const char of ['a', '0', '+', 'A', ' '])
            expect(pattern.test(char.repeat(100_000))).toBe(false);
          expect(performance.now() - startedMs, field).toBeLessThan(50);
          expect(pattern.test(credentials[field] ?? ''), `fixture of ${field}`).toBe(true);
        }
        if (profile.transport === 'http')
          expect(profile.credentials.some((field) => field.secret)).toBe(true);
      });

      it('says how a hook is acknowledged', () => {
        expect(adapter.acknowledgement.contentType).toMatch(/^[a-z]+\/[a-z]+/);
        expect(typeof adapter.acknowledgement.body).toBe('string');
      });
    });

    describe('verify', () => {
      it('refuses garbage, unsigned calls and every call without a secret', async () => {
        const random = seededRandom(11);
        const calls = [
          ...fixtures.map((fixture) => fixture.request),
          ...Array.from({ length: 200 }, () => randomCall(random)),
        ];
        for (const call of calls) {
          for (const given of [{}, emptied(adapter), credentials]) {
            expect(await adapter.verify(call, given)).toBe(false);
          }
        }
      });
    });

    describe('parse', () => {
      it('has recorded calls, when it has a hook at all', () => {
        if (profile.transport === 'http') expect(fixtures.length).toBeGreaterThanOrEqual(10);
      });

      it.each(fixtures)('$what', ({ request, events }) => {
        expect(adapter.parse(request)).toEqual(events);
      });

      it('is total: 4,000 bent calls give events of the right shape and no exception', () => {
        const random = seededRandom(23);
        const flaws: string[] = [];
        const kinds = new Set<InboundEvent['kind']>();
        for (let round = 0; round < 4_000; round++) {
          const seed = fixtures[Math.floor(random() * fixtures.length)];
          const call =
            seed === undefined || random() < 0.2 ? randomCall(random) : bentCall(seed.request, random);
          const events = adapter.parse(call);
          for (const event of events) {
            kinds.add(event.kind);
            const { error } = eventShape.safeParse(event);
            if (error !== undefined)
              flaws.push(`${z.prettifyError(error)}: ${new TextDecoder().decode(call.body)}`);
          }
          if (events.length === 0) flaws.push(`no event: ${new TextDecoder().decode(call.body)}`);
        }
        expect(flaws).toEqual([]);
        const expected = profile.transport === 'http' ? ['delivery', 'ignored', 'message'] : ['ignored'];
        expect([...kinds].sort()).toEqual(expected);
      });

      it('changes nothing in the call and gives the same twice', () => {
        for (const { request } of fixtures) {
          const before = request.body.slice();
          expect(adapter.parse(request)).toEqual(adapter.parse(request));
          expect(request.body).toEqual(before);
        }
      });
    });

    describe('send', () => {
      const bodies = junkBodies(secrets);

      it('has an outcome for every status from 200 to 599 with every kind of junk', async () => {
        const flaws: string[] = [];
        for (let status = 200; status < 600; status++) {
          for (const body of bodies) {
            const context = answering(() => responseOf(status, body));
            const outcome = await adapter.send(messageFor(adapter), credentials, context);
            const flaw = flawOf(outcome) ?? flawFor(status, body, outcome);
            if (flaw !== null) flaws.push(`${status} ${body}: ${flaw}`);
          }
        }
        expect(flaws).toEqual([]);
      });

      it('never throws, whatever the network does, and calls the provider at most once', async () => {
        const failures: (() => Promise<Response>)[] = [
          () => Promise.reject(new Error('Network connection lost.')),
          () => Promise.reject(new TypeError('fetch failed', { cause: { code: 'ECONNREFUSED' } })),
          () => Promise.reject(new TypeError('fetch failed', { cause: null })),
          () => Promise.reject('a string'),
          () => Promise.reject(undefined),
          () => {
            throw new Error('at once');
          },
          async () =>
            new Response(new ReadableStream({ pull: (stream) => stream.error(new Error('cut')) }), {
              status: 201,
            }),
          async () => new Response(new Uint8Array(2_000_000).fill(0x7b), { status: 201 }),
        ];
        for (const failure of failures) {
          let calls = 0;
          const context = sendContext({
            fetch: () => {
              calls++;
              return failure();
            },
          });
          const outcome = await adapter.send(messageFor(adapter), credentials, context);
          expect(flawOf(outcome), String(failure)).toBeNull();
          expect(outcome.kind).not.toBe('sent');
          expect(calls).toBeLessThanOrEqual(1);
        }
      });

      it('gives up in time when nothing is answered', async () => {
        const context = sendContext({ timeoutMs: 30, fetch: (_, init) => untilAborted(init) });
        const outcome = await adapter.send(messageFor(adapter), credentials, context);
        expect(outcome.kind).toBe(profile.transport === 'http' ? 'unknown' : 'never');
      });

      it('asks nobody when credentials are missing or the address is of another kind', async () => {
        let calls = 0;
        const fetchNothing = async () => {
          calls++;
          return new Response('{}');
        };
        const context = sendContext({ fetch: fetchNothing });
        for (const given of [{}, emptied(adapter)]) {
          const outcome = await adapter.send(messageFor(adapter), given, context);
          expect(outcome.kind).toBe(profile.transport === 'http' ? 'held' : 'never');
        }
        const elsewhere = profile.addressKind === 'email' ? 'telegram' : 'email';
        const stranger = outbound({ to: { kind: elsewhere, value: ADDRESSES[elsewhere] } });
        expect((await adapter.send(stranger, credentials, context)).kind).toBe('never');
        expect(calls).toBe(0);
      });
    });

    const { lookup } = adapter;
    if (lookup !== undefined)
      it('lookup is total and never sure of junk', async () => {
        for (let status = 200; status < 600; status += 7) {
          for (const body of junkBodies(secrets)) {
            const context = answering(() => responseOf(status, body));
            expect(await lookup(messageFor(adapter), 0, credentials, context)).toEqual({
              kind: 'unclear',
            });
          }
        }
        const context = sendContext({ fetch: () => Promise.reject(new Error('lost')) });
        expect(await lookup(messageFor(adapter), 0, credentials, context)).toEqual({
          kind: 'unclear',
        });
      });
  },
);
