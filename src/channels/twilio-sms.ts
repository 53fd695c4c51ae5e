/** SMS and MMS through Twilio. */
import type { ChannelAdapter, ChannelProfile, OutboundMessage } from '../domain/channel.ts';
import { renderNumbered } from './render.ts';
import { findMessage, postMessage } from './twilio-api.ts';
import { parseTwilio } from './twilio-parse.ts';
import { isSignedByTwilio } from './twilio-signature.ts';

const profile: ChannelProfile = {
  channel: 'sms',
  provider: 'twilio-sms',
  addressKind: 'phone',
  maxChars: 1_600,
  quickReplies: { style: 'numbered', max: 9 },
  replyWindowMs: null,
  transport: 'http',
  segmented: true,
  finalStatus: 'delivered',
  interrupts: true,
  credentials: [
    { name: 'accountSid', label: 'Account SID', secret: false, pattern: /^AC[0-9a-fA-F]{32}$/ },
    { name: 'authToken', label: 'Auth token', secret: true, pattern: /^[0-9a-fA-F]{32}$/ },
    {
      name: 'previousAuthToken',
      label: 'Previous auth token, while it is being replaced',
      secret: true,
      pattern: /^([0-9a-fA-F]{32})?$/,
    },
    {
      name: 'from',
      label: 'Sending number (or a messaging service)',
      secret: false,
      pattern: /^(\+[1-9]\d{4,14})?$/,
    },
    {
      name: 'messagingServiceSid',
      label: 'Messaging service SID (or a sending number)',
      secret: false,
      pattern: /^(MG[0-9a-fA-F]{32})?$/,
    },
  ],
};

function textOf(message: OutboundMessage): string {
  return renderNumbered(message.text, message.quickReplies, {
    maxReplies: profile.quickReplies.max,
    maxChars: profile.maxChars,
  });
}

export const twilioSms: ChannelAdapter = {
  profile,
  verify: isSignedByTwilio,
  parse: parseTwilio,
  // Anything but TwiML would be texted to the customer as a reply.
  acknowledgement: { contentType: 'text/xml', body: '<?xml version="1.0" encoding="UTF-8"?><Response/>' },
  send: (message, credentials, context) => postMessage(message, textOf(message), credentials, context),
  lookup: (message, postedAtMs, credentials, context) =>
    findMessage(message, textOf(message), postedAtMs, credentials, context),
};
