/** What becomes of a message after it was taken: queued, sent, delivered or not, and the callbacks about it. */
import { callHook } from './twilio-calls.ts';
import type { TwilioFaults } from './twilio-faults.ts';
import type { TwilioMessage } from './twilio-messages.ts';

export type Lifecycle = {
  /** Reports the stages, one after the other. Resolves after the first one when faults ask for "callback first". */
  begin: (message: TwilioMessage, faults: TwilioFaults) => Promise<void>;
  /** After it no callback comes about anything taken before. */
  forget: () => Promise<void>;
};

export function messageLifecycle(accountSid: string, authToken: string): Lifecycle {
  const timers = new Set<ReturnType<typeof setTimeout>>();
  const reporting = new Set<Promise<void>>();
  /** Grows when all is forgotten: steps of an earlier era stop. */
  let era = 0;

  function later(waitMs: number, work: () => Promise<void>): void {
    const timer = setTimeout(() => {
      timers.delete(timer);
      void work();
    }, waitMs);
    timers.add(timer);
  }

  async function report(message: TwilioMessage, status: string, faults: TwilioFaults): Promise<void> {
    if (message.statusCallback === null || faults.callbacks === 'off') return;
    const failed = status === 'undelivered';
    for (let copy = 0; copy < faults.callbackCopies; copy++) {
      const fields = {
        AccountSid: accountSid,
        ApiVersion: '2010-04-01',
        From: message.from ?? '',
        MessageSid: message.sid,
        MessageStatus: status,
        SmsSid: message.sid,
        SmsStatus: status,
        To: message.to,
        ...(failed ? { ErrorCode: String(message.errorCode) } : {}),
        ...(message.messagingServiceSid === null ? {} : { MessagingServiceSid: message.messagingServiceSid }),
      };
      const answered = await callHook(message.statusCallback, fields, authToken);
      message.callbacks.push({ status, answered: answered.status });
    }
  }

  return {
    async begin(message, faults) {
      const last = faults.deliveryErrorCode === null ? 'delivered' : 'undelivered';
      const stages = ['queued', 'sent', last];
      const reports = faults.callbacks === 'reversed' ? stages.toReversed() : stages;
      const begunIn = era;
      const step = async (at: number): Promise<void> => {
        const stage = stages[at];
        const told = reports[at];
        if (stage === undefined || told === undefined || era !== begunIn) return;
        message.status = stage;
        if (stage === 'sent') message.sentAtMs = Date.now();
        // A reversed first report tells of the end already.
        if (at === stages.length - 1 || told === last) message.errorCode = faults.deliveryErrorCode;
        const telling = report(message, told, faults);
        reporting.add(telling);
        await telling;
        reporting.delete(telling);
        if (era === begunIn) later(faults.callbackGapMs, () => step(at + 1));
      };
      if (faults.callbackFirst) await step(0);
      else later(faults.callbackGapMs, () => step(0));
    },
    async forget() {
      era++;
      for (const timer of timers) clearTimeout(timer);
      timers.clear();
      await Promise.all(reporting);
    },
  };
}
