/** Codes of the house in the words of the people who read the console. */
import type { DeliveryStatus } from '../domain/channel.ts';
import type { SendState } from '../domain/send.ts';
import type { Stage, StageStep } from '../domain/understanding.ts';

const REASONS: Readonly<Record<string, string>> = {
  talk_to_person: 'Asked for a person',
  small_talk: 'Small talk',
  opt_out: 'Wants no more messages',
  send_failed: 'An answer could not be delivered',
  nonsense: 'answered with nonsense',
  overBudget: 'over budget',
  failed: 'failed',
  late: 'too late',
};

/** An unknown code is still readable: `payment_failed` -> `Payment failed`. */
export function reasonInWords(code: string): string {
  const known = Object.hasOwn(REASONS, code) ? REASONS[code] : undefined;
  if (known !== undefined) return known;
  const words = code
    .replace(/[_.:-]+/g, ' ')
    .replace(/([a-z])([A-Z])/g, (_, before: string, after: string) => `${before} ${after.toLowerCase()}`)
    .trim();
  return words === '' ? 'Needs a person' : words.charAt(0).toUpperCase() + words.slice(1);
}

/** `null`: the message was none of the business's intents. */
export function intentInWords(intent: string | null): string {
  if (intent === null) return 'Something else';
  return intent === 'talk_to_person' ? 'Wants a person' : reasonInWords(intent);
}

const CHANNELS: Readonly<Record<string, string>> = {
  sms: 'Text message',
  whatsapp: 'WhatsApp',
  messenger: 'Messenger',
  instagram: 'Instagram',
  telegram: 'Telegram',
  email: 'E-mail',
  webchat: 'Web chat',
  push: 'Push',
  voice: 'Call',
};

export function channelInWords(channel: string): string {
  return (Object.hasOwn(CHANNELS, channel) ? CHANNELS[channel] : undefined) ?? channel;
}

const STATES: Readonly<Record<SendState, string>> = {
  pending: 'Waiting to be sent',
  claimed: 'Being sent',
  posting: 'Being sent',
  sent: 'Sent',
  failed: 'Not sent',
  denied: 'Not sent, not allowed',
  cancelled: 'Dropped before it was sent',
  expired: 'Dropped, too late to be of use',
  unknown: 'Perhaps sent, being checked',
};

const DELIVERIES: Readonly<Record<DeliveryStatus, string>> = {
  accepted: 'Sent',
  sent: 'Sent',
  delivered: 'Delivered',
  read: 'Read',
  failed: 'Could not be delivered',
};

export function sendInWords(
  state: SendState,
  reason: string | null,
  delivery: DeliveryStatus | null,
): string {
  const what = state === 'sent' && delivery !== null ? DELIVERIES[delivery] : STATES[state];
  const good = state === 'sent' && delivery !== 'failed';
  return reason === null || good ? what : `${what} (${reasonInWords(reason).toLowerCase()})`;
}

const STAGES: Readonly<Record<Stage, string>> = {
  embedded: 'own classifier',
  own: 'your classifier',
  embedding: 'Workers AI vectors',
  model: 'language model',
  keywords: 'keywords',
};

/** `own classifier 61 %, unsure; language model 95 %`. */
export function stagesInWords(steps: readonly StageStep[]): string {
  return steps
    .map(({ stage, outcome, confidence }) => {
      const share = confidence === null ? '' : ` ${Math.round(confidence * 100)} %`;
      return `${STAGES[stage]}${share}${outcome === 'sure' ? '' : `, ${reasonInWords(outcome).toLowerCase()}`}`;
    })
    .join('; ');
}

/** `4 min`, `3 h`, `2 days`: how long ago, for a glance. */
export function ageInWords(fromMs: number, nowMs: number): string {
  const minutes = Math.max(0, Math.floor((nowMs - fromMs) / 60_000));
  if (minutes < 1) return 'just now';
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return `${hours} h`;
  return `${Math.floor(hours / 24)} days`;
}
