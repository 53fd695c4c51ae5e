import type { KnowledgeFlow } from '../domain/flow-types.ts';
import { asking, ONE_QUESTION, DO_NOT_GUESS } from './wording.ts';

export const returns: KnowledgeFlow = {
  name: 'returns',
  version: 1,
  intent: 'returns',
  answerFrom: 'knowledge',
  fallback1: asking({
    en: 'Sure, I can help with returns. Is it about how to send something back, an exchange, or your refund?',
    es: 'Claro, te ayudo con las devoluciones. ¿Quieres devolver algo, cambiarlo o saber de tu reembolso?',
    de: 'Klar, ich helfe bei Rückgaben. Geht es ums Zurückschicken, einen Umtausch oder die Erstattung?',
    fr: "Bien sûr, je vous aide pour les retours. Est-ce pour renvoyer un article, l'échanger, ou pour le remboursement ?",
  }),
  fallback2: DO_NOT_GUESS,
  handOffWhen: ONE_QUESTION,
};
