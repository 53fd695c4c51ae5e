import type { KnowledgeFlow } from '../domain/flow-types.ts';
import { asking, ONE_QUESTION, DO_NOT_GUESS } from './wording.ts';

export const productQuestion: KnowledgeFlow = {
  name: 'product_question',
  version: 1,
  intent: 'product_question',
  answerFrom: 'knowledge',
  fallback1: asking({
    en: 'Which product is it about, and what would you like to know?',
    es: '¿De qué producto se trata y qué te gustaría saber?',
    de: 'Um welches Produkt geht es, und was möchtest du wissen?',
    fr: "De quel produit s'agit-il, et que souhaitez-vous savoir ?",
  }),
  fallback2: DO_NOT_GUESS,
  handOffWhen: ONE_QUESTION,
};
