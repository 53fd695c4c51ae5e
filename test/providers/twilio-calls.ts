/** Calls of the simulated Twilio to the gateway: signed by Twilio's own package, retried as the hook's `#rc=` asks. */
import { randomUUID } from 'node:crypto';
import { getExpectedTwilioSignature } from 'twilio/lib/webhooks/webhooks.js';

const TIMEOUT_MS = 15_000;
const MAX_RETRIES = 5;
const MAX_ANSWER_CHARS = 2_000;

export type HookAnswer = { status: number | null; body: string; attempts: number };

/** Posts a signed form. `status` null: no answer at all. */
export async function callHook(
  hookUrl: string,
  fields: Record<string, string>,
  authToken: string,
): Promise<HookAnswer> {
  const [url = '', override = ''] = hookUrl.split('#', 2);
  const retries = Math.min(MAX_RETRIES, Number(new URLSearchParams(override).get('rc') ?? '0') || 0);
  const headers = {
    'content-type': 'application/x-www-form-urlencoded; charset=UTF-8',
    'i-twilio-idempotency-token': randomUUID(),
    'user-agent': 'TwilioProxy/1.1',
    'x-twilio-signature': getExpectedTwilioSignature(authToken, url, fields),
  };
  const body = new URLSearchParams(fields).toString();
  for (let attempts = 1; ; attempts++) {
    const answered = await post(url, headers, body);
    const failed = answered.status === null || answered.status >= 500;
    if (!failed || attempts > retries) return { ...answered, attempts };
  }
}

async function post(
  url: string,
  headers: Record<string, string>,
  body: string,
): Promise<{ status: number | null; body: string }> {
  try {
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const response = await fetch(url, { method: 'POST', headers, body, redirect: 'manual', signal });
    return { status: response.status, body: (await response.text()).slice(0, MAX_ANSWER_CHARS) };
  } catch {
    return { status: null, body: '' };
  }
}
