/**
 * The store. `forBusiness` gives all that is stored for one business and can reach nothing of another; what must look across
 * businesses is in `house-store.ts`, and is short.
 */
import type { ChannelProfile } from '../domain/channel.ts';
import type { BusinessId } from '../domain/ids.ts';
import type { Seal } from '../platform/seal.ts';
import type { LabelledSet } from '../understanding/labelled-set.ts';
import type { Releases } from '../understanding/releases.ts';
import type { VectorCache } from '../understanding/train-head.ts';
import { answerLabelRepository, type AnswerLabelRepository } from './answer-labels.ts';
import { keyRepository, type KeyRepository } from './api-keys.ts';
import { campaignRepository, type CampaignRepository } from './campaigns.ts';
import { connectionRepository, type ConnectionRepository } from './connections.ts';
import { exampleVectorRepository } from './example-vectors.ts';
import { openDatabase } from './database.ts';
import { deadLetterRepository, type DeadLetterRepository } from './dead-letters.ts';
import { gapRepository, type GapRepository } from './gaps.ts';
import { labelledSetRepository } from './labelled-set.ts';
import { documentRepository, type DocumentRepository } from './documents.ts';
import { modelRepository, type ModelRepository } from './models.ts';
import { ownModelRepository, type OwnModelRepository } from './own-models.ts';
import { orderRepository, type OrderRepository } from './orders.ts';
import { releaseRepository } from './releases.ts';
import type { VectorLedger, WordingLedger } from '../knowledge/api.ts';
import { passageWordings } from './passage-wordings.ts';
import { passageVectors } from './passage-vectors.ts';
import { passageRepository, type PassageRepository } from './passages.ts';
import { profileRepository, type ProfileRepository } from './profiles.ts';
import { publishingRepository, type PublishingRepository } from './published.ts';
import { turnStateOf, type TurnState } from './turn-state.ts';
import { receiptRepository, type ReceiptRepository } from './receipts.ts';
import { recipientListRepository, type RecipientListRepository } from './recipient-lists.ts';

export type { HouseStore } from './house-store.ts';

/** What the repositories need besides the database. */
export type StoreTools = {
  seal: Seal;
  /** The registry of channels, by provider; null = not supported. */
  channelProfile: (provider: string) => ChannelProfile | null;
  /** Hook URLs are derived from it. */
  publicUrl: string;
};

export type BusinessStore = {
  businessId: BusinessId;
  /** What a provider can do; null = not supported. */
  channelProfile: StoreTools['channelProfile'];
  profile: ProfileRepository;
  turnState: () => Promise<TurnState | null>;
  keys: KeyRepository;
  connections: ConnectionRepository;
  orders: OrderRepository;
  deadLetters: DeadLetterRepository;
  models: ModelRepository;
  labelledSet: LabelledSet;
  releases: Releases;
  exampleVectors: VectorCache;
  ownModel: OwnModelRepository;
  campaigns: CampaignRepository;
  recipientLists: RecipientListRepository;
  receipts: ReceiptRepository;
  gaps: GapRepository;
  answerLabels: AnswerLabelRepository;
  publishing: PublishingRepository;
  documents: DocumentRepository;
  passages: PassageRepository;
  passageVectors: VectorLedger;
  passageWordings: WordingLedger;
};

export function forBusiness(d1: D1Database, businessId: BusinessId, tools: StoreTools): BusinessStore {
  const db = openDatabase(d1);
  return {
    businessId,
    channelProfile: tools.channelProfile,
    profile: profileRepository(db, businessId),
    turnState: () => turnStateOf(db, businessId),
    keys: keyRepository(db, businessId),
    connections: connectionRepository(db, businessId, tools),
    orders: orderRepository(db, businessId),
    deadLetters: deadLetterRepository(db, businessId),
    models: modelRepository(db, businessId),
    labelledSet: labelledSetRepository(db, businessId),
    releases: releaseRepository(db, businessId),
    exampleVectors: exampleVectorRepository(db, businessId),
    ownModel: ownModelRepository(db, businessId, tools.seal),
    campaigns: campaignRepository(db, businessId),
    recipientLists: recipientListRepository(db, businessId),
    receipts: receiptRepository(db, businessId),
    gaps: gapRepository(db, businessId),
    answerLabels: answerLabelRepository(d1, businessId),
    publishing: publishingRepository(db, businessId),
    documents: documentRepository(d1, businessId),
    passages: passageRepository(d1, businessId),
    passageVectors: passageVectors(d1, businessId),
    passageWordings: passageWordings(d1, businessId),
  };
}

const MOST_KNOWN = 500;

/** The same, made once for each business: a store keeps nothing, but it has many parts. */
export function businessStores(d1: D1Database, tools: StoreTools): (businessId: BusinessId) => BusinessStore {
  const known = new Map<BusinessId, BusinessStore>();
  return (businessId) => {
    const before = known.get(businessId);
    if (before !== undefined) return before;
    if (known.size >= MOST_KNOWN) known.clear();
    const store = forBusiness(d1, businessId, tools);
    known.set(businessId, store);
    return store;
  };
}
