/** What a short message says by itself, without any model: a pick, a yes or no, a phrase of a flow. */
import type { Courtesy, DialogueState, Flow, Language } from './flow-types.ts';
import { remembering } from './remembering.ts';

const MAX_CHARS = 600;
/** In a longer message such a phrase is not what it is about. */
const MAX_ASIDE_CHARS = 80;

/** Lower case, one kind of apostrophe, no punctuation, single spaces. Emoji stay. */
export function plainWords(text: string): string {
  return text
    .slice(0, MAX_CHARS)
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[’‘`´]/g, "'")
    .replace(/[\p{P}\p{Z}\p{Cc}\p{Cf}\uFE0F]+/gu, (run) => (run === "'" ? run : ' '))
    .trim();
}

const YES = words(
  'yes|yes please|yep|yeah|yup|ya|y|sure|correct|right|exactly|ok yes|yes it did|it did|yes that helped|that helped|this helped|it helped',
  "that helps|helpful|very helpful|solved|all good|perfect|great|got it|that's it|that's all|that answers it|yes that's it|that works|works",
  'si|sí|si gracias|claro|correcto|exacto|vale|me sirve|perfecto|entendido|eso es',
  'ja|jawohl|genau|stimmt|richtig|das hilft|hat geholfen|perfekt|super|passt|alles klar',
  "oui|exactement|c'est ça|c'est clair|parfait|ça marche|d'accord|merci parfait|👍|👌|✅",
);
const NO = words(
  "no|nope|nah|n|not really|no it didn't|it didn't|that didn't help|this didn't help|it didn't help|that doesn't help|not helpful|wrong",
  "that's wrong|that's not it|not it|that's not what i asked|that's not what i meant|neither|none|none of these|none of those|no thanks|no thank you|no not really|something else",
  'para nada|no gracias|no me sirve|ninguna|ninguno|eso no',
  'nein|nee|nein danke|hilft nicht|das hilft nicht|falsch|keins davon|keines|nicht wirklich',
  "non|non merci|pas vraiment|ce n'est pas ça|c'est faux|aucun|👎|❌",
);
const PLAIN_YES = words(
  'yes|yes please|yep|yeah|yup|sure|correct|right|exactly|si|sí|claro|ja|genau|oui|exactement|👍',
);
const THANKS =
  /^(?:thanks|thank you|thx|ty|gracias|danke|merci) | (?:thanks|thank you|thx|ty|a lot|so much|very much|gracias|danke|merci)$/g;

/** Only when it is the whole message: "no, where is my order?" is a question, not a no. */
export function isConfirmation(text: string): 'yes' | 'no' | null {
  if (text.length > 80) return null;
  const plain = plainWords(text);
  const bare = plain.replace(THANKS, '').replace(THANKS, '').trim();
  if (YES.has(plain) || YES.has(bare)) return 'yes';
  if (NO.has(plain) || NO.has(bare)) return 'no';
  return null;
}

export const PICK = 'pick:';
export const PERSON_PAYLOAD = 'person';
export const YES_PAYLOAD = 'confirm:yes';

const ORDINALS: readonly ReadonlySet<string>[] = [
  words(
    '1|one|first|the first|the first one|first one|1st|option 1|number 1|uno|la primera|eins|das erste|un|le premier',
  ),
  words(
    '2|two|second|the second|the second one|second one|2nd|option 2|number 2|dos|la segunda|zwei|das zweite|deux|le deuxième',
  ),
];

/** The offered title that the customer chose by button, number or its own words; null = none. */
export function pickedTitle(text: string, payload: string | null, state: DialogueState): string | null {
  const titles = state.offeredTitles;
  if (titles.length === 0) return null;
  if (payload?.startsWith(PICK)) return titles[Number(payload.slice(PICK.length)) - 1] ?? null;
  const plain = plainWords(text);
  if (plain === '') return null;
  const named = titles.find((title) => plainWords(title) === plain);
  if (named !== undefined) return named;
  const position = ORDINALS.findIndex((ordinals) => ordinals.has(plain));
  if (position >= 0) return titles[position] ?? null;
  // The closest title stands first: a bare yes means that one.
  return PLAIN_YES.has(plain) ? (titles[0] ?? null) : null;
}

/** What understanding and retrieval are to be asked: the picked title instead of a bare "1". */
export function questionOf(text: string, payload: string | null, state: DialogueState): string {
  return pickedTitle(text, payload, state) ?? text;
}

/** The flow whose own phrases the message holds: works with every model off. */
export function flowOfPhrase(
  text: string,
  flows: readonly Flow[],
): { flow: Flow; language: Language } | null {
  const plain = plainWords(text);
  for (const flow of flows) {
    for (const [language, { whole, within }] of languagesOf(flow.phrases ?? {})) {
      if (whole.includes(plain) || holdsPhrase(plain, within)) return { flow, language };
    }
  }
  return null;
}

export function courtesyOf(
  text: string,
  courtesies: readonly Courtesy[],
): { courtesy: Courtesy; language: Language } | null {
  const plain = plainWords(text);
  for (const courtesy of courtesies) {
    for (const [language, phrases] of languagesOf(courtesy.phrases))
      if (phrases.includes(plain)) return { courtesy, language };
    if (plain.length <= MAX_ASIDE_CHARS && holdsPhrase(plain, courtesy.within ?? []))
      return { courtesy, language: 'en' };
  }
  return null;
}

/**
 * A yes, a greeting, a phrase of a flow, a bare order number: the flows know what to do with it, whatever its intent is said to
 * be. Not worth a question to a paid model.
 */
export function speaksForItself(
  text: string,
  orderNumbers: readonly string[],
  flows: readonly Flow[],
): boolean {
  if (isConfirmation(text) !== null || flowOfPhrase(text, flows) !== null) return true;
  if (flows.some((flow) => flow.answerFrom === 'courtesy' && courtesyOf(text, flow.courtesies) !== null))
    return true;
  const rest = orderNumbers.reduce((left, number) => left.replace(number, ' '), text);
  return (
    (orderNumbers.length > 0 && plainWords(rest).length <= MAX_BESIDE_NUMBER_CHARS) || !/\p{L}/u.test(text)
  );
}

/** "it is", "order nr". */
const MAX_BESIDE_NUMBER_CHARS = 12;

const MAX_PHRASE_WORDS = 7;
const phraseSets = new WeakMap<readonly string[], ReadonlySet<string>>();

/** Looks up every run of words instead of searching for every phrase: there are hundreds of these. */
function holdsPhrase(plain: string, phrases: readonly string[]): boolean {
  const set = phraseSets.get(phrases) ?? new Set(phrases);
  phraseSets.set(phrases, set);
  return runsOf(plain).some((run) => set.has(run));
}

/** Each flow and language looks for the runs of the same message. */
const runsOf = remembering(50, (plain): readonly string[] => {
  const words = plain.split(' ');
  const runs: string[] = [];
  words.forEach((_, from) => {
    let run = '';
    for (const word of words.slice(from, from + MAX_PHRASE_WORDS)) {
      run = run === '' ? word : `${run} ${word}`;
      runs.push(run);
    }
  });
  return runs;
});

function languagesOf<Value>(byLanguage: Readonly<Partial<Record<Language, Value>>>): [Language, Value][] {
  const languages: readonly Language[] = ['en', 'es', 'de', 'fr'];
  return languages.flatMap((language) => {
    const value = byLanguage[language];
    return value === undefined ? [] : [[language, value]];
  });
}

function words(...lines: string[]): ReadonlySet<string> {
  return new Set(lines.flatMap((line) => line.split('|')));
}
