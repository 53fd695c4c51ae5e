/** Everything that no other flow serves: knowledge with evidence, one clarifying question, then a person. */
import type { KnowledgeFlow } from '../domain/flow-types.ts';
import { asking, DO_NOT_GUESS, ONE_QUESTION } from './wording.ts';

export const general: KnowledgeFlow = {
  name: 'general',
  version: 1,
  intent: null,
  answerFrom: 'knowledge',
  fallback1: asking({
    en: 'I am not sure I got that. Could you tell me in a few more words what you need?',
    es: 'No estoy seguro de haberte entendido. ¿Me cuentas un poco más?',
    de: 'Das habe ich nicht ganz verstanden. Magst du mir etwas genauer sagen, worum es geht?',
    fr: "Je ne suis pas sûr d'avoir compris. Pouvez-vous m'en dire un peu plus ?",
  }),
  fallback2: DO_NOT_GUESS,
  handOffWhen: ONE_QUESTION,
};
