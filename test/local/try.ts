import { startGateway } from './gateway.ts';
const t0 = Date.now();
const g = await startGateway({ port: 0 });
console.log('ready', Date.now() - t0, g.url, g.providersUrl, JSON.stringify(g.demo).slice(0, 600));
const post = (path: string, body: unknown) => fetch(g.providersUrl + path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
for (const text of process.argv.slice(2)) {
  const r = await post('/twilio/text', { from: '+12065550123', to: '+12065550100', text });
  console.log('>', text, r.status, (await r.text()).slice(0, 200));
  await new Promise((r) => setTimeout(r, 3000));
}
const m = (await (await fetch(g.providersUrl + '/twilio/messages')).json()) as { messages: { direction: string; body: string; status: string }[] };
for (const x of m.messages) console.log(x.direction, x.status, JSON.stringify(x.body));
const key = g.demo.apiKey;
const s = await fetch(g.url + '/v1/stats?from=2026-11-01&to=2026-11-30', { headers: { authorization: `Bearer ${key}` } });
console.log(s.status, (await s.text()).slice(0, 1500));
await g.stop();
