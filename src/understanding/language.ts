import { eld } from 'eld/extrasmall';

import { foldText } from './normalise.ts';

const MAX_CHARS = 300;
const FALLBACK = 'en';

/** Words that are a message of their own and too short for statistics. */
const TELLING: Record<string, string> = {
  hi: 'en',
  hello: 'en',
  hey: 'en',
  thanks: 'en',
  thank: 'en',
  thx: 'en',
  please: 'en',
  pls: 'en',
  yes: 'en',
  bye: 'en',
  order: 'en',
  refund: 'en',
  hours: 'en',
  help: 'en',
  stop: 'en',
  cool: 'en',
  nice: 'en',
  agent: 'en',
  hola: 'es',
  gracias: 'es',
  adios: 'es',
  buenas: 'es',
  buenos: 'es',
  vale: 'es',
  si: 'es',
  porfa: 'es',
  ayuda: 'es',
  pedido: 'es',
  donde: 'es',
  cuando: 'es',
  quiero: 'es',
  alto: 'es',
  baja: 'es',
  cuanto: 'es',
  tienen: 'es',
  hallo: 'de',
  danke: 'de',
  bitte: 'de',
  moin: 'de',
  servus: 'de',
  tschuss: 'de',
  ja: 'de',
  nein: 'de',
  hilfe: 'de',
  bestellung: 'de',
  wo: 'de',
  wann: 'de',
  nicht: 'de',
  ich: 'de',
  und: 'de',
  gibt: 'de',
  stornieren: 'de',
  bonjour: 'fr',
  salut: 'fr',
  merci: 'fr',
  bonsoir: 'fr',
  coucou: 'fr',
  svp: 'fr',
  oui: 'fr',
  non: 'fr',
  aide: 'fr',
  commande: 'fr',
  colis: 'fr',
  quand: 'fr',
  je: 'fr',
  vous: 'fr',
  est: 'fr',
  avez: 'fr',
  mdr: 'fr',
  arret: 'fr',
  ciao: 'it',
  grazie: 'it',
  ola: 'pt',
  obrigado: 'pt',
  obrigada: 'pt',
};

const OF_COUNTRY: Record<string, string> = {
  US: 'en',
  GB: 'en',
  IE: 'en',
  AU: 'en',
  NZ: 'en',
  CA: 'en',
  DE: 'de',
  AT: 'de',
  CH: 'de',
  FR: 'fr',
  BE: 'fr',
  LU: 'fr',
  ES: 'es',
  MX: 'es',
  AR: 'es',
  CO: 'es',
  CL: 'es',
  PE: 'es',
  IT: 'it',
  PT: 'pt',
  BR: 'pt',
  NL: 'nl',
  PL: 'pl',
  SE: 'sv',
  DK: 'da',
  NO: 'no',
  FI: 'fi',
  TR: 'tr',
  JP: 'ja',
  CN: 'zh',
  KR: 'ko',
  RU: 'ru',
  UA: 'uk',
  GR: 'el',
  IL: 'he',
  IN: 'en',
};

/** How much of the best language's score the expected one needs to be preferred in an uncertain case. */
const PREFERRED_FROM = 0.8;

/** BCP 47 primary tag of a message. Where the text does not tell: the country's language, else English. */
export function detectLanguage(text: string, country: string): string {
  const expected = OF_COUNTRY[country] ?? FALLBACK;
  const cut = text.slice(0, MAX_CHARS);
  const words = foldText(cut, MAX_CHARS).match(/\p{L}+/gu) ?? [];
  if (words.length === 0) return expected;
  const votes = new Map<string, number>();
  for (const word of words) {
    const language = TELLING[word];
    if (language !== undefined) votes.set(language, (votes.get(language) ?? 0) + 1);
  }
  if (words.length <= 3 && votes.size === 1) return [...votes.keys()][0] ?? expected;
  const found = eld.detect(cut);
  if (found.language === '') return expected;
  const scores = found.getScores();
  for (const [language, count] of votes)
    scores[language] = (scores[language] ?? 0) * (1 + 0.15 * Math.min(count, 3));
  let best = found.language;
  for (const [language, score] of Object.entries(scores)) if (score > (scores[best] ?? 0)) best = language;
  const top = scores[best] ?? 0;
  if ((scores[expected] ?? 0) >= top * PREFERRED_FROM && !votes.has(best)) return expected;
  if (expected !== FALLBACK && (scores[FALLBACK] ?? 0) >= top * 0.9 && !votes.has(best)) return FALLBACK;
  return best;
}
