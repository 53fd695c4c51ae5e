/** What the outreach of a business needs from outside. */
import type { ConversationApi } from '../conversation/api.ts';
import type { Budget, Carrier, Governor, Ports } from '../conversation/ports.ts';
import type { Event } from '../domain/event.ts';
import type { BusinessId, ConversationId } from '../domain/ids.ts';
import type { Log } from '../platform/log.ts';
import type { Sql } from '../platform/sql.ts';

export type OutreachPorts = Pick<Ports, 'profile' | 'channel' | 'whereabouts'> & {
  businessId: BusinessId;
  sql: Sql;
  nowMs: () => number;
  /** Replaces the alarm that is set. Called in the same step as the write it belongs to, with no await between. */
  setAlarm: (atMs: number) => Promise<void>;
  carrier: Pick<Carrier, 'post'>;
  governor: Pick<Governor, 'report'>;
  budget: Budget;
  conversation: (id: ConversationId) => Pick<ConversationApi, 'adopt' | 'delivery'>;
  publish: (events: Event[]) => Promise<void>;
  log: Log;
};
