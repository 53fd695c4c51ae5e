/** What a flow is, what it reads and what it may decide. Flows are data: see `flows/`. */
import type { BusinessProfile } from './business.ts';
import type { ChannelName, QuickReply } from './channel.ts';
import type { Evidence, Retrieval, Written } from './evidence.ts';
import type { EntityKind, Understanding } from './understanding.ts';

export type Language = 'en' | 'es' | 'de' | 'fr';

/** `short` for channels that pay by length, `full` for the others. A plain string serves both. */
export type Text = string | { short: string; full: string };
export type Wording = { readonly en: Text } & Readonly<Partial<Record<Language, Text>>>;

export type DialogueState = {
  flow: string | null;
  /** `ask:{slot}`, or one of `STEP`. */
  step: string | null;
  slots: Record<string, string>;
  /** Misses since the last answer, over all flows: what keeps a conversation from going in circles. */
  fallbacks: number;
  clarified: boolean;
  disclosed: boolean;
  offeredTitles: string[];
  lastIntent: string | null;
  /** Ids of the questions that found no answer since the last answer. */
  openGaps: string[];
};

export const NEW_DIALOGUE: DialogueState = {
  flow: null,
  step: null,
  slots: {},
  fallbacks: 0,
  clarified: false,
  disclosed: false,
  offeredTitles: [],
  lastIntent: null,
  openGaps: [],
};

export const STEP = {
  /** A factual answer was given; nothing has been said about whether it helped. */
  answered: 'answered',
  /** The customer said that it helped. */
  confirmed: 'confirmed',
  /** A question with titles to pick from was asked. */
  offered: 'offered',
  /** The customer was asked whether a person should take over. */
  offeredPerson: 'offeredPerson',
  handedOff: 'handedOff',
} as const;

export type OrderRecord = {
  number: string;
  status: string;
  detail: string;
  expectedAtMs: number | null;
  trackingUrl: string | null;
};

export type LookupResult = { lookup: 'order'; key: string; found: OrderRecord | null };

export type TurnInput = {
  text: string;
  payload: string | null;
  understanding: Understanding;
  retrieval: Retrieval;
  state: DialogueState;
  business: BusinessProfile;
  nowMs: number;
  lookups: LookupResult[];
  channel: ChannelName;
  /** A person has the floor: the bot stays silent. */
  conversationHasPerson: boolean;
  /** Where this turn's evidence will be shown as it is now. */
  receiptUrl?: string;
  /** The answer in a model's words, when there is one: said instead of the quotation. */
  written?: Written | null;
};

export type Decision =
  | { kind: 'reply'; text: string; evidence: Evidence[]; quickReplies: QuickReply[]; resolves: boolean }
  | { kind: 'ask'; text: string; quickReplies: QuickReply[] }
  | { kind: 'lookUp'; lookup: 'order'; key: string }
  /** `text` is what the customer is told. */
  | { kind: 'handOff'; reason: string; text: string }
  | { kind: 'silent'; why: string };

export type TurnDecision = {
  decisions: Decision[];
  state: DialogueState;
  flow: string;
  flowVersion: number;
  intent: string | null;
  /** The customer asked for something that the knowledge does not have. */
  unanswered: boolean;
};

/** One thing that the flow has to know, and how it asks for it. */
export type Need = { slot: 'orderNumber'; entity: EntityKind; ask: Wording };

export type Fallback = {
  text: Wording;
  /** The text asks whether a person should take over: "yes" then means a hand-off. */
  offersPerson: boolean;
};

export type HandOffCriteria = {
  always: boolean;
  /** -1 to 1; null = the customer's mood does not matter here. */
  sentimentBelow: number | null;
  /** More misses than this in a row. */
  fallbacksOver: number;
  /** An answer less certain than this is not given. */
  answerConfidenceBelow: number | null;
};

export type Courtesy = {
  name: string;
  /** Whole messages, lower case, without punctuation. */
  phrases: Readonly<Partial<Record<Language, readonly string[]>>>;
  /** English phrases that may stand in a longer message. */
  within?: readonly string[];
  text: Wording;
};

export type OrderOutcome =
  'found' | 'foundWithDate' | 'late' | 'notFound' | 'notFoundAgain' | 'severalNotFound';
export type HoursOutcome = 'openNow' | 'closedNow' | 'openDay' | 'closedDay' | 'week' | 'yes' | 'no';

type FlowBase = {
  name: string;
  version: number;
  /** The intent it serves; null = everything that no other flow serves. */
  intent: string | null;
  /** Words that lead here with every model off. */
  phrases?: Readonly<Partial<Record<Language, { whole: readonly string[]; within: readonly string[] }>>>;
  fallback1: Fallback;
  fallback2: Fallback;
  handOffWhen: HandOffCriteria;
};

/**
 * Only records, hours and knowledge state facts, and each has no room for a fact of its own: the words come with the record,
 * the hours or the evidence.
 */
export type RecordsFlow = FlowBase & {
  answerFrom: 'records';
  needs: readonly Need[];
  lookup: 'order';
  replies: Readonly<Record<OrderOutcome, Wording>>;
  /** Status in the business's records -> words for the customer. An unknown status is said as it stands. */
  statusWords: Readonly<Record<string, Wording>>;
  /** With these an expected date says nothing new. */
  finalStatuses: readonly string[];
};
export type HoursFlow = FlowBase & {
  answerFrom: 'hours';
  replies: Readonly<Record<HoursOutcome, Wording>>;
};
export type KnowledgeFlow = FlowBase & {
  answerFrom: 'knowledge';
  /** When unsure, its first fallback rather than the closest titles. */
  asksItsOwnQuestion?: boolean;
};
export type CourtesyFlow = FlowBase & { answerFrom: 'courtesy'; courtesies: readonly Courtesy[] };
export type PersonFlow = FlowBase & { answerFrom: 'person'; reason: string; before: Wording };

export type Flow = RecordsFlow | HoursFlow | KnowledgeFlow | CourtesyFlow | PersonFlow;
