/** What a business tells about itself: JSON in one column, validated on every read and every write. */
import { and, eq, sql } from 'drizzle-orm';
import { z } from 'zod';
import {
  DEFAULT_ANSWERING,
  DEFAULT_MODEL_BUDGET_MICRO_USD,
  type BusinessProfile,
} from '../domain/business.ts';
import { parseId, type BusinessId } from '../domain/ids.ts';
import type { Database } from './database.ts';
import { businesses } from './schema/businesses.ts';

export const minuteRange = z.strictObject({
  fromMinute: z.int().min(0).max(1440),
  toMinute: z.int().min(0).max(1440),
});

const timeZone = z.string().max(64).refine(isTimeZone, 'not an IANA time zone');
const country = z.string().regex(/^[A-Z]{2}$/, 'a country of two capital letters');
const dayMs = 86_400_000;
const words = (maxChars: number) => z.string().trim().min(1).max(maxChars);
const PLAIN_PATTERN_RULE = 'only letters, digits, classes such as \\d or [A-Z], and counts such as {4}';

/** All that a business may change about itself. Identity, state and versions in force are not its own to set. */
export const editableProfile = z.strictObject({
  name: z.string().trim().min(1).max(80),
  timeZone,
  country,
  currency: z.string().regex(/^[A-Z]{3}$/, 'a currency of three capital letters'),
  openingHours: z.strictObject({
    weekly: z.array(z.array(minuteRange).max(6)).length(7),
    exceptions: z.record(
      z.string().regex(/^\d{4}-\d{2}-\d{2}$/),
      z.strictObject({ ranges: z.array(minuteRange).max(6), reason: z.string().max(120) }),
    ),
  }),
  quietHours: minuteRange.nullable(),
  frequencyCap: z
    .strictObject({
      max: z.int().min(1).max(1000),
      windowMs: z
        .int()
        .min(60_000)
        .max(366 * dayMs),
    })
    .nullable(),
  monthlyBudgetMicroUsd: z.int().min(0).max(1e15).nullable(),
  monthlyModelBudgetMicroUsd: z.int().min(0).max(1e15),
  smsCountries: z.array(country).max(250),
  orderNumberPattern: z.string().min(1).max(120).refine(isPlainPattern, PLAIN_PATTERN_RULE).nullable(),
  products: z.array(z.string().trim().min(1).max(120)).max(1000),
  gatherMs: z.int().min(0).max(30_000),
  closeAfterMs: z
    .int()
    .min(60_000)
    .max(90 * dayMs),
  personHoldsFloorMs: z
    .int()
    .min(60_000)
    .max(30 * dayMs),
  optOutContact: z.string().max(200),
  answering: z.strictObject({
    link: z.enum(['source', 'receipt']),
    publicPage: z.boolean(),
    forbiddenTopics: z.array(words(80)).max(100),
    requiredPhrases: z
      .array(z.strictObject({ about: z.string().trim().max(80), phrase: words(200) }))
      .max(20),
  }),
});
export type EditableProfile = z.infer<typeof editableProfile>;

const storedProfile = editableProfile.extend({
  id: z.string().transform((text, ctx): BusinessId => {
    const id = parseId('biz', text);
    if (id !== null) return id;
    ctx.addIssue('not a business id');
    return z.NEVER;
  }),
  state: z.enum(['active', 'suspended', 'deleted']),
  /** Profiles that were written before there were models. */
  monthlyModelBudgetMicroUsd: editableProfile.shape.monthlyModelBudgetMicroUsd.default(
    DEFAULT_MODEL_BUDGET_MICRO_USD,
  ),
  modelVersion: z.string().max(120),
  knowledgeVersion: z.string().max(120),
});

export type ProfileRepository = {
  read: () => Promise<BusinessProfile | null>;
  /** Changes some fields. Null when the business does not exist. @throws ZodError on a value that is not allowed */
  change: (changes: Partial<Omit<BusinessProfile, 'id'>>, nowMs: number) => Promise<BusinessProfile | null>;
  /** For a new business; an existing one is replaced. */
  write: (profile: BusinessProfile, nowMs: number) => Promise<void>;
};

export function profileRepository(db: Database, businessId: BusinessId): ProfileRepository {
  const own = eq(businesses.id, businessId);
  const readRow = async () => {
    const row = await db.select().from(businesses).where(own).get();
    return row === undefined ? null : { profile: parseProfile(row.profile), version: row.version };
  };
  return {
    read: async () => (await readRow())?.profile ?? null,

    async change(changes, nowMs) {
      // Compare and set: two changes at once must not lose one of them.
      for (let tries = 0; tries < 5; tries += 1) {
        const current = await readRow();
        if (current === null) return null;
        const next = storedProfile.parse({ ...current.profile, ...changes, id: businessId });
        const written = await db
          .update(businesses)
          .set({ profile: JSON.stringify(next), version: current.version + 1, updatedAtMs: nowMs })
          .where(and(own, eq(businesses.version, current.version)))
          .returning({ id: businesses.id });
        if (written.length > 0) return next;
      }
      throw new Error('the profile kept changing');
    },

    async write(profile, nowMs) {
      const text = JSON.stringify(storedProfile.parse({ ...profile, id: businessId }));
      await db
        .insert(businesses)
        .values({ id: businessId, profile: text, createdAtMs: nowMs, updatedAtMs: nowMs })
        .onConflictDoUpdate({
          target: businesses.id,
          set: { profile: text, version: sql`${businesses.version} + 1`, updatedAtMs: nowMs },
        });
    },
  };
}

export function parseProfile(text: string): BusinessProfile {
  const stored: unknown = JSON.parse(text);
  // Profiles that were written before a field existed.
  return storedProfile.parse({
    answering: DEFAULT_ANSWERING,
    ...z.record(z.string(), z.unknown()).parse(stored),
  });
}

function isTimeZone(text: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: text }).resolvedOptions().timeZone.length > 0;
  } catch {
    return false;
  }
}

/**
 * Only patterns whose matching time is bounded by construction: literals, classes, escapes and small counts of those, at most
 * three of them variable. No groups, alternatives, stars or look-arounds.
 */
function isPlainPattern(text: string): boolean {
  const atom = String.raw`(?:\\[dDwWsS.#/-]|\[(?:[A-Za-z0-9 _#/-]|\\[dws-])+\]|[A-Za-z0-9 _#/-])`;
  if (!new RegExp(String.raw`^(?:${atom}(?:\?|\{\d{1,2}(?:,\d{1,2})?\})?)+$`).test(text)) return false;
  const counts = [...text.matchAll(/\?|\{(\d+)(?:,(\d+))?\}/g)];
  const variable = counts.filter(([all, , to]) => all === '?' || to !== undefined);
  const largest = Math.max(0, ...counts.map(([, from, to]) => Number(to ?? from ?? 1)));
  return variable.length <= 3 && largest <= 30 && isPattern(text);
}

function isPattern(text: string): boolean {
  try {
    return new RegExp(text).source.length > 0;
  } catch {
    return false;
  }
}
