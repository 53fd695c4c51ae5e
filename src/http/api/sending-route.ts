/** From what a caller wrote to a way that exists: an address, one of the business's own connections, its provider's profile. */
import type { Context } from 'hono';
import type { Address } from '../../domain/address.ts';
import type { BusinessProfile } from '../../domain/business.ts';
import type { ChannelProfile } from '../../domain/channel.ts';
import type { ConnectionId } from '../../domain/ids.ts';
import type { HttpEnv } from '../context.ts';
import { Problem } from '../problem.ts';
import { parseRecipient } from '../recipient.ts';

export type SendingRoute = { address: Address; connectionId: ConnectionId; profile: ChannelProfile };

const MAX_CONNECTIONS = 100;

/** @throws Problem that names the field under `path`; another business's connection and a missing one are the same */
export async function findRoute(
  c: Context<HttpEnv>,
  business: BusinessProfile,
  wish: { to: string; connectionId?: ConnectionId | undefined; channel?: string | undefined },
  path = '',
): Promise<SendingRoute> {
  const wrong = (field: string, message: string): Problem =>
    new Problem('validation_failed', { errors: [{ path: `${path}${field}`, message }] });
  const address = parseRecipient(wish.to, business.country);
  if (address === null)
    throw wrong('to', `not a phone number of ${business.country}, an international one, or another address`);
  const store = c.var.parts.storeFor(business.id);

  if (wish.connectionId !== undefined) {
    const connection = await c.var.parts.connection(wish.connectionId);
    if (connection === null || connection.businessId !== business.id || connection.state === 'deleted')
      throw wrong('connectionId', 'no such connection');
    const profile = store.channelProfile(connection.provider);
    if (profile === null || profile.addressKind !== address.kind)
      throw wrong('connectionId', `this connection does not reach a ${address.kind} address`);
    if (connection.state !== 'active') throw wrong('connectionId', `this connection is ${connection.state}`);
    return { address, connectionId: connection.id, profile };
  }

  const routes = (await store.connections.list('', MAX_CONNECTIONS)).flatMap((connection) => {
    const profile = store.channelProfile(connection.provider);
    const fits =
      connection.state === 'active' &&
      profile?.addressKind === address.kind &&
      (wish.channel === undefined || wish.channel === profile.channel);
    return fits && profile !== null ? [{ address, connectionId: connection.id, profile }] : [];
  });
  const [only, ...others] = routes;
  if (only === undefined)
    throw wrong('connectionId', `no active connection reaches a ${address.kind} address`);
  if (others.length > 0) throw wrong('connectionId', 'several connections fit: name one');
  return only;
}
