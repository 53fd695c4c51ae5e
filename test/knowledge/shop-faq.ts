import type { Passage } from '../../src/domain/evidence.ts';

/** A garden shop's own FAQ, written for these tests: [id, question, answer, questions of customers]. */
type Entry = [id: string, title: string, text: string, asked: string[]];

const ENTRIES: Entry[] = [
  [
    'refund',
    'What is your refund policy?',
    'Unused items can be returned within 30 days for a full refund. The money goes back to the card that you paid with. Opened bags of soil cannot be returned.',
    ['can i get my money back', 'do you do refunds?', 'how long do I have to return something'],
  ],
  [
    'exchange',
    'Can I exchange an item for another size?',
    'Pots and gloves can be exchanged for another size within 60 days. Bring the receipt to any till.',
    ['the gloves are too small, can i swap them', 'exchange a pot for a bigger one'],
  ],
  [
    'hours',
    'What are your opening hours?',
    'We open at 9 in the morning from Monday to Saturday and close at 6 in the evening. On Sundays we open from 10 to 4.',
    ['when are you open on sunday', 'what time do you close', 'opening houres please'],
  ],
  [
    'parking',
    'Is there parking at the shop?',
    'There are forty free parking spaces behind the greenhouse. Two of them are for disabled drivers.',
    ['where can I park my car', 'is parking free'],
  ],
  [
    'delivery-cost',
    'How much does delivery cost?',
    'Delivery costs 4.90 within the county. Orders above 60 are delivered free of charge.',
    ['what do you charge for delivery', 'is delivery free', 'delivry cost?'],
  ],
  [
    'delivery-time',
    'How long does delivery take?',
    'Parcels arrive within three working days. Trees and large pots take up to ten days.',
    ['when will my parcel arrive', 'how many days until my order gets here'],
  ],
  [
    'tracking',
    'How can I track my order?',
    'Every parcel has a tracking number, which is in the e-mail that we send when it leaves. Follow the link in that e-mail to see where it is.',
    ['where is my package right now', 'track my ordr', 'I need the tracking number'],
  ],
  [
    'pickup',
    'Can I collect my order in the shop?',
    'Choose "collect in shop" at checkout. We keep your order for seven days at the front desk.',
    ['can I pick up my order myself', 'how long do you hold an order for collection'],
  ],
  [
    'payment',
    'Which payment methods do you accept?',
    'We take cash, all common cards, PayPal and gift cards. We do not take cheques.',
    ['can i pay with paypal', 'do you accept cheques', 'what cards do you take'],
  ],
  [
    'giftcard',
    'How do gift cards work?',
    'Gift cards are valid for three years and can be used in the shop and online. The balance is printed on the receipt.',
    ['when does a gift card expire', 'can I use a giftcard online', 'how much is left on my gift card'],
  ],
  [
    'invoice',
    'Can I get an invoice for my company?',
    'Send us the name and tax number of your company and we send the invoice as a PDF. We can do this up to a year later.',
    ['i need an invoce for my business', 'invoice with tax number'],
  ],
  [
    'discount',
    'Do you have a loyalty programme?',
    'With the green card you collect one point for each euro. A hundred points are worth a discount of five euros.',
    ['how do I collect points', 'what is the green card', 'loyalty discount'],
  ],
  [
    'student',
    'Is there a student discount?',
    'Students get ten percent off on Wednesdays when they show their student card.',
    ['do students pay less', 'student reduction'],
  ],
  [
    'frost',
    'How do I protect plants from frost?',
    'Cover the pots with fleece and move them close to the house wall. Lemon trees must come inside before the first frost.',
    [
      'what should I do with my plants in winter',
      'is my lemon tree okay outside when it freezes',
      'protecting plants from frots',
    ],
  ],
  [
    'watering',
    'How often should I water tomatoes?',
    'Water tomatoes every morning at the root and never over the leaves. In a heat wave water them twice a day.',
    ['watering tomatos', 'how much water do my tomatoes need'],
  ],
  [
    'pruning',
    'When should roses be pruned?',
    'Prune roses in early spring when the forsythia blooms. Cut above an outward-facing bud.',
    ['when do I cut back my roses', 'pruning roses'],
  ],
  [
    'lawn',
    'When is the best time to sow a lawn?',
    'Sow lawn seed between April and September when the soil is warmer than ten degrees. Keep it moist for three weeks.',
    ['best month for grass seed', 'when can I sow a new lawn'],
  ],
  [
    'soil',
    'Which soil do I need for raised beds?',
    'Fill the raised bed with branches, then compost, and finish with 30 centimetres of vegetable soil.',
    ['what do I fill a raised bed with', 'soil for a raisd bed'],
  ],
  [
    'compost',
    'Do you sell compost in bulk?',
    'Compost is sold loose by the cubic metre. You may load a trailer yourself or have it delivered.',
    ['can I buy loose compost', 'compost by the cubic metre'],
  ],
  [
    'snails',
    'What helps against snails?',
    'A copper band around the bed keeps snails away. We also sell pellets that are safe for hedgehogs.',
    ['slugs are eating my salad', 'how to get rid of snails', 'pellets against snials'],
  ],
  [
    'aphids',
    'How do I get rid of aphids?',
    'Spray aphids with water and soft soap on three days in a row. Ladybird larvae are the best helpers.',
    ['greenfly on my roses what now', 'aphids everywhere help'],
  ],
  [
    'guarantee',
    'Do plants have a guarantee?',
    'Hardy plants have a growth guarantee of two years. If one dies in spite of good care, we replace it.',
    ['my hedge died, do you replace it', 'is there a guarantee on plants'],
  ],
  [
    'tools',
    'Do you sharpen tools?',
    'We sharpen shears, axes and mower blades in our workshop. It takes two days and costs 8 for each blade.',
    ['can you sharpen my mower blade', 'sharpening shears price'],
  ],
  [
    'rental',
    'Can I rent a tiller?',
    'Tillers, chippers and lawn rollers can be rented by the day. You need an identity card and a deposit of 100.',
    ['renting a tiler for the weekend', 'do you hire out machines', 'deposit for rental'],
  ],
  [
    'mower-repair',
    'Do you repair lawn mowers?',
    'We repair petrol and battery mowers of every brand. Bring the mower before March, later the wait is three weeks.',
    ['my mower is broken', 'how long does a mower repair take'],
  ],
  [
    'battery',
    'Where can I hand in old batteries?',
    'Old batteries go into the box beside the exit. Mower batteries are taken back at the workshop.',
    ['recycle batteries', 'where do dead batteries go'],
  ],
  [
    'plastic',
    'Do you take back plastic pots?',
    'Clean plastic pots can be left in the green bin at the entrance. We use them again.',
    ['can i return empty plastic pots', 'recycling flower pots'],
  ],
  [
    'dogs',
    'Are dogs allowed in the shop?',
    'Dogs on a lead are welcome everywhere except in the café.',
    ['may I bring my dog', 'are pets allowed'],
  ],
  [
    'cafe',
    'Is there a café?',
    'The café in the palm house serves breakfast until noon and cake all day. It closes one hour before the shop.',
    ['where can I eat something', 'do you serve breakfast'],
  ],
  [
    'courses',
    'Do you offer gardening courses?',
    'Every first Saturday there is a course, from pruning to bee-friendly balconies. A course costs 25 and includes the material.',
    ['can I learn gardening with you', 'what does a course cost'],
  ],
  [
    'kids',
    'Is there something for children?',
    'Children can plant a sunflower for free on Saturdays. The playground is beside the pond.',
    ['activities for my kids', 'do you have a playground'],
  ],
  [
    'design',
    'Do you plan gardens?',
    'Our garden planner visits you for 90, which is taken off the price of the plants. Ask for a date by telephone.',
    ['can somebody design my garden', 'garden planner visit'],
  ],
  [
    'installation',
    'Do you plant trees for customers?',
    'Our gardeners plant trees and hedges for you. We give a price after we have seen the place.',
    ['will you plant the hedge for me', 'planting service'],
  ],
  [
    'account',
    'How do I change my password?',
    'Open "My account", choose "Security" and type a new password. We send a link when you have forgotten the old one.',
    ['i forgot my password', 'reset pasword'],
  ],
  [
    'delete-account',
    'How do I delete my account?',
    'Write to privacy and we delete your account within a week. Invoices are kept for as long as the law asks.',
    ['close my account', 'delete all my data'],
  ],
  [
    'newsletter',
    'How do I unsubscribe from the newsletter?',
    'Every newsletter has an unsubscribe link at its end. It works at once.',
    ['stop the newsletter', 'unsubscribe from emails'],
  ],
  [
    'jobs',
    'Do you have jobs?',
    'We look for gardeners and till staff every spring. Send your application by e-mail with the word "job" in the subject.',
    ['can I work for you', 'are you hiring'],
  ],
  [
    'damaged',
    'What if my plant arrives damaged?',
    'Send us a photo within two days and we send a new plant. You do not need to return the damaged one.',
    ['my plant arrived broken', 'parcel damged'],
  ],
  [
    'cancel',
    'Can I cancel my order?',
    'An order can be cancelled until it is packed, usually within two hours. Use the cancel link in the confirmation.',
    ['I want to cancel my oder', 'cancel an order i just made'],
  ],
  [
    'cut-flowers',
    'Do you make bouquets?',
    'Our florists make bouquets while you wait. For weddings please order two weeks ahead.',
    ['flowers for a wedding', 'can you make a bouquet'],
  ],
];

export const OUTSIDE = [
  'who won the football match yesterday',
  'how do I renew my passport',
  'what is the capital of Peru',
  'my printer does not print',
  'book a flight to Lisbon',
  'is the stock market going up',
  'best pizza in town',
  'how do I file my income statement with the court',
  'can you recommend a film',
  'my knee hurts after running',
  'translate hello into japanese',
  'how tall is mount everest',
  'what is the mileage of this motorbike',
  'train timetable to Vienna',
  'the hotel room was noisy',
  'install the graphics driver',
];

/** What might be asked of such a shop, and what its FAQ does not say. */
export const NEIGHBOURS = [
  'do you sell surfboards',
  'do you sell fish for my pond',
  'is there a cafe with vegan food',
  'can I pay with bitcoin',
  'do you deliver to Canada',
  'do you have a swimming pool',
  'can you build me a garden shed',
  'how much is a bag of cement',
  'do you buy used tools',
  'do you sell Christmas lights',
  'do you offer yoga classes',
  'can my cat get a haircut',
  'do you install solar panels',
  'do you sell mobile phones',
  'what is the wifi password',
  'who is the owner of the shop',
  'do you have an app',
  'how old is the shop',
];

export const SHOP: Passage[] = ENTRIES.map(([id, title, text]) => ({
  id,
  title,
  text,
  variants: [],
  url: `https://shop.example/faq#${id}`,
  contentHash: `hash-${id}`,
}));

export const ASKED: { text: string; id: string }[] = ENTRIES.flatMap(([id, , , asked]) =>
  asked.map((text) => ({ text, id })),
);
