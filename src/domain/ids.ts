/** Prefixed, branded ids. An id of one kind cannot be passed where another is meant. */

declare const kind: unique symbol;
export type Id<Kind extends string> = string & { readonly [kind]: Kind };

export type BusinessId = Id<'biz'>;
export type ConnectionId = Id<'con'>;
/** Derived from business and address (`platform/conversation-name.ts`): no lookup is needed to find a conversation. */
export type ConversationId = Id<'cnv'>;
export type MessageId = Id<'msg'>;
/** `snd_{conversation key}_{suffix}`: a send id alone says in which conversation the send lives. */
export type SendId = Id<'snd'>;
export type CampaignId = Id<'cmp'>;
export type EventId = Id<'evt'>;
export type ApiKeyId = Id<'key'>;
export type MemberId = Id<'mbr'>;
export type DocumentId = Id<'doc'>;
export type PassageId = Id<'psg'>;

const SHAPES = {
  biz: /^biz_[a-z0-9]{4,40}$/,
  con: /^con_[a-z0-9]{4,40}$/,
  cnv: /^cnv_[a-z2-7]{26}$/,
  msg: /^msg_[a-z2-7]{26}_[a-z0-9]{1,40}$/,
  snd: /^snd_[a-z2-7]{26}_[a-z0-9]{1,60}$/,
  cmp: /^cmp_[a-z0-9]{4,40}$/,
  evt: /^evt_[a-z0-9_]{4,120}$/,
  key: /^key_[a-z0-9]{4,40}$/,
  mbr: /^mbr_[a-z0-9]{4,40}$/,
  doc: /^doc_[a-z0-9]{3,40}$/,
  psg: /^psg_[a-z0-9]{3,40}$/,
} as const;

export type IdKind = keyof typeof SHAPES;

/** The only place that turns text into an id. Null when the text does not have the id's shape. */
export function parseId<Kind extends IdKind>(idKind: Kind, text: string): Id<Kind> | null {
  return SHAPES[idKind].test(text) ? (text as Id<Kind>) : null;
}

/** For ids that the program makes itself: a wrong shape is a bug, so it throws. */
export function makeId<Kind extends IdKind>(idKind: Kind, rest: string): Id<Kind> {
  const id = parseId(idKind, `${idKind}_${rest}`);
  if (id === null) throw new Error(`not a valid ${idKind} id: ${rest.slice(0, 60)}`);
  return id;
}

export function keyOfConversation(id: ConversationId): string {
  return id.slice(4);
}

export function conversationOfSend(id: SendId): ConversationId {
  return makeId('cnv', id.slice(4, 30));
}
