/** What `npm start` plays is what a newcomer sees first: evidence with its link, an order that was looked up, STOP, START. */
import { afterAll, expect, test } from 'vitest';
import { startGateway } from '../local/gateway.ts';
import { playConversation } from '../local/transcript.ts';

const gateway = startGateway({ port: 0 });
afterAll(async () => (await gateway).stop());

test('the conversation that the start command plays', { timeout: 60_000 }, async () => {
  const lines: string[] = [];
  await playConversation(await gateway, (line) => lines.push(line));
  const said = lines.join('\n');
  expect(said).toMatch(/AI assistant of Bluebird Bikes/);
  expect(said).toMatch(/within 30 days[^]*https?:\/\/\S+/);
  expect(said).toMatch(/Order BB-1001 is on its way/);
  expect(said).toMatch(/unsubscribed[^]*START[^]*you are subscribed again/);
});
