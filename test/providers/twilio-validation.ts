/** What Twilio itself checks before it takes a message, with its codes. */

export type TwilioError = { status: number; code: number; message: string };

export type SendForm = {
  to: string;
  from: string | null;
  messagingServiceSid: string | null;
  body: string;
  mediaUrls: string[];
  statusCallback: string | null;
  validityPeriodS: number;
};

const E164 = /^\+[1-9]\d{6,14}$/;
const MAX_BODY_CHARS = 1_600;

/** @param owns whether the account owns this number */
export function checkedForm(
  form: URLSearchParams,
  owns: (number: string) => boolean,
): { kind: 'valid'; form: SendForm } | { kind: 'refused'; error: TwilioError } {
  const to = form.get('To') ?? '';
  const from = form.get('From') || null;
  const messagingServiceSid = form.get('MessagingServiceSid') || null;
  const body = form.get('Body') ?? '';
  const mediaUrls = form.getAll('MediaUrl');
  const statusCallback = form.get('StatusCallback') || null;
  const validityPeriodS = Number(form.get('ValidityPeriod') ?? '36000');
  const refused = (code: number, message: string) =>
    ({ kind: 'refused', error: { status: 400, code, message } }) as const;
  if (to === '') return refused(21604, "A 'To' phone number is required.");
  if (from === null && messagingServiceSid === null)
    return refused(21603, "A 'From' phone number is required.");
  if (!E164.test(to)) return refused(21211, "The 'To' number is not a valid phone number.");
  if (messagingServiceSid !== null && !/^MG[0-9a-fA-F]{32}$/.test(messagingServiceSid)) {
    return refused(21701, 'The Messaging Service does not exist.');
  }
  if (messagingServiceSid === null && from !== null && !owns(from)) {
    return refused(21606, "The 'From' phone number is not a message-capable number of this account.");
  }
  if (to === from) return refused(21266, "'To' and 'From' number cannot be the same.");
  if (body === '' && mediaUrls.length === 0) return refused(21602, 'Message body is required.');
  if (body.length > MAX_BODY_CHARS)
    return refused(21617, 'The message body exceeds the 1600 character limit.');
  if (mediaUrls.length > 10) return refused(21623, 'Number of media files exceeds the limit.');
  if (mediaUrls.some((url) => !isWebUrl(url))) return refused(21620, 'A media URL is not valid.');
  if (statusCallback !== null && !isCallbackUrl(statusCallback)) {
    return refused(21609, "The 'StatusCallback' URL is not valid.");
  }
  if (!Number.isInteger(validityPeriodS) || validityPeriodS < 1 || validityPeriodS > 36_000) {
    return refused(20001, 'ValidityPeriod is out of range.');
  }
  return {
    kind: 'valid',
    form: { to, from, messagingServiceSid, body, mediaUrls, statusCallback, validityPeriodS },
  };
}

export function errorBody(error: TwilioError): Record<string, unknown> {
  const { status, code, message } = error;
  return { code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status };
}

function isWebUrl(text: string): boolean {
  return /^https?:\/\//.test(text) && URL.canParse(text);
}

function isCallbackUrl(text: string): boolean {
  return isWebUrl(text) && !new URL(text).hostname.includes('_');
}
