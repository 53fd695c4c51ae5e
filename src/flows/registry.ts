/** The default flows of every business. To add one: a file, and a line here. */
import type { Flow } from '../domain/flow-types.ts';
import { account } from './account.ts';
import { appointment } from './appointment.ts';
import { cancellation } from './cancellation.ts';
import { complaint } from './complaint.ts';
import { feedback } from './feedback.ts';
import { general } from './general.ts';
import { optOut } from './opt-out.ts';
import { orderStatus } from './order-status.ts';
import { paymentProblem } from './payment-problem.ts';
import { productQuestion } from './product-question.ts';
import { returns } from './returns.ts';
import { smallTalk } from './small-talk.ts';
import { storeHours } from './store-hours.ts';
import { talkToPerson } from './talk-to-person.ts';
import { upsellInterest } from './upsell-interest.ts';

export const FLOWS: readonly Flow[] = [
  orderStatus,
  returns,
  storeHours,
  productQuestion,
  account,
  paymentProblem,
  appointment,
  cancellation,
  upsellInterest,
  feedback,
  talkToPerson,
  complaint,
  smallTalk,
  optOut,
  general,
];
