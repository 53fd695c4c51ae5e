/** Chat on the shop's own site. No provider: the conversation itself hands messages to the open sockets. */
import type { ChannelAdapter } from '../domain/channel.ts';

export const webchat: ChannelAdapter = {
  profile: {
    channel: 'webchat',
    provider: 'webchat',
    addressKind: 'webchat',
    maxChars: 4_000,
    quickReplies: { style: 'buttons', max: 10, maxChars: 40 },
    replyWindowMs: null,
    transport: 'socket',
    segmented: false,
    finalStatus: 'sent',
    interrupts: false,
    credentials: [],
  },
  // Nobody calls a hook for it: visitors come through a socket with a token of their own.
  verify: async () => false,
  parse: () => [{ kind: 'ignored', why: 'web chat has no hook' }],
  acknowledgement: { contentType: 'text/plain', body: '' },
  // `transport: 'socket'` keeps deliveries away from here. If one comes all the same, nothing was sent, and that is said.
  send: async () => ({ kind: 'never', reason: 'socket_channel', optOut: false }),
};
