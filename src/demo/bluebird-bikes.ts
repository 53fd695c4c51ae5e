/** The demo business: a bicycle shop in Seattle with its hours, products, orders and knowledge. All of it is made up. */
import { DEFAULT_ANSWERING, type BusinessProfile } from '../domain/business.ts';
import { makeId } from '../domain/ids.ts';
import { DEFAULT_MODEL_VERSION } from '../understanding/models.ts';

export const BLUEBIRD = makeId('biz', 'bluebird');
export const BLUEBIRD_SMS = makeId('con', 'bluebirdsms');
export const BLUEBIRD_CHAT = makeId('con', 'bluebirdchat');
export const BLUEBIRD_NUMBER = '+12065550100';

const hours = (from: number, to: number) => [{ fromMinute: from * 60, toMinute: to * 60 }];

export const BLUEBIRD_PROFILE: BusinessProfile = {
  id: BLUEBIRD,
  name: 'Bluebird Bikes',
  state: 'active',
  timeZone: 'America/Los_Angeles',
  country: 'US',
  currency: 'USD',
  openingHours: {
    weekly: [hours(11, 17), [], hours(10, 18), hours(10, 18), hours(10, 19), hours(10, 19), hours(9, 18)],
    exceptions: {
      '2026-11-26': { ranges: [], reason: 'Thanksgiving' },
      '2026-12-24': { ranges: hours(10, 14), reason: 'Christmas Eve' },
      '2026-12-25': { ranges: [], reason: 'Christmas Day' },
      '2026-12-31': { ranges: hours(10, 15), reason: 'New Year’s Eve' },
      '2027-01-01': { ranges: [], reason: 'New Year’s Day' },
    },
  },
  quietHours: { fromMinute: 21 * 60, toMinute: 8 * 60 },
  frequencyCap: { max: 4, windowMs: 30 * 24 * 3_600_000 },
  monthlyBudgetMicroUsd: 200_000_000,
  monthlyModelBudgetMicroUsd: 5_000_000,
  smsCountries: ['US', 'CA'],
  orderNumberPattern: 'BB-\\d{4}',
  products: [
    'Wren city bike',
    'Heron gravel bike',
    'Falcon road bike',
    'Magpie cargo e-bike',
    'Sparrow kids bike 20',
    'Robin balance bike',
    'Nest bike trailer',
    'Kestrel helmet',
    'Owl light set',
    'Puffin pannier pair',
    'Jay folding lock',
    'Swift floor pump',
  ],
  gatherMs: 1_200,
  closeAfterMs: 24 * 3_600_000,
  personHoldsFloorMs: 4 * 3_600_000,
  modelVersion: DEFAULT_MODEL_VERSION,
  knowledgeVersion: '1',
  optOutContact: 'hello@bluebirdbikes.example',
  answering: { ...DEFAULT_ANSWERING, publicPage: true },
};

/** number, status, a sentence for the customer, days from now until it is expected (null = no date). */
export const BLUEBIRD_ORDERS: readonly (readonly [string, string, string, number | null])[] = [
  ['BB-1001', 'shipped', 'Wren city bike, blue, medium. It is on the truck of Cascade Freight.', 2],
  ['BB-1002', 'processing', 'Kestrel helmet, size L. We are packing it.', 3],
  ['BB-1003', 'delivered', 'Owl light set. Left at the front desk.', null],
  ['BB-1004', 'ready', 'Heron gravel bike, 54 cm. It waits for you in the shop.', null],
  ['BB-1005', 'cancelled', 'Cancelled at your request. The refund left us the same day.', null],
  ['BB-1006', 'shipped', 'Puffin pannier pair and Jay folding lock.', 1],
  ['BB-1007', 'processing', 'Magpie cargo e-bike with the family kit. Assembly takes four days.', 6],
  [
    'BB-1008',
    'backordered',
    'Falcon road bike, 58 cm. The next delivery from the maker is on its way to us.',
    18,
  ],
  ['BB-1009', 'shipped', 'Robin balance bike, red.', 3],
  ['BB-1010', 'delivered', 'Swift floor pump.', null],
  ['BB-1011', 'processing', 'Nest bike trailer. Waiting for the pick-up of the carrier.', 4],
  ['BB-1012', 'ready', 'Tune-up of your Wren. New chain fitted.', null],
  ['BB-1013', 'shipped', 'Sparrow kids bike 20, green.', 2],
  ['BB-1014', 'returned', 'Kestrel helmet, size S. We have it back and the refund is on its way.', null],
  ['BB-1015', 'processing', 'Two Owl light sets.', 3],
  ['BB-1016', 'shipped', 'Heron gravel bike, 52 cm.', 5],
  ['BB-1017', 'delivered', 'Jay folding lock. Signed for by a neighbour.', null],
  ['BB-1018', 'backordered', 'Magpie cargo e-bike battery, 500 Wh.', 12],
  ['BB-1019', 'processing', 'Wren city bike, sand, small.', 7],
  ['BB-1020', 'ready', 'Wheel truing, rear. Please bring your ticket.', null],
];
