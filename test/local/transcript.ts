/** Plays one customer's conversation through the real, signed webhook, and prints what was said. */
import type { Gateway } from './gateway.ts';

const SHOP = '+12065550100';
const WAIT_MS = 15_000;

/** What the customer texts, and whether the shop is expected to answer. */
const LINES = [
  'Hi! Can I send back a helmet that does not fit?',
  'And where is my order?',
  'BB-1001',
  'STOP',
  'START',
] as const;

type Held = { messages: { direction: string; body: string; from: string; to: string }[] };

export async function playConversation(
  gateway: Pick<Gateway, 'providersUrl'>,
  print: (line: string) => void,
): Promise<void> {
  const customer = `+1206555${String(110 + Math.floor(Math.random() * 80)).padStart(4, '0')}`;
  print(
    `\nA customer (${customer}) texts the shop (${SHOP}); every message goes through the signed webhook.\n`,
  );
  let answered = await answersTo(gateway, customer);
  for (const text of LINES) {
    print(`  customer  ${text}`);
    await sayAsCustomer(gateway, customer, text);
    const before = answered.length;
    answered = await waitForAnswer(gateway, customer, before);
    for (const answer of answered.slice(before))
      print(`  Bluebird  ${answer.replaceAll('\n', '\n            ')}`);
    if (answered.length === before)
      throw new Error(`The shop did not answer "${text}" within ${WAIT_MS / 1_000} s.`);
  }
}

async function sayAsCustomer(
  gateway: Pick<Gateway, 'providersUrl'>,
  from: string,
  text: string,
): Promise<void> {
  const response = await fetch(`${gateway.providersUrl}/twilio/text`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ from, to: SHOP, text }),
  });
  if (!response.ok) throw new Error(`The simulated provider could not deliver a text (${response.status}).`);
}

async function waitForAnswer(
  gateway: Pick<Gateway, 'providersUrl'>,
  customer: string,
  before: number,
): Promise<string[]> {
  const untilMs = Date.now() + WAIT_MS;
  for (;;) {
    const answers = await answersTo(gateway, customer);
    if (answers.length > before || Date.now() > untilMs) return answers;
    await new Promise((resolve) => setTimeout(resolve, 150));
  }
}

async function answersTo(gateway: Pick<Gateway, 'providersUrl'>, customer: string): Promise<string[]> {
  const response = await fetch(`${gateway.providersUrl}/twilio/messages?to=${encodeURIComponent(customer)}`);
  const held = (await response.json()) as Held;
  return held.messages.filter((m) => m.direction !== 'inbound').map((m) => m.body);
}
