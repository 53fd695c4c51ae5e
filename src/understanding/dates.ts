import { de, en, es, fr } from 'chrono-node';
import type { ParsedResult } from 'chrono-node';

import { addSpan, withoutSpans } from './spans.ts';
import type { Span } from './spans.ts';
import { momentOfWallClock, zoneOffsetMs } from './zoned-time.ts';

const MAX_CHARS = 400;
const MAX_DATES = 8;
const MONTH_FIRST = new Set(['US', 'CA', 'PH']);
/** Words that chrono reads as a moment and customers mostly do not. */
const NOT_A_DATE =
  /^(?:now|right now|at once|ahora|jetzt|maintenant|sun|sat|mar|may|march|second|sept?|dec|jan|mon|wed)$/i;
/** How long something took or how old it is: no moment. "in 2 hours" and "2 days ago" say more. */
const DURATION =
  /^\d+\s?(?:min|minutes?|h|hours?|days?|weeks?|months?|years?|minutos?|horas?|días?|semanas?|meses|años?|minuten?|stunden?|tagen?|wochen?|monaten?|jahren?|heures?|jours?|semaines?|mois|ans?)$/i;
/** "a las 4 de la tarde": chrono reads the 4 as morning and the rest as a moment of its own. */
const AFTERNOON = /(a las? (\d{1,2})(?::\d\d)?) de la (?:tarde|noche)/giu;
const MAY_HOLD_DATE =
  /\d|day|morrow|tonight|week|month|noon|morning|evening|night|hoy|mañana|manana|lunes|martes|miércoles|miercoles|jueves|viernes|sábado|sabado|domingo|semana|heute|morgen|abend|mittag|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|woche|hui|demain|hier|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|semaine|soir|matin|midi|january|february|april|june|july|august|september|october|november|december/i;

/** Moments and days in the customer's words, read on the business's clock, the coming one rather than the past one. */
export function findDates(
  text: string,
  context: { nowMs: number; timeZone: string; country: string; language: string },
  spans: Span[],
): void {
  const plain = withoutSpans(text, spans).slice(0, MAX_CHARS);
  if (!MAY_HOLD_DATE.test(plain)) return;
  const readable = context.language === 'es' ? plain.replace(AFTERNOON, inAfternoon) : plain;
  const reference = {
    instant: new Date(context.nowMs),
    timezone: Math.round(zoneOffsetMs(context.nowMs, context.timeZone) / 60_000),
  };
  const results = parserFor(context.language, context.country).parse(readable, reference, {
    forwardDate: true,
  });
  for (const result of results.slice(0, MAX_DATES)) {
    const said = result.text.trim();
    if (NOT_A_DATE.test(said) || DURATION.test(said)) continue;
    const hasTime = result.start.isCertain('hour');
    const atMs = momentOf(result, hasTime, context.timeZone);
    if (Number.isFinite(atMs))
      addSpan(spans, { kind: 'date', atMs, hasTime, text: result.text.trimEnd() }, result.index);
  }
}

/** As long as before, so that places in the text stay what they are. */
function inAfternoon(whole: string, time: string): string {
  return `${time} pm`.padEnd(whole.length);
}

function parserFor(language: string, country: string): { parse: typeof en.casual.parse } {
  if (language === 'de') return de.casual;
  if (language === 'fr') return fr.casual;
  if (language === 'es') return es.casual;
  return MONTH_FIRST.has(country) ? en.casual : en.GB;
}

function momentOf(result: ParsedResult, hasTime: boolean, timeZone: string): number {
  const { start } = result;
  if (start.isCertain('timezoneOffset') && hasTime) return start.date().getTime();
  const read = (part: Parameters<typeof start.get>[0]): number => start.get(part) ?? 0;
  const day = Date.UTC(read('year'), read('month') - 1, read('day'));
  const time = hasTime ? ((read('hour') * 60 + read('minute')) * 60 + read('second')) * 1_000 : 0;
  return momentOfWallClock(day + time, timeZone);
}
