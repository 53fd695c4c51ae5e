/** What the figures mean, in the words that the page and the API reference show. */

export const DEFINITIONS = {
  confirmed:
    'The customer said that it helped, in words or with a button, and did not come back within 7 days.',
  assumed:
    'Shopbell gave an answer and the customer wrote no more. That may mean that all is well; silence is never counted as confirmed.',
  abandoned: 'The customer left before Shopbell had given an answer.',
  reopened:
    'Counted as ended, but the customer came back within 7 days. Taken out of confirmed, assumed and abandoned.',
  handedOff: 'A person of the business took over, or was asked for.',
  firstResponse:
    'From the message that opened a conversation to the first answer, by Shopbell or by a person. Median and p90 are at most 5 % off.',
  handOffRate: 'Handed off, as a share of the conversations that ended.',
  sends:
    'Messages by what became of them. "Unknown" counts the times when the provider could not be asked whether it had taken the message; once that is settled, the message counts under its outcome as well.',
  cost: 'In millionths of a US dollar: language models, carriers (per segment or message) and infrastructure. Fixed monthly fees are not part of it.',
  days: 'Days are those of the business’s time zone.',
} as const;
