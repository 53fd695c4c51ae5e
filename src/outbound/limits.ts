/** The two limits of a send, rate and money, as conversations and the outreach ask for them. */
import type { Budget, Governor } from '../conversation/ports.ts';
import type { BusinessProfile } from '../domain/business.ts';
import type { BusinessId, ConnectionId } from '../domain/ids.ts';
import type { Connection } from '../store/connections.ts';
import type { Budget as BudgetObject } from './budget.ts';
import type { GovernorClient } from './governor-client.ts';

/** Asks with the connection as it is now; gives `missing` when it is gone. */
type WithConnection = <T>(
  id: ConnectionId,
  use: (connection: Connection) => Promise<T>,
  missing: T,
) => Promise<T>;

/** @param waitMs for a connection that is gone: it may come back */
export function rateLimit(
  governor: GovernorClient,
  withConnection: WithConnection,
  waitMs: number,
): Governor {
  return {
    take: (id) => withConnection(id, (connection) => governor.take(connection), { kind: 'wait', waitMs }),
    report: (id, outcome) =>
      withConnection(id, (connection) => governor.report(connection, outcome), undefined),
  };
}

export function budgetLimit(
  budgetOf: (id: BusinessId) => Pick<BudgetObject, 'reserve' | 'release'>,
  monthOf: (business: BusinessProfile) => string,
): Budget {
  return {
    reserve: async (business, sendId, microUsd) => {
      const { id, monthlyBudgetMicroUsd: capMicroUsd } = business;
      return capMicroUsd === null || budgetOf(id).reserve(sendId, monthOf(business), microUsd, capMicroUsd);
    },
    release: (business, sendId) => budgetOf(business.id).release(sendId),
  };
}
