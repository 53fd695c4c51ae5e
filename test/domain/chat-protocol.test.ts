import { describe, expect, it } from 'vitest';
import {
  MAX_FRAME_CHARS,
  MAX_TEXT_CHARS,
  parseClientFrame,
  toChatEntry,
  webUrl,
} from '../../src/domain/chat-protocol.ts';
import { readSocketRole, writeSocketRole, type SocketRole } from '../../src/domain/socket-role.ts';
import { makeId } from '../../src/domain/ids.ts';

const parse = (frame: unknown) => parseClientFrame(JSON.stringify(frame));
const refusedAs = (code: string, id: string | null = null) => ({ kind: 'refused', code, id });

describe('client frames', () => {
  it('reads each frame of the protocol', () => {
    const frames = [
      { t: 'hello', v: 1, since: 7 },
      { t: 'say', id: 'w-12345678', text: 'Hi' },
      { t: 'tap', id: 'w-12345678', payload: 'flow:yes', title: 'Yes' },
      { t: 'ack', seq: 3 },
      { t: 'typing' },
    ];
    for (const frame of frames) expect(parse(frame)).toEqual({ kind: 'frame', frame });
    expect(parse({ t: 'hello', since: 0 })).toEqual({ kind: 'frame', frame: { t: 'hello', v: 1, since: 0 } });
  });

  it('refuses whatever is not exactly such a frame', () => {
    const bad: unknown[] = [
      null,
      1,
      'x',
      [],
      {},
      { t: 'say' },
      { t: 'say', id: 'short', text: 'Hi' },
      { t: 'say', id: 'w-12345678', text: 5 },
      { t: 'say', id: 'w-12345678', text: 'Hi', businessId: 'biz_other' },
      { t: 'say', id: { $ne: 1 }, text: 'Hi' },
      { t: 'hello', since: -1 },
      { t: 'hello', since: 1.5 },
      { t: 'hello', since: '0' },
      { t: 'ack', seq: 2 ** 60 },
      { t: 'ack', seq: 1, role: 'person' },
      { t: 'typing', on: true },
      { t: 'constructor' },
    ];
    for (const frame of bad) expect(parse(frame)).toEqual(refusedAs('bad_frame'));
    for (const raw of ['', '{', '{"t":"typing","__proto__":{}}', '\u0000', new ArrayBuffer(4), undefined]) {
      expect(parseClientFrame(raw)).toEqual(refusedAs('bad_frame'));
    }
    expect(parse({ t: 'hello', v: 2, since: 0 })).toEqual(refusedAs('bad_version'));
  });

  it('takes a text of the greatest length and names the one that is longer', () => {
    const id = 'w-12345678';
    expect(parse({ t: 'say', id, text: 'a'.repeat(MAX_TEXT_CHARS) }).kind).toBe('frame');
    expect(parse({ t: 'say', id, text: 'a'.repeat(MAX_TEXT_CHARS + 1) })).toEqual(refusedAs('too_long', id));
    expect(parseClientFrame('x'.repeat(MAX_FRAME_CHARS + 1))).toEqual(refusedAs('too_long'));
    // The longest text still fits a frame when every character needs an escape of six.
    expect(JSON.stringify({ t: 'say', id, text: '\u0001'.repeat(MAX_TEXT_CHARS) }).length).toBeLessThan(
      MAX_FRAME_CHARS,
    );
  });

  it('stores no control characters and no broken surrogates, and refuses a text of nothing else', () => {
    const id = 'w-12345678';
    expect(parse({ t: 'say', id, text: ' a\u0000b\r\nc\td\ud800 ' })).toEqual({
      kind: 'frame',
      frame: { t: 'say', id, text: 'ab\nc\td\ufffd' },
    });
    expect(parse({ t: 'say', id, text: ' \u0000\u0007 ' })).toEqual(refusedAs('bad_frame', id));
    expect(parse({ t: 'say', id, text: '\u202eevil' })).toMatchObject({ frame: { text: '\u202eevil' } });
  });
});

describe('what a customer sees of a thread', () => {
  const entry = {
    seq: 4,
    direction: 'out' as const,
    author: 'bot',
    text: 'Until six.',
    atMs: 9,
    clientId: null,
    quickReplies: [],
    evidence: [{ passageId: 'p1', title: 'Hours', quote: 'q', url: 'javascript:alert(1)', contentHash: 'h' }],
    reasons: { receiptId: 'r'.repeat(20) },
    send: { state: 'sent' },
  };

  it('shows what was sent, with its receipt, without other reasons and without links that are not web links', () => {
    expect(toChatEntry(entry)).toEqual({
      seq: 4,
      from: 'shop',
      text: 'Until six.',
      atMs: 9,
      clientId: null,
      quickReplies: [],
      evidence: [{ title: 'Hours', url: null, quote: 'q' }],
      receiptId: 'r'.repeat(20),
    });
    expect(toChatEntry({ ...entry, author: 'person' })?.from).toBe('person');
  });

  it('hides notes and answers that were dropped', () => {
    expect(toChatEntry({ ...entry, direction: 'note', send: null })).toBeNull();
    for (const state of ['pending', 'denied', 'cancelled', 'expired', 'failed']) {
      expect(toChatEntry({ ...entry, send: { state } })).toBeNull();
    }
  });

  it('knows a web link', () => {
    expect(webUrl('https://shop.example/hours?a=1#x')).toBe('https://shop.example/hours?a=1#x');
    for (const bad of [
      'javascript:alert(1)',
      ' https://a.example',
      'data:text/html,x',
      '//a.example',
      'http://',
      null,
    ]) {
      expect(webUrl(bad)).toBeNull();
    }
  });
});

describe('the role behind a socket', () => {
  const businessId = makeId('biz', 'demo');
  const conversationId = makeId('cnv', 'a'.repeat(26));
  const roles: SocketRole[] = [
    {
      kind: 'customer',
      businessId,
      conversationId,
      connectionId: makeId('con', 'chat'),
      address: { kind: 'webchat', value: 'v'.repeat(24) },
      expiresAtMs: 5,
    },
    { kind: 'person', businessId, conversationId, memberId: 'Zoë – front desk', expiresAtMs: 5 },
  ];

  it('survives headers', () => {
    for (const role of roles) {
      const headers = new Headers(writeSocketRole(role));
      expect(readSocketRole((name) => headers.get(name))).toEqual(role);
    }
  });

  it('is nobody when a header is missing or malformed', () => {
    for (const role of roles) {
      const written = writeSocketRole(role);
      for (const name of Object.keys(written)) {
        const headers = new Headers({ ...written, [name]: '%' });
        expect(readSocketRole((n) => headers.get(n))).toBeNull();
        headers.delete(name);
        expect(readSocketRole((n) => headers.get(n))).toBeNull();
      }
    }
  });
});
