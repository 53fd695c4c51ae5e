/** The provider behind a connection. What goes wrong here is an outcome, never an exception. */
import type { ChannelAdapter, SendContext } from '../domain/channel.ts';
import type { ConnectionId, SendId } from '../domain/ids.ts';
import type { Log } from '../platform/log.ts';
import { errorName } from '../platform/log.ts';
import type { Connection } from '../store/connections.ts';
import type { Carrier } from '../conversation/ports.ts';

const POST_TIMEOUT_MS = 10_000;
const CONNECTION_RETRY_MS = 30_000;

export type CarrierParts = {
  connection: (id: ConnectionId) => Promise<Connection | null>;
  adapter: (provider: string) => ChannelAdapter | null;
  apiBaseUrl: (provider: string) => string | null;
  log: Log;
};

export function carrier(parts: CarrierParts): Carrier {
  const contextOf = (connection: Connection, sendId: SendId): SendContext => ({
    fetch: (url, init) => fetch(url, init),
    statusCallbackUrl: `${connection.hookUrl}?snd=${sendId}`,
    apiBaseUrl: parts.apiBaseUrl(connection.provider),
    timeoutMs: POST_TIMEOUT_MS,
  });
  return {
    async post(connectionId, message) {
      let connection: Connection | null;
      try {
        connection = await parts.connection(connectionId);
      } catch {
        return {
          kind: 'later',
          waitMs: CONNECTION_RETRY_MS,
          scope: 'conversation',
          reason: 'connection_unreadable',
        };
      }
      const adapter = connection === null ? null : parts.adapter(connection.provider);
      if (connection === null || adapter === null || connection.state === 'deleted')
        return { kind: 'never', reason: 'connection_gone', optOut: false };
      if (connection.state === 'paused') return { kind: 'held', reason: 'connection_paused' };
      try {
        return await adapter.send(message, connection.credentials, contextOf(connection, message.sendId));
      } catch (error) {
        // An adapter must not throw; if one does, nobody knows how far it got.
        parts.log.error('adapter_threw', { provider: connection.provider, error: errorName(error) });
        return { kind: 'unknown', reason: 'adapter_error' };
      }
    },
    async lookup(connectionId, message, postedAtMs) {
      try {
        const connection = await parts.connection(connectionId);
        const adapter = connection === null ? null : parts.adapter(connection.provider);
        if (connection === null || adapter?.lookup === undefined) return { kind: 'unclear' };
        return await adapter.lookup(
          message,
          postedAtMs,
          connection.credentials,
          contextOf(connection, message.sendId),
        );
      } catch (error) {
        parts.log.error('lookup_failed', { error: errorName(error) });
        return { kind: 'unclear' };
      }
    },
  };
}
