import { ACCOUNT } from './account.ts';
import { APPOINTMENT } from './appointment.ts';
import { CANCELLATION } from './cancellation.ts';
import { COMPLAINT } from './complaint.ts';
import { FEEDBACK } from './feedback.ts';
import type { IntentExamples } from './intent-examples.ts';
import { OPT_OUT } from './opt-out.ts';
import { ORDER_STATUS } from './order-status.ts';
import { PAYMENT_PROBLEM } from './payment-problem.ts';
import { PRODUCT_QUESTION } from './product-question.ts';
import { RETURNS } from './returns.ts';
import { SMALL_TALK } from './small-talk.ts';
import { STORE_HOURS } from './store-hours.ts';
import { TALK_TO_PERSON } from './talk-to-person.ts';
import { UPSELL_INTEREST } from './upsell-interest.ts';

/** What a business starts with: ten intents of the trade and four that every business has. */
export const DEFAULT_EXAMPLES: readonly IntentExamples[] = [
  ORDER_STATUS,
  RETURNS,
  STORE_HOURS,
  PRODUCT_QUESTION,
  ACCOUNT,
  PAYMENT_PROBLEM,
  APPOINTMENT,
  CANCELLATION,
  UPSELL_INTEREST,
  FEEDBACK,
  SMALL_TALK,
  COMPLAINT,
  TALK_TO_PERSON,
  OPT_OUT,
];

/** The same as lines to train on, every language together. */
export function defaultTrainingLines(): { text: string; intent: string }[] {
  return DEFAULT_EXAMPLES.flatMap(({ intent, en, es = [], de = [], fr = [] }) =>
    [...en, ...es, ...de, ...fr].map((text) => ({ text, intent })),
  );
}
