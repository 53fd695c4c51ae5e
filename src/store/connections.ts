/** A connection as the house uses it: one account of a business at one provider, credentials unsealed. */
import type { ChannelName, Credentials } from '../domain/channel.ts';
import type { BusinessId, ConnectionId } from '../domain/ids.ts';

export type Connection = {
  id: ConnectionId;
  businessId: BusinessId;
  channel: ChannelName;
  /** Key of the registry in `channels/`. */
  provider: string;
  label: string;
  /** The business's own number, mailbox or account name, shown to people. */
  address: string;
  state: 'active' | 'paused' | 'deleted';
  /** What the provider calls: signatures cover it. */
  hookUrl: string;
  credentials: Credentials;
  /** Sends a second that the governor allows. */
  ratePerSecond: number;
  /** Web chat: origins that may open a socket. */
  allowedOrigins: readonly string[];
};
