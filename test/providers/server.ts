/** Simulated providers as one real HTTP server on loopback: the gateway talks to it as it would to the real ones. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answer, readCall, writeAnswer } from './http.ts';
import type { Answer, Call, SimulatedProvider } from './http.ts';
import { simulatedTwilio } from './twilio.ts';
import type { TwilioOptions } from './twilio.ts';

export type ProvidersOptions = {
  /** 0 = any free one. */
  port: number;
  /** Where each provider calls the gateway. `twilio`: the shop's number -> hook URL, with Twilio's `#rc=` override if wished. */
  hooks: { twilio: Readonly<Record<string, string>> };
  twilio?: Omit<TwilioOptions, 'numbers'>;
};

export type Providers = { url: string; close: () => Promise<void> };

export async function startProviders(options: ProvidersOptions): Promise<Providers> {
  const twilio = simulatedTwilio({ ...options.twilio, numbers: options.hooks.twilio });
  const providers: Record<string, SimulatedProvider> = { twilio };

  async function handle(call: Call): Promise<Answer> {
    if (call.path === '/') {
      const help = Object.entries(providers).map(([name, provider]) => [name, provider.help()]);
      return answer(200, Object.fromEntries(help));
    }
    const provider = providers[call.path.split('/')[1] ?? ''];
    return (await provider?.handle(call)) ?? answer(404, { error: `nothing at ${call.method} ${call.path}` });
  }

  const server = createServer((request, response) => {
    void readCall(request)
      .then((call) => (call === null ? answer(413, { error: 'body too long' }) : handle(call)))
      .catch((error: unknown) => answer(500, { error: `simulator failed: ${String(error)}` }))
      .then((given) => writeAnswer(response, given));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(options.port, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${portOf(server.address())}`,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await Promise.all(Object.values(providers).map((provider) => provider.close()));
      await closed;
    },
  };
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return address.port;
}
