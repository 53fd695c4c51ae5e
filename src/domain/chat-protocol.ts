/**
 * What the web chat widget and a conversation say to each other over their socket. JSON text frames, one object each.
 *
 * client -> server
 *   hello   first frame of every socket. `since` = entries after this seq are wanted; 0 = everything. Sent again with the
 *           last seq received while the answer says `more` (or, when a page shows nothing, `ENTRIES_PER_FRAME` further on).
 *   say     a message. `id` is made by the client and kept until the message is seen in `entries`: after a reconnect it is
 *           said again under the same id, and the server stores it once.
 *   tap     a quick reply was tapped: as `say`, with the button's payload.
 *   ack     everything up to `seq` was shown to the customer.
 *   typing  the customer is writing. Optional, never stored.
 * server -> client
 *   entries answers every hello (even with none), and is pushed for every new entry, the customer's own included: that is
 *           how a client learns that its message is stored. Oldest first.
 *   typing  somebody is writing an answer.
 *   error   `id` names the `say` or `tap` that was refused, or is null. The socket stays open.
 *
 * An entry keeps its seq for ever, and the same entry may come twice: clients keep one of each seq and order by it. A reply
 * can become visible after a younger entry, so clients ask again for a short stretch that they already have (`OVERLAP`).
 * Outside JSON: the text frame `ping` is answered with `pong`, which a hibernating object does without waking.
 */
import type { QuickReply } from './channel.ts';
import type { Evidence } from './evidence.ts';

export const CHAT_VERSION = 1;
export const PING = 'ping';
export const PONG = 'pong';
/** How far below its newest seq a reconnecting client asks again. The widget has the same number. */
export const OVERLAP = 20;
export const MAX_TEXT_CHARS = 4_000;
/** Longest frame that is read at all. */
export const MAX_FRAME_CHARS = 26_000;
export const ENTRIES_PER_FRAME = 50;

/** Close codes. 4401: the token is no longer good, ask for a session again. 4429: too many frames, come back slowly. */
export const CLOSE = { tokenInvalid: 4401, tooManyFrames: 4429, notFound: 4404 } as const;

export type ClientFrame =
  | { t: 'hello'; v: number; since: number }
  | { t: 'say'; id: string; text: string }
  | { t: 'tap'; id: string; payload: string; title: string }
  | { t: 'ack'; seq: number }
  | { t: 'typing' };

export type ChatErrorCode = 'bad_frame' | 'bad_version' | 'too_long' | 'rate_limited' | 'unavailable';

export type ChatEvidence = { title: string; url: string | null; quote: string };

export type ChatEntry = {
  seq: number;
  from: 'customer' | 'shop' | 'person';
  text: string;
  atMs: number;
  /** The client's own id of its message; null for what the shop said. */
  clientId: string | null;
  quickReplies: QuickReply[];
  evidence: ChatEvidence[];
  /** Shown at `/a/{receiptId}` of the gateway; null = there is none. */
  receiptId: string | null;
};

export type ServerFrame =
  | { t: 'entries'; entries: ChatEntry[]; more: boolean }
  | { t: 'typing' }
  | { t: 'error'; code: ChatErrorCode; id: string | null }
  /** To a person's socket only: the conversation changed, read it again. */
  | { t: 'changed'; seq: number };

export type ParsedFrame =
  { kind: 'frame'; frame: ClientFrame } | { kind: 'refused'; code: ChatErrorCode; id: string | null };

const CLIENT_ID = /^[A-Za-z0-9_-]{8,64}$/;

/** Total: anything that is not a known frame with exactly its own fields is refused, never an exception. */
export function parseClientFrame(data: unknown): ParsedFrame {
  if (typeof data !== 'string') return refused('bad_frame');
  if (data.length > MAX_FRAME_CHARS) return refused('too_long');
  const fields = readFields(data);
  if (fields === null) return refused('bad_frame');
  switch (fields.get('t')) {
    case 'hello':
      return parseHello(fields);
    case 'say':
      return parseSay(fields);
    case 'tap':
      return parseTap(fields);
    case 'ack': {
      const seq = fields.get('seq');
      return isSeq(seq) && fields.size === 2 ? accepted({ t: 'ack', seq }) : refused('bad_frame');
    }
    case 'typing':
      return fields.size === 1 ? accepted({ t: 'typing' }) : refused('bad_frame');
    default:
      return refused('bad_frame');
  }
}

export function writeServerFrame(frame: ServerFrame): string {
  return JSON.stringify(frame);
}

/** What an entry of a thread looks like to the customer; null = not for the customer's eyes. */
export function toChatEntry(entry: {
  seq: number;
  direction: 'in' | 'out' | 'note';
  author: string;
  text: string;
  atMs: number;
  clientId: string | null;
  quickReplies: readonly QuickReply[];
  evidence: readonly Evidence[];
  reasons: { receiptId?: string | null } | null;
  send: { state: string } | null;
}): ChatEntry | null {
  if (entry.direction === 'note') return null;
  if (entry.direction === 'out' && entry.send?.state !== 'sent') return null;
  return {
    seq: entry.seq,
    from: entry.direction === 'in' ? 'customer' : entry.author === 'person' ? 'person' : 'shop',
    text: entry.text,
    atMs: entry.atMs,
    clientId: entry.clientId,
    quickReplies: entry.quickReplies.map(({ title, payload }) => ({ title, payload })),
    evidence: entry.evidence.map(({ title, url, quote }) => ({ title, url: webUrl(url), quote })),
    receiptId: entry.reasons?.receiptId ?? null,
  };
}

/** The URL when a browser may follow it (http or https), else null. */
export function webUrl(url: string | null): string | null {
  return url !== null && /^https?:\/\/[^\s<>"'`\\]+$/i.test(url) && URL.canParse(url) ? url : null;
}

function parseHello(fields: Fields): ParsedFrame {
  const since = fields.get('since');
  const version = fields.get('v') ?? CHAT_VERSION;
  if (version !== CHAT_VERSION) return refused('bad_version');
  if (!isSeq(since) || fields.size !== (fields.has('v') ? 3 : 2)) return refused('bad_frame');
  return accepted({ t: 'hello', v: CHAT_VERSION, since });
}

function parseSay(fields: Fields): ParsedFrame {
  const id = fields.get('id');
  const text = fields.get('text');
  if (!isClientId(id) || typeof text !== 'string' || fields.size !== 3) return refused('bad_frame');
  if (text.length > MAX_TEXT_CHARS) return refused('too_long', id);
  const cleaned = clean(text);
  return cleaned === '' ? refused('bad_frame', id) : accepted({ t: 'say', id, text: cleaned });
}

function parseTap(fields: Fields): ParsedFrame {
  const id = fields.get('id');
  const payload = fields.get('payload');
  const title = fields.get('title');
  if (!isClientId(id) || typeof payload !== 'string' || typeof title !== 'string' || fields.size !== 4) {
    return refused('bad_frame');
  }
  if (payload.length > 256 || title.length > 256) return refused('too_long', id);
  const cleaned = clean(title);
  if (cleaned === '' || payload === '') return refused('bad_frame', id);
  return accepted({ t: 'tap', id, payload: payload.toWellFormed(), title: cleaned });
}

type Fields = ReadonlyMap<string, unknown>;

function readFields(text: string): Fields | null {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
    return new Map<string, unknown>(Object.entries(value));
  } catch {
    return null;
  }
}

/** Control characters other than tab and line feed say nothing and break stores and terminals. */
function clean(text: string): string {
  const kept = text
    .replace(/\r\n?/g, '\n')
    .replace(/\p{Cc}|\ufeff/gu, (c) => (c === '\n' || c === '\t' ? c : ''));
  return kept.toWellFormed().trim();
}

function isSeq(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function isClientId(value: unknown): value is string {
  return typeof value === 'string' && CLIENT_ID.test(value);
}

function accepted(frame: ClientFrame): ParsedFrame {
  return { kind: 'frame', frame };
}

function refused(code: ChatErrorCode, id: string | null = null): ParsedFrame {
  return { kind: 'refused', code, id };
}
