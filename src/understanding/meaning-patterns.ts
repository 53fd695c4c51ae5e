/**
 * Own-written sentences for `npm run train:meanings`: what people say to a shop, a bank, a phone or a helper, with places for a
 * noun (N), a verb (V) and a quality (A). The words that fill them come from frequency lists, so most are odd; the teacher
 * reads them all the same.
 */
export const NOUN_PATTERNS: readonly string[] = [
  'N',
  'my N',
  'the N',
  'where is my N',
  'where can i find the N',
  'i have a question about the N',
  'what is a N',
  'tell me about N',
  'do you have any N',
  'do you sell N',
  'how much does the N cost',
  'how do i get a new N',
  'i lost my N',
  'i need a N for tomorrow',
  'can you help me with my N',
  'is there a N near here',
  'there is something wrong with the N',
  'my N is not working',
  'when will the N arrive',
  'who is in charge of the N',
  'why was the N so bad',
  'thank you for the N',
  'show me the N',
  'what kind of N is this',
  'i would like to change my N',
  'what time is the N',
  'how many N are left',
  'please send me the N',
  'the N and the N',
  'the N of the N',
  'a N instead of a N',
  'is the N included with the N',
  'i got a N but i wanted a N',
  'what is the difference between N and N',
  'which N is best for N',
  'can i use my N without a N',
  'i was charged for the N twice',
  'the N was not in the N',
  'i never asked for this N',
  'did you get my N',
  'no N today',
  'how long does the N take',
  'give me a list of N',
  'i am looking for N',
  'what does N mean',
  'my N says there is no N',
];

export const VERB_PATTERNS: readonly string[] = [
  'V',
  'i want to V',
  'how do i V',
  'can you V it for me',
  'please V',
  'do not V',
  'why can i not V',
  'when can i V',
  'i tried to V but it did not work',
  'please V my N',
  'i want to V my N',
  'how do i V the N',
  'can i V a N',
  'could you V the N for me',
  'i need to V a N today',
  'V the N',
  'do i have to V the N',
  'it will not let me V my N',
  'who can V my N',
  'where can i V a N',
  'is it possible to V the N',
  'what happens if i V my N',
  'i forgot to V the N',
  'stop trying to V my N',
  'remind me to V the N',
  'i would rather V than V',
  'will you V this N before you V it',
  'what is the best way to V N',
  'they will V it',
  'he had to V them',
  'did someone V my N',
  'should i V the N or the N',
  'how long until you V the N',
  'i would like to V with N',
  'are you able to V at the N',
];

export const QUALITY_PATTERNS: readonly string[] = [
  'A',
  'it is A',
  'is the N A',
  'that was A',
  'i am A',
  'why is my N so A',
  'my N is A',
  'i want a A N',
  'this N is too A',
  'do you have something more A',
  'how A is the N',
  'the A N',
  'make the N less A',
  'are you A',
  'is it A to V the N',
  'we had a A N',
  'the N looks A',
  'i feel A about the N',
  'a A and A N',
  'what is the most A N',
];

/** For words of no known kind: forms of irregular verbs, names, fillers, slang. */
export const OTHER_PATTERNS: readonly string[] = [
  'W',
  'is it W',
  'i said W',
  'W please',
  'it was W yesterday',
  'you W it',
  'they W my N',
  'W the N',
  'W is that',
  'i want W',
  'what about W',
  'tell me W',
];

/** Common words of shops, payments and devices that older frequency lists hardly know. */
export const MODERN_WORDS: readonly string[] = `
android app apps autopay avatar backorder backup barcode battery bitcoin blockchain blog bluetooth browser cashback charger chargeback chat
chatbot checkout clickbait contactless cookie covid crypto cryptocurrency cvv dashboard debit delivery dm download ebook ecommerce email emoji
facebook feedback firmware fitbit gigabyte giftcard google gps hashtag headphones hotline hotspot iban influencer inbox instagram internet
iphone ipad laptop link login logout macbook malware mastercard megabyte microwave newsletter notification offline online outage passcode
password payout paypal paypass phishing pickup pin playlist podcast popup postcode preorder prepaid promo qr reboot refund reload reschedule reset
restock roaming roomba router scam screenshot selfie setup shipment shipping shuffle sim signup smartphone smartwatch smart snapchat spam spotify
spreadsheet startup sticker streaming subscription surcharge swipe tablet text tiktok timeline timesheet timezone token topup touchscreen
tracking transaction transfer tv twitter uber unlock unsubscribe update upgrade upload url usb username verification vegan video virus visa vlog
voicemail voucher wallet webcam website whatsapp wifi wishlist withdrawal workout youtube zip alexa siri thermostat vacuum dimmer lamp alarm
calendar meeting recipe calories nutrition traffic commute forecast weather currency exchange rate interest mortgage loan overdraft statement
balance salary paycheck tax insurance premium deductible claim credit score flight boarding luggage baggage carry-on visa passport hotel
reservation booking itinerary rental mpg mileage tire oil mattress pillow pillowcase duvet topper foam warranty assembly courier parcel
`
  .trim()
  .split(/\s+/);
