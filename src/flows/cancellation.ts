import type { KnowledgeFlow } from '../domain/flow-types.ts';
import { asking, CAREFUL, DO_NOT_GUESS } from './wording.ts';

export const cancellation: KnowledgeFlow = {
  name: 'cancellation',
  version: 1,
  intent: 'cancellation',
  answerFrom: 'knowledge',
  fallback1: asking({
    en: 'What would you like to cancel: an order, an appointment or a subscription?',
    es: '¿Qué quieres cancelar: un pedido, una cita o una suscripción?',
    de: 'Was möchtest du stornieren: eine Bestellung, einen Termin oder ein Abo?',
    fr: 'Que souhaitez-vous annuler : une commande, un rendez-vous ou un abonnement ?',
  }),
  fallback2: DO_NOT_GUESS,
  handOffWhen: CAREFUL,
};
