/** Every group of operations under /v1. One line each. */
import type { Api } from '../context.ts';
import { answerLabelRoutes } from './answer-labels.ts';
import { businessRoutes } from './business.ts';
import { campaignRoutes } from './campaigns.ts';
import { connectionRoutes } from './connections.ts';
import { consentRoutes } from './consents.ts';
import { conversationRoutes } from './conversations.ts';
import { correctionRoutes } from './corrections.ts';
import { deadLetterRoutes } from './dead-letters.ts';
import { exampleRoutes } from './examples.ts';
import { intentRoutes } from './intents.ts';
import { gapRoutes } from './gaps.ts';
import { keyRoutes } from './keys.ts';
import { knowledgeRoutes } from './knowledge.ts';
import { listRoutes } from './lists.ts';
import { messageRoutes } from './messages.ts';
import { modelRoutes } from './models.ts';
import { orderRoutes } from './orders.ts';
import { ownModelRoutes } from './own-model.ts';
import { publishingRoutes } from './publishing.ts';
import { receiptRoutes } from './receipts.ts';
import { passageRoutes } from './passages.ts';
import { statsRoutes } from './stats.ts';
import { understandingRoutes } from './understanding.ts';

export const API: readonly (() => Api)[] = [
  messageRoutes,
  conversationRoutes,
  consentRoutes,
  campaignRoutes,
  listRoutes,
  orderRoutes,
  ownModelRoutes,
  // Before documents: `gaps` is no document's id.
  gapRoutes,
  answerLabelRoutes,
  publishingRoutes,
  receiptRoutes,
  intentRoutes,
  correctionRoutes,
  exampleRoutes,
  modelRoutes,
  understandingRoutes,
  knowledgeRoutes,
  passageRoutes,
  statsRoutes,
  connectionRoutes,
  keyRoutes,
  businessRoutes,
  deadLetterRoutes,
];
