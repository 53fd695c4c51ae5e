/** First touch of a conversation, and the one fixed question: is this call about me? */
import { formatAddress } from '../domain/address.ts';
import type { Sql } from '../platform/sql.ts';
import type { Identity, Route } from './api.ts';
import { readState, stateOf } from './rows.ts';
import type { StateRow } from './rows.ts';

/** Makes the state row if this is the first write. Call inside a transaction. */
export function open(sql: Sql, who: Identity, route: Route): StateRow {
  const existing = readState(sql);
  if (existing !== null) return existing;
  sql.run(
    `INSERT INTO state (id, business_id, conversation_id, address, channel, connection_id) VALUES (1, ?, ?, ?, ?, ?)`,
    who.businessId,
    who.conversationId,
    formatAddress(who.address),
    route.channel,
    route.connectionId,
  );
  return stateOf(sql);
}
