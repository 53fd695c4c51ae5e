/** The parts of the house as the front door and the pages see them. `wiring.ts` builds them; tests may build their own. */
import type { Quality } from './analytics/quality.ts';
import type { Stats, StatsQuery } from './analytics/report.ts';
import type { CampaignApi } from './campaigns/api.ts';
import type { Tokens } from './campaigns/page.ts';
import type { Config } from './config.ts';
import type { ConversationApi } from './conversation/api.ts';
import type { TriedOut } from './conversation/try-out.ts';
import type { Address } from './domain/address.ts';
import type { BusinessProfile } from './domain/business.ts';
import type { Flow } from './domain/flow-types.ts';
import type { UrlRule } from './domain/public-url.ts';
import type { BusinessId, CampaignId, ConnectionId, ConversationId, DocumentId } from './domain/ids.ts';
import type { IngestApi } from './knowledge/api.ts';
import type { Job } from './outbound/jobs.ts';
import type { OutreachApi } from './outreach/api.ts';
import type { Log } from './platform/log.ts';
import type { VectorizeBinding } from './platform/model-bindings.ts';
import type { ModelOutcome } from './platform/model-call.ts';
import type { ModelWish } from './platform/model-wishes.ts';
import type { Connection } from './store/connections.ts';
import type { StageOutcome } from './understanding/cascade.ts';
import type { BusinessStore, HouseStore } from './store/for-business.ts';
import type { Labelling } from './understanding/labelling.ts';
import type { Learning } from './understanding/learning.ts';
import type { TrainerApi } from './understanding/trainer-api.ts';

export type AskModel = <T>(
  business: BusinessProfile,
  wish: ModelWish<T>,
  deadlineMs: number,
) => Promise<ModelOutcome<T>>;

export type Parts = {
  config: Config;
  log: Log;
  nowMs: () => number;
  /** All that is stored for one business, and nothing of another. */
  storeFor: (businessId: BusinessId) => BusinessStore;
  /** The short list of reads that cross businesses: connection by id, key by prefix. */
  house: HouseStore;
  /** Cached per isolate, stale when D1 is down. Null = no such connection. */
  connection: (id: ConnectionId) => Promise<Connection | null>;
  profile: (id: BusinessId) => Promise<BusinessProfile | null>;
  /** After a change made here: this isolate reads anew. Others notice within a minute. */
  forgetProfile: (id: BusinessId) => void;
  forgetConnection: (id: ConnectionId) => void;
  conversationIdFor: (businessId: BusinessId, address: Address) => Promise<ConversationId>;
  conversation: (businessId: BusinessId, id: ConversationId) => ConversationApi;
  /** Hands a WebSocket upgrade to the conversation. */
  conversationSocket: (businessId: BusinessId, id: ConversationId, request: Request) => Promise<Response>;
  inboxSocket: (businessId: BusinessId, request: Request) => Promise<Response>;
  inbox: (businessId: BusinessId) => InboxApi;
  campaign: (businessId: BusinessId, id: CampaignId) => CampaignApi;
  outreach: (businessId: BusinessId) => OutreachApi;
  flows: (businessId: BusinessId) => readonly Flow[];
  /** The intents and examples of a business, and what people do to them. */
  labelling: (businessId: BusinessId) => Labelling;
  trainer: (businessId: BusinessId) => TrainerApi;
  /** Why a text is taken for what it is taken for. */
  explain: Learning['explain'];
  suggestions: Learning['suggestions'];
  tryOut: (business: BusinessProfile, text: string) => Promise<TriedOut>;
  /** The object that reads one document of the knowledge. */
  ingest: (businessId: BusinessId, id: DocumentId) => IngestApi;
  idempotency: (businessId: BusinessId, key: string) => Promise<IdempotencyApi>;
  /** Counts failed attempts; returns the seconds to wait, or 0. */
  throttle: (bucket: string, perHour: number, burst: number) => Promise<number>;
  /** The figures of a business; reads rollups only. */
  readStats: (businessId: BusinessId, query: StatsQuery) => Promise<Stats>;
  /** How well messages are understood; days in the business's zone, both part of the range. */
  readQuality: (businessId: BusinessId, fromDay: string, toDay: string) => Promise<Quality>;
  enqueue: (lane: 'replies' | 'campaigns', job: Job) => Promise<void>;
  /** The only way to a paid model: paid by the business, within its budget. Never throws. */
  askModel: AskModel;
  /** Vectors of passages; null where Vectorize is not bound. */
  vectors: VectorizeBinding | null;
  /** Whether a call of this model would be tried at all: bound, and not failing lately. */
  modelIsReady: (model: string) => boolean;
  /** Tokens of a connection's governor for a page of a campaign. */
  tokens: (connectionId: ConnectionId, wanted: number) => Promise<Tokens>;
  sleep: (ms: number) => Promise<void>;
  /** A job of the queue: the head on vectors that a version needs for its second stage. */
  trainHead: (businessId: BusinessId, version: string) => Promise<void>;
  ownModel: {
    /** Which addresses may be called. */
    rule: UrlRule;
    /** Null = the business has none. */
    tryOut: (businessId: BusinessId, text: string) => Promise<StageOutcome | null>;
    forget: (businessId: BusinessId) => void;
  };
};

/** A conversation that needs a person, as the inbox lists it. */
export type InboxItem = {
  conversationId: ConversationId;
  /** Masked: enough to recognise, too little to write to. */
  address: string;
  channel: string;
  reason: string;
  sinceMs: number;
  floor: 'bot' | 'person';
  memberId: string | null;
  lastText: string;
  lastAtMs: number;
  /** Grows with every change of the conversation: an older item never replaces a newer one. */
  version: number;
};

export interface InboxApi {
  list(limit: number): Promise<InboxItem[]>;
  put(item: InboxItem): Promise<void>;
  remove(conversationId: ConversationId, version: number): Promise<void>;
}

export type StoredAnswer = { status: number; body: string; contentType: string };

export interface IdempotencyApi {
  /** `fingerprint` is a hash of method, path and body. */
  begin(
    key: string,
    fingerprint: string,
  ): Promise<
    { kind: 'first' } | { kind: 'replay'; answer: StoredAnswer } | { kind: 'mismatch' } | { kind: 'running' }
  >;
  finish(key: string, fingerprint: string, answer: StoredAnswer): Promise<void>;
  /** The first call failed on our side: let the client try again. */
  release(key: string, fingerprint: string): Promise<void>;
}
