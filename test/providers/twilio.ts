/** A Twilio of our own: the Messages resource, signed callbacks, customers who text, and switches for what goes wrong. */
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { answer, readJson } from './http.ts';
import type { Answer, Call, SimulatedProvider } from './http.ts';
import { callHook } from './twilio-calls.ts';
import { blockList, inboundFields, inboundMessage, keywordOf, textSchema } from './twilio-customers.ts';
import { faultsSchema, NO_FAULTS, SEND_FAULTS } from './twilio-faults.ts';
import type { SendFault, TwilioFaults } from './twilio-faults.ts';
import { messageLifecycle } from './twilio-lifecycle.ts';
import { messageList, messageResource, newMessage } from './twilio-messages.ts';
import type { TwilioMessage } from './twilio-messages.ts';
import { checkedForm, errorBody } from './twilio-validation.ts';
import type { SendForm, TwilioError } from './twilio-validation.ts';

/** Made up, and made to look it. */
export const DEMO_ACCOUNT_SID = `AC${'0'.repeat(32)}`;
export const DEMO_AUTH_TOKEN = '0'.repeat(32);

export type TwilioOptions = {
  accountSid?: string;
  authToken?: string;
  /** The account's numbers -> hook URL. */
  numbers: Readonly<Record<string, string>>;
  /** Older messages are forgotten. */
  maxMessages?: number;
};

const numbersSchema = z.record(z.string().regex(/^\+[1-9]\d{4,14}$/), z.url());

export function simulatedTwilio(options: TwilioOptions): SimulatedProvider {
  const accountSid = options.accountSid ?? DEMO_ACCOUNT_SID;
  const authToken = options.authToken ?? DEMO_AUTH_TOKEN;
  const maxMessages = options.maxMessages ?? 5_000;
  const lifecycle = messageLifecycle(accountSid, authToken);
  const blocked = blockList(maxMessages);
  const messages = new Map<string, TwilioMessage>();
  const counts = { taken: 0, refused: 0, texts: 0 };
  let numbers = options.numbers;
  let faults: TwilioFaults = NO_FAULTS;
  let sendsLeft: number | null = null;

  function keep(message: TwilioMessage): TwilioMessage {
    messages.set(message.sid, message);
    const oldest = messages.keys().next();
    if (messages.size > maxMessages && !oldest.done) messages.delete(oldest.value);
    return message;
  }

  function refuse(error: TwilioError, headers?: Record<string, string>): Answer {
    counts.refused++;
    return answer(error.status, errorBody(error), headers);
  }

  /** The fault for this send; a fault with a number of times wears off. */
  function drawFault(): SendFault {
    if (faults.send === 'none' || sendsLeft === 0) return 'none';
    if (sendsLeft !== null) sendsLeft--;
    return faults.send;
  }

  async function take(form: SendForm): Promise<TwilioMessage> {
    counts.taken++;
    const { validityPeriodS, ...rest } = form;
    const status = form.messagingServiceSid === null ? 'queued' : 'accepted';
    const message = keep(newMessage({ ...rest, validityPeriodS, direction: 'outbound-api', status }));
    await lifecycle.begin(message, faults);
    return message;
  }

  async function send(call: Call): Promise<Answer> {
    const fault = drawFault();
    if (faults.latencyMs > 0) await sleep(faults.latencyMs);
    const isForm = (call.headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded');
    if (!isAuthorized(call, accountSid, authToken) || fault === 'unauthorized') {
      return refuse({ status: 401, code: 20003, message: 'Authenticate' });
    }
    const wait = faults.retryAfterSeconds;
    const headers: Record<string, string> = wait === null ? {} : { 'retry-after': String(wait) };
    if (fault === 'rate-limit') {
      return refuse({ status: 429, code: 20429, message: 'Too many requests' }, headers);
    }
    if (fault === 'rate-limit-bare') return answer(429, 'slow down', headers);
    if (fault === 'server-error-before') return answer(500, '<html>Internal Server Error</html>');
    if (fault === 'drop-before') return { kind: 'drop' };
    if (fault === 'hang-before') return { kind: 'hang' };
    if (fault === 'error-code') return refuse({ status: 400, code: faults.errorCode, message: 'Refused' });
    const checked = checkedForm(new URLSearchParams(isForm ? call.body : ''), (number) =>
      Object.hasOwn(numbers, number),
    );
    if (checked.kind === 'refused') return refuse(checked.error);
    const { form } = checked;
    const isBlocked = faults.optOut !== 'off' && form.from !== null && blocked.isBlocked(form.from, form.to);
    if (fault === 'opted-out' || isBlocked) {
      return refuse({ status: 400, code: 21610, message: 'Attempt to send to unsubscribed recipient' });
    }
    const message = await take(form);
    if (fault === 'server-error-after') return answer(500, '<html>Internal Server Error</html>');
    if (fault === 'drop-after') return { kind: 'drop' };
    if (fault === 'hang-after') return { kind: 'hang' };
    if (fault === 'junk-accept') return answer(201, '<html>Created</html>');
    return answer(201, messageResource(message, accountSid));
  }

  async function api(call: Call, rest: string): Promise<Answer | null> {
    if (rest === '.json' && call.method === 'POST') return send(call);
    if (call.method !== 'GET') return null;
    if (faults.latencyMs > 0) await sleep(faults.latencyMs);
    if (!isAuthorized(call, accountSid, authToken) || faults.send === 'unauthorized') {
      return refuse({ status: 401, code: 20003, message: 'Authenticate' });
    }
    if (rest === '.json') return answer(200, messageList([...messages.values()], call.query, accountSid));
    const message = messages.get(rest.replace(/^\/|\.json$/g, ''));
    return message === undefined
      ? refuse({ status: 404, code: 20404, message: 'The requested resource was not found' })
      : answer(200, messageResource(message, accountSid));
  }

  async function text(call: Call): Promise<Answer> {
    const given = textSchema.safeParse(readJson(call));
    if (!given.success) return answer(400, { error: z.prettifyError(given.error) });
    const hookUrl = Object.hasOwn(numbers, given.data.to) ? numbers[given.data.to] : undefined;
    if (hookUrl === undefined) return answer(404, { error: `no hook for ${given.data.to}` });
    counts.texts++;
    const message = keep(inboundMessage(given.data));
    const keyword = keywordOf(message.body);
    if (faults.optOut !== 'off' && keyword !== null) {
      blocked.apply(keyword, message.to, given.data.from);
      const reply = `Twilio answers ${keyword}`;
      const told = { direction: 'outbound-reply', from: message.to, to: given.data.from } as const;
      keep(newMessage({ ...told, body: reply, status: 'delivered', sentAtMs: Date.now() }));
    }
    const fields = inboundFields(message, accountSid, faults.optOut);
    const answers = [];
    for (let copy = 0; copy < given.data.copies; copy++)
      answers.push(await callHook(hookUrl, fields, authToken));
    return answer(200, { messageSid: message.sid, status: answers[0]?.status ?? null, answers });
  }

  function setFaults(call: Call): Answer {
    const given = faultsSchema.safeParse(readJson(call));
    if (!given.success) return answer(400, { error: z.prettifyError(given.error) });
    faults = given.data;
    sendsLeft = faults.sendTimes;
    return answer(200, faults);
  }

  function setNumbers(call: Call): Answer {
    const given = numbersSchema.safeParse(readJson(call));
    if (!given.success) return answer(400, { error: z.prettifyError(given.error) });
    numbers = given.data;
    return answer(200, numbers);
  }

  const help = () => ({
    account: { accountSid, authToken, numbers },
    counts: { ...counts, held: messages.size },
    faults,
    surface: {
      'POST /twilio/2010-04-01/Accounts/{sid}/Messages.json': "Twilio's send",
      'GET /twilio/2010-04-01/Accounts/{sid}/Messages.json':
        "Twilio's list: To, From, DateSent, PageSize, Page",
      'POST /twilio/text': 'a customer texts the shop: {from, to, text, mediaUrls?, messageSid?, copies?}',
      'GET /twilio/messages': 'all messages held, oldest first; ?to= ?from=',
      'DELETE /twilio/messages': 'forgets messages, counts and opt-outs; no callback comes after it',
      'PUT /twilio/faults': 'sets the switches; those not named go back to normal',
      'PUT /twilio/numbers': "the account's numbers and their hooks: {number: url}",
    },
    sendFaults: SEND_FAULTS,
  });

  async function forget(): Promise<Answer> {
    await lifecycle.forget();
    messages.clear();
    blocked.clear();
    Object.assign(counts, { taken: 0, refused: 0, texts: 0 });
    return answer(200, { held: 0 });
  }

  function shown(call: Call): Answer {
    const to = call.query.get('to');
    const from = call.query.get('from');
    const found = [...messages.values()].filter(
      (message) => (to === null || message.to === to) && (from === null || message.from === from),
    );
    return answer(200, { messages: found });
  }

  const control: Record<string, (call: Call) => Answer | Promise<Answer>> = {
    'POST /twilio/text': text,
    'GET /twilio/messages': shown,
    'DELETE /twilio/messages': forget,
    'GET /twilio/faults': () => answer(200, faults),
    'PUT /twilio/faults': setFaults,
    'PUT /twilio/numbers': setNumbers,
    'GET /twilio': () => answer(200, help()),
  };

  return {
    async handle(call) {
      const match = /^\/twilio\/2010-04-01\/Accounts\/[^/]+\/Messages(.*\.json)$/.exec(call.path);
      if (match !== null) return api(call, match[1] ?? '');
      return (await control[`${call.method} ${call.path}`]?.(call)) ?? null;
    },
    help,
    close: lifecycle.forget,
  };
}

/** Basic auth as Twilio wants it, for the account named in the path. */
function isAuthorized(call: Call, accountSid: string, authToken: string): boolean {
  const expected = `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`;
  return call.headers['authorization'] === expected && call.path.includes(`/Accounts/${accountSid}/`);
}
