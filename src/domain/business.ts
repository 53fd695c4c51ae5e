/** What the core needs to know of a business to take a turn or allow a send. Loaded from D1, cached per isolate. */
import type { BusinessId } from './ids.ts';

/** Minutes since midnight in the business's or the recipient's zone. `fromMinute` may be later than `toMinute` (over midnight). */
export type MinuteRange = { fromMinute: number; toMinute: number };

export type OpeningHours = {
  /** Index 0 = Sunday. An empty list = closed. */
  weekly: readonly (readonly MinuteRange[])[];
  /** `YYYY-MM-DD` -> the hours of that day, with the reason to tell the customer. */
  exceptions: Readonly<Record<string, { ranges: readonly MinuteRange[]; reason: string }>>;
};

/** How the bot answers from the knowledge. */
export type Answering = {
  /** The one link of an answer on channels that pay by length: the page it stands on, or its receipt. */
  link: 'source' | 'receipt';
  /** Shows the entries that are marked public at /kb/{business}. */
  publicPage: boolean;
  /** What the bot is to say nothing about: words or phrases; a person answers. */
  forbiddenTopics: readonly string[];
  /** Sentences that go with every answer about something; an empty `about` = with every answer. */
  requiredPhrases: readonly { about: string; phrase: string }[];
};

export const DEFAULT_ANSWERING: Answering = {
  link: 'source',
  publicPage: false,
  forbiddenTopics: [],
  requiredPhrases: [],
};

export type BusinessProfile = {
  id: BusinessId;
  name: string;
  state: 'active' | 'suspended' | 'deleted';
  /** IANA zone. */
  timeZone: string;
  /** ISO 3166-1 alpha-2: reads national phone numbers and amounts. */
  country: string;
  currency: string;
  openingHours: OpeningHours;
  /** When marketing must not be sent, in the recipient's own zone. */
  quietHours: MinuteRange | null;
  /** At most `max` marketing sends to one contact in `windowMs`. */
  frequencyCap: { max: number; windowMs: number } | null;
  /** Spend allowed in a calendar month of the business's zone; null = no cap. */
  monthlyBudgetMicroUsd: number | null;
  /** Of that, what paid models may cost; 0 = none is ever called. */
  monthlyModelBudgetMicroUsd: number;
  /** Two-letter countries that may be texted. Home country by default. */
  smsCountries: readonly string[];
  /** JavaScript pattern of the business's order numbers, e.g. `BB-\\d{4}`; null = none. */
  orderNumberPattern: string | null;
  products: readonly string[];
  /** How long a burst is gathered before it is answered. */
  gatherMs: number;
  /** Silence after which a conversation counts as closed. */
  closeAfterMs: number;
  /** How long the floor stays with a person who says nothing. */
  personHoldsFloorMs: number;
  /** Versions in force, part of every decision's reasons. */
  modelVersion: string;
  knowledgeVersion: string;
  optOutContact: string;
  answering: Answering;
};

/** Some ten thousand questions that the embedded stage was not sure of. */
export const DEFAULT_MODEL_BUDGET_MICRO_USD = 2_000_000;

/** Rates used for the cost ledger, in micro-dollars. */
export type Tariff = { smsSegmentMicroUsd: number; turnMicroUsd: number };
export const DEFAULT_TARIFF: Tariff = { smsSegmentMicroUsd: 8_300, turnMicroUsd: 12 };
