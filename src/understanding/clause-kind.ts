/** Is a clause a wish, the story of one, or neither? Told by its words, in four languages: how it begins says most. */
import { foldText } from './normalise.ts';

/**
 * `asks`: a question, a request, an order. `trouble`: says what went wrong, which is a wish where something helps with it.
 * `bare`: words without a form ("blue jacket", "refund for the mug"). `told`: what came before, why, and on which condition.
 */
export type ClauseKind = 'asks' | 'trouble' | 'bare' | 'told';

/** All as `foldText` leaves it: lower case, without accents. */
const words = (list: string): string =>
  `(?:${list
    .trim()
    .split(/\s*[|\n]\s*/)
    .join('|')})(?![\\p{L}'])`;
const at = (list: string): RegExp => new RegExp(`^${words(list)}`, 'u');
const within = (list: string): RegExp => new RegExp(`(?<![\\p{L}'])${words(list)}`, 'u');

/** What may stand before the clause proper. */
const LEAD =
  /^(?:(?:hi|hello|hey|yo|ok|okay|so|well|oh|btw|also|then|and|but|plus|now|thanks|thank you|thx|sorry|hola|ademas|tambien|y|pero|hallo|ausserdem|und|aber|auch|bonjour|aussi|et|mais|ensuite|if not|if so|falls nicht|wenn nicht|si no|sinon|quick question|two things)(?!\p{L})|[\d\s.,:;!)('"¿¡-]+)+/u;

/** "I would also like": read as if it were not there. */
const TOO = / (?:also|too|auch|aussi|tambien|still|just|noch)(?!\p{L})/gu;

const QUESTION = at(`
  where|wheres|where's|when|whens|when's|what|whats|what's|which|who|how|hows|why|is|are|r|do|does|did|has|have|had|can|could|will|would|may
  should|was|were|any|until when|till when|at what|from when|in which|isn't|aren't|don't|doesn't|can't (?:i|you|we)
  donde|cuando|que|cual|cuales|como|cuanto|cuantos|cuanta|quien|por que|a que|hasta que|hasta cuando|hay|tienen|tienes|tiene|puedo|puede|pueden|puedes|esta|estan|sigue|es posible
  wo|wann|was|welche|welcher|welches|wie|warum|wieso|wer|gibt|habt|haben|hast|kann|konnen|konnt|kannst|darf|ist|sind|seid|hat|bis wann|ab wann|um wie viel
  ou|quand|quel|quelle|quels|quelles|comment|combien|pourquoi|qui|est-ce|avez|as-tu|puis-je|peut-on|pouvez|a quelle|jusqu'a quelle|y a-t-il|vous avez|c'est combien|il y a
`);
const REQUEST = within(`
  i want|i need|want to|need to|wants|we need|we want|i wish|wanna|would like|i'd like|id like|i would prefer|please|pls|plz|let me|tell me|give me|get me|help me|send me
  need (?:a|an|to|the|some|my)|can (?:i|you|u|we)|could (?:i|you|u|we)|may i|would you|trying to|looking for|want (?:a|an|my|the)|need
  quiero|queremos|quisiera|queria|necesito|necesitamos|me gustaria|por favor|digame|diganme|deme
  mochte|mochten|ich will|will wissen|wir wollen|brauche|brauchen|hatte gern|wurde gern|bitte|sag mir|sagen sie
  je veux|je voudrais|voudrais|j'aimerais|aimerais|besoin|s'il vous plait|svp|merci de|dites-moi|je souhaite
`);
const ORDER = at(`
  cancel|cancle|return|refund|exchange|swap|replace|track|check|find|send|ship|deliver|book|reserve|schedule|reschedule|move|reset|change|update|delete|remove|close|open
  add|put|call|ring|connect|transfer|talk|speak|chat|stop|end|unsubscribe|upgrade|show|tell|let|give|get|make|help|explain|buy|order|pay|confirm|fix|look|set|take|quit|start|switch|renew|apply|see|know
  cancelar|cancelen|cambiar|devolver|hablar|saber|reservar|comprar|pagar|actualizar|borrar|pedir
  stornieren|stornier|rufen|ruf|wissen|sprechen|umtauschen|zuruckgeben|buchen|andern|loschen|schicken|schick
  annuler|annulez|parler|savoir|retourner|echanger|reserver|changer|modifier|appeler|appelez|rappelez|payer|acheter|supprimer
`);
const STORY = at(`
  i|i'm|im|i've|ive|i'll|we|we've|he|she|they|you|u|it|its|it's|my|our|his|her|the|this|that|these|those|there|one of|one|someone|somebody|nobody|everything|a|an
  if|because|since|as|after|before|while|although|though|when (?:i|we)
  yo|me|mi|mis|el|la|los|las|un|una|nos|nadie|porque|si|ya
  ich|wir|er|sie|es|mein|meine|der|die|das|ein|eine|mir|wenn|weil|falls|da
  je|j'ai|j'avais|j'etais|nous|il|elle|ils|mon|ma|mes|le|les|une|on|parce|car|si|ca
`);
const CONDITION = at(
  'if|because|since|as|after|while|although|though|when (?:i|we)|porque|si(?!,)|wenn|weil|falls|parce|car',
);
const TROUBLE = within(`
  not|no|never|cannot|cant|can't|couldn't|don't|dont|doesn't|doesnt|didn't|didnt|won't|wont|isn't|isnt|hasn't|hasnt|haven't|havent|wasn't|wasnt
  declined|rejected|failed|fails|locked|broken|broke|cracked|damaged|wrong|missing|lost|late|twice|two times|2 times|double|overcharged|forgot|forgotten|error|stuck|charged|billed|hacked
  olvide|dos veces|error|rota|roto|rechazada|rechazo|bloqueada|nunca|falta
  nicht|kein|keine|keinen|abgelehnt|vergessen|gesperrt|kaputt|doppelt|zweimal|falsch|fehlt
  ne|n'ai|n'est|refusee|refuse|oublie|bloque|casse|cassee|deux fois|erreur|jamais|rien
`);

/** "and the lamp?" goes with the question before it. */
const LEAST_WORDS_ASKED = 4;

export function clauseKind(text: string): ClauseKind {
  const clause = foldText(text).replace(LEAD, '').replace(TOO, '');
  if (CONDITION.test(clause)) return 'told';
  if (QUESTION.test(clause) || REQUEST.test(clause) || ORDER.test(clause)) return 'asks';
  if (clause.endsWith('?') && clause.split(' ').length >= LEAST_WORDS_ASKED) return 'asks';
  if (TROUBLE.test(clause)) return 'trouble';
  return STORY.test(clause) ? 'told' : 'bare';
}

/** Speaks of something that was named before: "can I return it". */
const POINTS_BACK = within(`
  it|them|they|one|ones|then|lo|eso|esto|devolverlo|devolverla|cambiarlo|cambiarla|ihn|dafur|davon|ca|cela
`);
const ENDS_BACK = /(?<!\p{L})(?:that|this|those|these|there)\W*$/u;

export function pointsBack(text: string): boolean {
  const clause = foldText(text);
  return POINTS_BACK.test(clause) || ENDS_BACK.test(clause);
}

/** What is to be done about a trouble: who asks for it told the trouble as the reason, not as a second wish. */
const REMEDY = within(`
  refund|refunded|reimbursed|money back|the money|my money|replace|replaced|replacement|new one|new pair|(?:a|my) discount|compensation
  reembolso|mi dinero|geld zuruck|ersatz|erstattung|remboursement|rembourse|remboursee|rembourser|mon argent
`);

export function isRemedy(text: string): boolean {
  return REMEDY.test(foldText(text));
}
