import type { KnowledgeFlow } from '../domain/flow-types.ts';
import { asking, ONE_QUESTION, DO_NOT_GUESS } from './wording.ts';

export const upsellInterest: KnowledgeFlow = {
  name: 'upsell_interest',
  version: 1,
  intent: 'upsell_interest',
  answerFrom: 'knowledge',
  fallback1: asking({
    en: 'Nice! What are you looking for, and is there a budget you have in mind?',
    es: '¡Qué bien! ¿Qué buscas y qué presupuesto tienes en mente?',
    de: 'Schön! Wonach suchst du, und an welches Budget denkst du?',
    fr: 'Super ! Que cherchez-vous, et avec quel budget ?',
  }),
  fallback2: DO_NOT_GUESS,
  handOffWhen: ONE_QUESTION,
};
