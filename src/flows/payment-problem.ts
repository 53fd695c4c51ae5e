import type { KnowledgeFlow } from '../domain/flow-types.ts';
import { asking, CAREFUL, DO_NOT_GUESS } from './wording.ts';

export const paymentProblem: KnowledgeFlow = {
  name: 'payment_problem',
  version: 1,
  intent: 'payment_problem',
  answerFrom: 'knowledge',
  fallback1: asking({
    en: 'Sorry about that! Was the payment declined, charged twice, or is something else wrong? Please do not send card numbers.',
    es: '¡Lo siento! ¿El pago fue rechazado, se cobró dos veces u otra cosa? No envíes números de tarjeta.',
    de: 'Das tut mir leid! Wurde die Zahlung abgelehnt, doppelt abgebucht oder etwas anderes? Bitte keine Kartennummern schicken.',
    fr: "Désolé ! Le paiement a-t-il été refusé, débité deux fois, ou autre chose ? N'envoyez pas de numéro de carte.",
  }),
  fallback2: DO_NOT_GUESS,
  handOffWhen: CAREFUL,
};
