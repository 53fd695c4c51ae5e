/** The first step on a new deployment: makes a business and its owner's key. Closed unless SETUP_TOKEN is set. */
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { z } from 'zod';
import {
  DEFAULT_ANSWERING,
  DEFAULT_MODEL_BUDGET_MICRO_USD,
  type BusinessProfile,
} from '../domain/business.ts';
import { makeId } from '../domain/ids.ts';
import { randomName, sortableName } from '../platform/random.ts';
import { equalInConstantTime } from '../platform/signatures.ts';
import { editableProfile } from '../store/profiles.ts';
import { newKey } from './authenticate.ts';
import { SCOPES, type HttpEnv } from './context.ts';
import { fieldErrors } from './errors.ts';
import { Problem } from './problem.ts';

const MAX_BODY_BYTES = 4_096;
const ATTEMPTS_AN_HOUR = 20;

const setupBody = editableProfile
  .pick({ name: true, timeZone: true, country: true, currency: true, optOutContact: true })
  .strict();

export function setupRoutes(): Hono<HttpEnv> {
  const app = new Hono<HttpEnv>();
  const limit = bodyLimit({
    maxSize: MAX_BODY_BYTES,
    onError: () => {
      throw new Problem('payload_too_large');
    },
  });
  app.post('/setup', limit, async (c) => {
    const { parts } = c.var;
    const expected = parts.config.setupToken;
    if (expected === null) throw new Problem('not_found');
    const given = c.req.header('authorization')?.replace(/^Bearer /, '') ?? '';
    if (!equalInConstantTime(given, expected)) {
      const retryAfterS = await parts.throttle('setup', ATTEMPTS_AN_HOUR, ATTEMPTS_AN_HOUR);
      throw retryAfterS > 0 ? new Problem('rate_limited', { retryAfterS }) : new Problem('unauthorized');
    }
    const body = setupBody.safeParse(await c.req.json().catch(() => null));
    if (!body.success) throw new Problem('validation_failed', { errors: fieldErrors(body.error.issues) });
    const nowMs = parts.nowMs();
    const profile = newProfile(body.data);
    const { key, prefix, secretHash } = await newKey();
    const store = parts.storeFor(profile.id);
    await store.profile.write(profile, nowMs);
    await store.keys.create({
      id: makeId('key', sortableName(nowMs)),
      prefix,
      secretHash,
      label: `Owner of ${profile.name}`,
      scopes: SCOPES,
      createdAtMs: nowMs,
      expiresAtMs: null,
    });
    c.header('cache-control', 'no-store');
    return c.json({ businessId: profile.id, apiKey: key }, 201);
  });
  return app;
}

/** Careful defaults: opening hours unknown, texts to the home country only, quiet nights, four offers a month. */
function newProfile(given: z.infer<typeof setupBody>): BusinessProfile {
  return {
    ...given,
    id: makeId('biz', randomName(20)),
    state: 'active',
    openingHours: { weekly: [[], [], [], [], [], [], []], exceptions: {} },
    quietHours: { fromMinute: 21 * 60, toMinute: 8 * 60 },
    frequencyCap: { max: 4, windowMs: 30 * 24 * 3_600_000 },
    monthlyBudgetMicroUsd: 50_000_000,
    monthlyModelBudgetMicroUsd: DEFAULT_MODEL_BUDGET_MICRO_USD,
    smsCountries: [given.country],
    orderNumberPattern: null,
    products: [],
    gatherMs: 1_500,
    closeAfterMs: 24 * 3_600_000,
    personHoldsFloorMs: 4 * 3_600_000,
    modelVersion: 'default',
    knowledgeVersion: '1',
    answering: DEFAULT_ANSWERING,
  };
}
