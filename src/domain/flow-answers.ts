/**
 * The three places a fact may come from: the business's records, its hours, its knowledge.
 * Nothing else in the engine makes a factual reply, and none of these makes one without its ground.
 */
import type { QuickReply } from './channel.ts';
import type { Evidence } from './evidence.ts';
import { BUTTON_HELPED, BUTTON_PERSON, MORE_AT } from './fixed-sentences.ts';
import type { Decision, HoursFlow, OrderRecord, RecordsFlow, TurnInput } from './flow-types.ts';
import { forbiddenTopicIn, requiredPhrases } from './guard-rails.ts';
import { addDays, localMoment } from './local-time.ts';
import { daysNamedIn } from './named-days.ts';
import { closesAt, hasHours, hoursOfDay, isOpen, nextOpening, weekInRuns } from './opening-hours.ts';
import { say, shorten, type Manner } from './render-text.ts';
import { PERSON_PAYLOAD, plainWords, YES_PAYLOAD } from './said.ts';
import {
  clockInWords,
  dateInWords,
  dayInWords,
  momentInWords,
  onDateInWords,
  rangesInWords,
  weekdayInWords,
  type Speech,
} from './time-words.ts';

const BRIEF_QUOTE_CHARS = 300;
const FULL_QUOTE_CHARS = 900;

/**
 * The quoted sentences, or a model's checked ones, with the link where they can be read. Web chat shows the link from the
 * evidence itself. Null when the business keeps the topic to itself.
 */
export function answerFromEvidence(evidence: Evidence, input: TurnInput, manner: Manner): Decision | null {
  const { business, written } = input;
  const ground = written?.evidence ?? [evidence];
  const touched = ground.flatMap(({ title, quote }) => [title, quote]);
  if (forbiddenTopicIn(business, touched) !== null) return null;
  const words = written?.sentences.map(({ text }) => text).join(' ') ?? evidence.quote.trim();
  const said = shorten(words, manner.brief ? BRIEF_QUOTE_CHARS : FULL_QUOTE_CHARS);
  const body = [said, ...requiredPhrases(business, input.text, said)].join(' ');
  const url = linkOf(ground[0] ?? evidence, input, manner);
  const link = url === null ? '' : say(MORE_AT, manner, { url });
  const text = link === '' ? body : `${body}${manner.brief ? ' ' : '\n'}${link}`;
  return factual(text, ground, input, manner);
}

/** One link at most: the page, or the receipt where the business wants that or there is no page. None that is only heard. */
function linkOf(evidence: Evidence, input: TurnInput, manner: Manner): string | null {
  const { channel, business, receiptUrl = null } = input;
  if (channel === 'webchat' || channel === 'voice') return null;
  const prefersReceipt = manner.brief && business.answering.link === 'receipt';
  return prefersReceipt ? (receiptUrl ?? evidence.url) : (evidence.url ?? receiptUrl);
}

/** Says status and date only: whoever writes may not be who ordered. */
export function answerFromRecords(
  flow: RecordsFlow,
  orders: readonly OrderRecord[],
  input: TurnInput,
  manner: Manner,
): Decision | null {
  if (orders.length === 0) return null;
  const texts = orders.map((order) => orderInWords(flow, order, input, manner));
  const evidence = orders.map((order, index) =>
    ofRecord(`order:${order.number}`, order.number, texts[index]),
  );
  return factual(texts.join(manner.brief ? ' ' : '\n'), evidence, input, manner);
}

function orderInWords(flow: RecordsFlow, order: OrderRecord, input: TurnInput, manner: Manner): string {
  const key = order.status
    .trim()
    .toLowerCase()
    .replace(/[\s-]+/g, '_');
  const wording = Object.hasOwn(flow.statusWords, key) ? flow.statusWords[key] : undefined;
  const values = { number: order.number, status: wording ? say(wording, manner) : order.status };
  if (order.expectedAtMs === null || flow.finalStatuses.includes(key))
    return say(flow.replies.found, manner, values);
  const { timeZone } = input.business;
  const today = localMoment(input.nowMs, timeZone).day;
  const expected = localMoment(order.expectedAtMs, timeZone).day;
  const date = dateInWords(expected, speechOf(input, manner));
  return say(expected < today ? flow.replies.late : flow.replies.foundWithDate, manner, { ...values, date });
}

const NOW =
  'now|right now|currently|still open|are you open|r u open|you open|are you guys open|ahora|abierto|abiertos|jetzt|gerade|noch offen|maintenant|encore ouvert'.split(
    '|',
  );
const HOURS = 'hours|times|when|horario|cuándo|öffnungszeiten|wann|horaires|quand'.split('|');

/** Null when the business has told no hours: then knowledge is asked. */
export function answerFromHours(flow: HoursFlow, input: TurnInput, manner: Manner): Decision | null {
  const { openingHours: hours, timeZone, country } = input.business;
  if (!hasHours(hours)) return null;
  const plain = ` ${plainWords(input.text)} `;
  const holds = (words: readonly string[]): boolean => words.some((word) => plain.includes(` ${word} `));
  const named = daysNamedIn(input.text, hours, { timeZone, country, nowMs: input.nowMs });
  const dated = input.understanding.entities.flatMap((entity) =>
    entity.kind === 'date' && !NOW.includes(entity.text.toLowerCase()) ? [entity] : [],
  );
  const timed = dated.find((date) => date.hasTime);
  let text: string;
  if (timed !== undefined && named.length <= 1) text = atMoment(flow, timed.atMs, input, manner);
  else {
    const today = localMoment(input.nowMs, timeZone).day;
    const fromDates = dated.map((date) => localMoment(date.atMs, timeZone).day).filter((day) => day >= today);
    const days = named.length > 0 ? named : [...new Set(fromDates)].slice(0, 3);
    if (days.length > 0) text = days.map((day) => onDay(flow, day, input, manner)).join(' ');
    else if (holds(NOW) && !holds(HOURS))
      text = `${openNow(input) ? `${say(flow.replies.yes, manner)} ` : ''}${rightNow(flow, input, manner)}`;
    else text = wholeWeek(flow, input, manner);
  }
  return factual(text, [ofRecord('opening-hours', 'Opening hours', text)], input, manner);
}

function openNow({ business, nowMs }: TurnInput): boolean {
  return isOpen(business.openingHours, business.timeZone, nowMs);
}

function atMoment(flow: HoursFlow, atMs: number, input: TurnInput, manner: Manner): string {
  const { openingHours, timeZone } = input.business;
  const reply = isOpen(openingHours, timeZone, atMs) ? flow.replies.yes : flow.replies.no;
  return `${say(reply, manner)} ${onDay(flow, localMoment(atMs, timeZone).day, input, manner)}`;
}

function onDay(flow: HoursFlow, day: string, input: TurnInput, manner: Manner): string {
  const { openingHours, timeZone } = input.business;
  const speech = speechOf(input, manner);
  const { ranges, reason } = hoursOfDay(openingHours, day);
  const today = localMoment(input.nowMs, timeZone).day;
  const values = {
    day: capital(day <= addDays(today, 1) ? dayInWords(day, today, speech) : onDateInWords(day, speech)),
    hours: rangesInWords(ranges, speech),
    reason: reason === null ? '' : ` (${reason})`,
  };
  return say(ranges.length > 0 ? flow.replies.openDay : flow.replies.closedDay, manner, values);
}

function rightNow(flow: HoursFlow, input: TurnInput, manner: Manner): string {
  const { openingHours: hours, timeZone } = input.business;
  const speech = speechOf(input, manner);
  const closes = closesAt(hours, timeZone, input.nowMs);
  if (closes !== null) {
    const until = clockInWords(localMoment(closes, timeZone).minute, speech);
    return say(flow.replies.openNow, manner, { closes: until });
  }
  const opens = nextOpening(hours, timeZone, input.nowMs);
  const { reason } = hoursOfDay(hours, localMoment(input.nowMs, timeZone).day);
  return say(flow.replies.closedNow, manner, {
    reason: reason === null ? '' : ` (${reason})`,
    opens: opens === null ? '-' : momentInWords(opens, input.nowMs, timeZone, speech),
  });
}

const EXCEPTIONS_AHEAD_DAYS = 7;

function wholeWeek(flow: HoursFlow, input: TurnInput, manner: Manner): string {
  const { openingHours: hours, timeZone } = input.business;
  const speech = speechOf(input, manner);
  const runs = weekInRuns(hours)
    .filter((run) => run.ranges.length > 0)
    .map(({ from, to, ranges }) => {
      const days = [...new Set([from, to])].map((day) => weekdayInWords(day, speech)).join('-');
      return `${days} ${rangesInWords(ranges, speech)}`;
    });
  const today = localMoment(input.nowMs, timeZone).day;
  const soon = Object.keys(hours.exceptions)
    .filter((day) => day >= today && day <= addDays(today, EXCEPTIONS_AHEAD_DAYS))
    .sort()
    .slice(0, 2)
    .map((day) => onDay(flow, day, input, manner));
  const week = runs.length === 0 ? [] : [say(flow.replies.week, manner, { week: runs.join(', ') })];
  return [...week, rightNow(flow, input, manner), ...soon].join(' ');
}

/** The only maker of a factual reply. */
function factual(text: string, ground: readonly Evidence[], input: TurnInput, manner: Manner): Decision {
  return {
    kind: 'reply',
    text,
    evidence: [...ground],
    quickReplies: buttonsAfterAnswer(input, manner),
    resolves: true,
  };
}

/** Where buttons cost nothing, the customer can say with one tap that it helped. */
function buttonsAfterAnswer({ channel }: TurnInput, manner: Manner): QuickReply[] {
  if (channel !== 'webchat' && channel !== 'telegram' && channel !== 'messenger') return [];
  return [
    { title: say(BUTTON_HELPED, manner), payload: YES_PAYLOAD },
    { title: say(BUTTON_PERSON, manner), payload: PERSON_PAYLOAD },
  ];
}

/** What a record says has no page and no lasting version: the quote is what was said of it at that moment. */
function ofRecord(id: string, title: string, quote = ''): Evidence {
  return { passageId: `record:${id}`, title, quote, url: null, contentHash: '' };
}

export function speechOf(input: TurnInput, manner: Manner): Speech {
  return { language: manner.language, country: input.business.country };
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
