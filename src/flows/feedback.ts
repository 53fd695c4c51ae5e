import type { KnowledgeFlow } from '../domain/flow-types.ts';
import { DO_NOT_GUESS, ONE_QUESTION } from './wording.ts';

export const feedback: KnowledgeFlow = {
  name: 'feedback',
  version: 1,
  intent: 'feedback',
  answerFrom: 'knowledge',
  asksItsOwnQuestion: true,
  fallback1: {
    text: {
      en: 'Thank you for telling us! Should somebody from the team get back to you about it?',
      es: '¡Gracias por contárnoslo! ¿Quieres que alguien del equipo te responda?',
      de: 'Danke, dass du uns das sagst! Soll sich jemand aus dem Team dazu bei dir melden?',
      fr: "Merci de nous l'avoir dit ! Voulez-vous que quelqu'un de l'équipe vous réponde ?",
    },
    offersPerson: true,
  },
  fallback2: DO_NOT_GUESS,
  handOffWhen: { ...ONE_QUESTION, sentimentBelow: -0.5 },
};
