/**
 * Runs the simulated providers alone:
 * `node test/providers/main.ts --port 8788 --hook +15550100001=http://localhost:8787/hooks/con_bell1`
 */
import { parseArgs } from 'node:util';
import { startProviders } from './server.ts';

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '8788' },
    hook: { type: 'string', multiple: true, default: [] },
    'account-sid': { type: 'string' },
    'auth-token': { type: 'string' },
  },
});

const port = Number(values.port);
if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new Error(`--port ${values.port} is no port`);
const hooks: Record<string, string> = {};
for (const pair of values.hook) {
  const equals = pair.indexOf('=');
  const url = pair.slice(equals + 1);
  if (equals < 1 || !URL.canParse(url)) throw new Error(`--hook ${pair} is not number=URL`);
  hooks[pair.slice(0, equals)] = url;
}
const accountSid = values['account-sid'];
const authToken = values['auth-token'];
const providers = await startProviders({
  port,
  hooks: { twilio: hooks },
  twilio: {
    ...(accountSid === undefined ? {} : { accountSid }),
    ...(authToken === undefined ? {} : { authToken }),
  },
});
console.log(`simulated providers on ${providers.url} (what they do: GET /)`);
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void providers.close().then(() => process.exit(0)));
}
