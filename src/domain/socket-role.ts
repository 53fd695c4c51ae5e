/**
 * Who is at the other end of a socket. The front door checks origin, token or session, then makes a new internal request
 * whose headers say this; the object behind trusts them, because nothing of the outside request is passed on.
 */
import { formatAddress, parseAddress, type Address } from './address.ts';
import { parseId, type BusinessId, type ConnectionId, type ConversationId } from './ids.ts';

export type SocketRole =
  | {
      kind: 'customer';
      businessId: BusinessId;
      conversationId: ConversationId;
      connectionId: ConnectionId;
      address: Address;
      /** The object closes the socket with 4401 when a frame comes later than this. */
      expiresAtMs: number;
    }
  | {
      kind: 'person';
      businessId: BusinessId;
      conversationId: ConversationId;
      memberId: string;
      expiresAtMs: number;
    };

const NAMES = {
  role: 'x-shopbell-role',
  business: 'x-shopbell-business',
  conversation: 'x-shopbell-conversation',
  connection: 'x-shopbell-connection',
  address: 'x-shopbell-address',
  member: 'x-shopbell-member',
  expires: 'x-shopbell-expires',
} as const;

/** Headers are ASCII: free text is percent-encoded. */
export function writeSocketRole(role: SocketRole): Record<string, string> {
  const common = {
    [NAMES.role]: role.kind,
    [NAMES.business]: role.businessId,
    [NAMES.conversation]: role.conversationId,
    [NAMES.expires]: String(role.expiresAtMs),
  };
  if (role.kind === 'person') return { ...common, [NAMES.member]: encodeURIComponent(role.memberId) };
  return {
    ...common,
    [NAMES.connection]: role.connectionId,
    [NAMES.address]: encodeURIComponent(formatAddress(role.address)),
  };
}

/** Null when a header is missing or malformed. */
export function readSocketRole(header: (name: string) => string | null): SocketRole | null {
  const businessId = parseId('biz', header(NAMES.business) ?? '');
  const conversationId = parseId('cnv', header(NAMES.conversation) ?? '');
  const expiresAtMs = Number(header(NAMES.expires) ?? Number.NaN);
  if (businessId === null || conversationId === null || !Number.isSafeInteger(expiresAtMs)) return null;
  const kind = header(NAMES.role);
  if (kind === 'person') {
    const memberId = decoded(header(NAMES.member));
    return memberId === null || memberId === ''
      ? null
      : { kind, businessId, conversationId, memberId, expiresAtMs };
  }
  const connectionId = parseId('con', header(NAMES.connection) ?? '');
  const address = parseAddress(decoded(header(NAMES.address)) ?? '');
  if (kind !== 'customer' || connectionId === null || address === null) return null;
  return { kind, businessId, conversationId, connectionId, address, expiresAtMs };
}

function decoded(text: string | null): string | null {
  if (text === null) return null;
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}
