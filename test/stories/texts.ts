/** Texts between a customer and a shop, through the simulated provider and its signed hook. */
import assert from 'node:assert/strict';

/** Both ends of it. */
export type TextLine = { providersUrl: string; shop: string; customer: string };

const ANSWER_WITHIN_MS = 60_000;
/** Gathering, thinking and sending are done by then. */
const SILENCE_MS = 4_000;

/**
 * The customer writes; what the shop says to it.
 * @param hears waited for; null = there must be no answer, and a moment is given to one
 */
export async function exchange(
  line: TextLine,
  says: string,
  hears: RegExp | null,
  withinMs = hears === null ? SILENCE_MS : ANSWER_WITHIN_MS,
): Promise<string[]> {
  const before = (await answersTo(line)).length;
  const response = await fetch(`${line.providersUrl}/twilio/text`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ from: line.customer, to: line.shop, text: says }),
  });
  assert.equal(response.status, 200, 'the simulated provider takes the text');
  const untilMs = Date.now() + withinMs;
  for (;;) {
    const heard = (await answersTo(line)).slice(before);
    if ((hears?.test(heard.join('\n')) ?? heard.length > 0) || Date.now() > untilMs) return heard;
    await new Promise((resolve) => setTimeout(resolve, 120));
  }
}

type Held = { messages: { direction: string; body: string }[] };

/** All that the customer was told so far. */
export async function answersTo({ providersUrl, customer }: TextLine): Promise<string[]> {
  const response = await fetch(`${providersUrl}/twilio/messages?to=${encodeURIComponent(customer)}`);
  const held = (await response.json()) as Held;
  return held.messages.filter((one) => one.direction !== 'inbound').map((one) => one.body);
}
