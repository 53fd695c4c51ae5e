/** What a turn means: the result of `understanding/`, read by flows. */

export type Entity =
  | { kind: 'orderNumber'; value: string; text: string }
  /** A moment or a day named by the customer, in the business's time zone. */
  | { kind: 'date'; atMs: number; hasTime: boolean; text: string }
  /** Minor units of an ISO 4217 currency: 1299 USD = $12.99. */
  | { kind: 'amount'; minorUnits: number; currency: string; text: string }
  | { kind: 'phone'; value: string; text: string }
  | { kind: 'email'; value: string; text: string }
  | { kind: 'quantity'; value: number; text: string }
  | { kind: 'product'; value: string; text: string }
  | { kind: 'name'; value: string; text: string };

export type EntityKind = Entity['kind'];

export type IntentScore = { intent: string; confidence: number };

/** The stages of the cascade. Keywords are not one of them: they are obeyed before anything is understood. */
export type Stage = 'embedded' | 'own' | 'embedding' | 'model' | 'keywords';

/** One stage that was asked about a message. */
export type StageStep = {
  stage: Stage;
  /** `sure` and `unsure` answered; any other word says why there was no answer. */
  outcome: string;
  confidence: number | null;
};

/** A part of a message, in the customer's words. */
export type Wish = { text: string; understanding: Understanding };

export type Understanding = {
  /** null = out of scope: none of the business's intents. */
  intent: string | null;
  /** Calibrated probability that `intent` is right, 0 to 1. */
  confidence: number;
  /** Best first, `intent` included. */
  ranked: IntentScore[];
  entities: Entity[];
  /** -1 (angry) to 1 (delighted). */
  sentiment: number;
  /** BCP 47, e.g. `en`. */
  language: string;
  /** Which stage of the cascade answered. */
  stage: Stage;
  /** Every stage that was asked, in turn. Left out: only the one that answered. */
  steps?: StageStep[];
  modelVersion: string;
  /** Plainly several wishes in one message, each with what it means on its own. Left out: it is one. */
  wishes?: Wish[];
  /** Spent on paid models for this understanding. */
  costMicroUsd: number;
};

/** Small talk and meta intents that exist for every business, besides its ten of the trade. */
export const TALK_TO_A_PERSON = 'talk_to_person';
export const OPT_OUT = 'opt_out';
export const SMALL_TALK = 'small_talk';
export const COMPLAINT = 'complaint';
