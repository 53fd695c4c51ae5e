import type { KnowledgeFlow } from '../domain/flow-types.ts';
import { asking, ONE_QUESTION, DO_NOT_GUESS } from './wording.ts';

export const appointment: KnowledgeFlow = {
  name: 'appointment',
  version: 1,
  intent: 'appointment',
  answerFrom: 'knowledge',
  fallback1: asking({
    en: 'Happy to help with an appointment. What is it for, and is it to book, move or cancel one?',
    es: 'Te ayudo con la cita. ¿Para qué es, y quieres reservar, cambiar o cancelar?',
    de: 'Gern helfe ich mit einem Termin. Wofür ist er, und möchtest du buchen, verschieben oder absagen?',
    fr: "Je vous aide pour le rendez-vous. C'est pour quoi, et souhaitez-vous réserver, déplacer ou annuler ?",
  }),
  fallback2: DO_NOT_GUESS,
  handOffWhen: ONE_QUESTION,
};
