/** Makes the demo business if it is not there. Doing it again changes nothing that people have changed since. */
import { sha256Hex, toBase64Url, tupleName } from '../platform/hash.ts';
import { hmac } from '../platform/signatures.ts';
import { makeId } from '../domain/ids.ts';
import type { Parts } from '../parts.ts';
import { SCOPES } from '../http/context.ts';
import {
  BLUEBIRD,
  BLUEBIRD_CHAT,
  BLUEBIRD_NUMBER,
  BLUEBIRD_ORDERS,
  BLUEBIRD_PROFILE,
  BLUEBIRD_SMS,
} from './bluebird-bikes.ts';
import { BLUEBIRD_KNOWLEDGE } from './bluebird-knowledge.ts';

export type Demo = {
  businessId: string;
  apiKey: string;
  twilio: { accountSid: string; authToken: string };
};

const DAY_MS = 24 * 3_600_000;
/** Credentials of the simulated Twilio: they open nothing but a program on this machine. */
const TWILIO = { accountSid: `AC${'0'.repeat(32)}`, authToken: '0'.repeat(32) };
const PROVIDERS_RATE_PER_SECOND = 1_000;

export async function seedDemo(parts: Parts, db: D1Database): Promise<Demo> {
  const apiKey = await demoKey(parts.config.sessionSecret);
  const store = parts.storeFor(BLUEBIRD);
  const keyId = makeId('key', 'bluebirdowner');
  if ((await store.keys.read(keyId)) === null) {
    const nowMs = parts.nowMs();
    if ((await store.profile.read()) === null) await store.profile.write(BLUEBIRD_PROFILE, nowMs);
    await store.orders.put(
      BLUEBIRD_ORDERS.map(([number, status, detail, days]) => ({
        number,
        status,
        detail,
        expectedAtMs: days === null ? null : nowMs + days * DAY_MS,
        trackingUrl: status === 'shipped' ? `https://track.example/${number}` : null,
        contactHash: null,
        updatedAtMs: nowMs,
      })),
    );
    await seedKnowledge(db, parts.config.publicUrl, nowMs);
    await seedConnections(parts, nowMs);
    // The key comes last: a seed that was interrupted starts again.
    await store.keys.create({
      id: keyId,
      prefix: apiKey.split('_')[1] ?? '',
      secretHash: await sha256Hex(apiKey),
      label: 'Owner of Bluebird Bikes',
      scopes: SCOPES,
      createdAtMs: nowMs,
      expiresAtMs: null,
    });
  }
  return { businessId: BLUEBIRD, apiKey, twilio: TWILIO };
}

/** The same key as long as the gateway keeps its secret, so that a restart breaks no open page. */
async function demoKey(sessionSecret: string): Promise<string> {
  const secret = await hmac('SHA-256', sessionSecret, 'demo owner key');
  const name = await tupleName(['demo owner key', sessionSecret], 8);
  return `sb_demo${name}_${toBase64Url(secret)}`;
}

async function seedConnections(parts: Parts, nowMs: number): Promise<void> {
  const { connections } = parts.storeFor(BLUEBIRD);
  await connections.create(
    {
      id: BLUEBIRD_SMS,
      provider: 'twilio-sms',
      label: 'Bluebird Bikes by text',
      address: BLUEBIRD_NUMBER,
      credentials: { ...TWILIO, from: BLUEBIRD_NUMBER },
      ratePerSecond: PROVIDERS_RATE_PER_SECOND,
      allowedOrigins: [],
      hookUrl: null,
    },
    nowMs,
  );
  await connections.create(
    {
      id: BLUEBIRD_CHAT,
      provider: 'webchat',
      label: 'Chat on the shop’s pages',
      address: 'bluebirdbikes.example',
      credentials: {},
      ratePerSecond: PROVIDERS_RATE_PER_SECOND,
      allowedOrigins: [new URL(parts.config.publicUrl).origin],
      hookUrl: null,
    },
    nowMs,
  );
}

async function seedKnowledge(db: D1Database, publicUrl: string, nowMs: number): Promise<void> {
  const documentId = 'doc_faq';
  const statements = [
    db
      .prepare(
        `INSERT INTO documents (business_id, id, source, title, url, state, passage_count, created_at_ms, read_at_ms, is_public)
         VALUES (?, ?, 'faq', 'Questions and answers', ?, 'ready', ?, ?, ?, 1) ON CONFLICT DO NOTHING`,
      )
      .bind(BLUEBIRD, documentId, `${publicUrl}/demo/shop`, BLUEBIRD_KNOWLEDGE.length, nowMs, nowMs),
  ];
  for (const [index, entry] of BLUEBIRD_KNOWLEDGE.entries()) {
    const hash = await sha256Hex(`${entry.title}\n${entry.text}`);
    statements.push(
      db
        .prepare(
          `INSERT INTO passages (business_id, id, document_id, title, body, variants, url, content_hash, created_at_ms)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (business_id, id) DO NOTHING`,
        )
        .bind(
          BLUEBIRD,
          `psg_${String(index + 1).padStart(3, '0')}`,
          documentId,
          entry.title,
          entry.text,
          JSON.stringify(entry.variants ?? []),
          `${publicUrl}/demo/shop/help#${entry.page}-${index + 1}`,
          hash,
          nowMs,
        ),
    );
  }
  await db.batch(statements);
}
