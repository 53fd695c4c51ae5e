/** Every provider that is supported: the only list. */
import type { ChannelAdapter } from '../domain/channel.ts';
import { twilioSms } from './twilio-sms.ts';
import { webchat } from './webchat.ts';

export const ADAPTERS: readonly ChannelAdapter[] = [twilioSms, webchat];

const BY_PROVIDER = new Map(ADAPTERS.map((adapter) => [adapter.profile.provider, adapter]));

/** @param provider as stored in `connections.provider`, e.g. `twilio-sms` */
export function adapterOf(provider: string): ChannelAdapter | null {
  return BY_PROVIDER.get(provider) ?? null;
}
