import type { PersonFlow } from '../domain/flow-types.ts';
import { DO_NOT_GUESS, ONE_QUESTION } from './wording.ts';

export const complaint: PersonFlow = {
  name: 'complaint',
  version: 1,
  intent: 'complaint',
  answerFrom: 'person',
  reason: 'complaint',
  before: {
    en: 'I am really sorry to hear that. This should not have happened, and a person should look at it.',
    es: 'Siento mucho lo ocurrido. No debería haber pasado y lo va a mirar una persona.',
    de: 'Das tut mir wirklich leid. Das hätte nicht passieren sollen, und ein Mensch soll sich das ansehen.',
    fr: "Je suis vraiment désolé. Cela n'aurait pas dû arriver, et une personne va s'en occuper.",
  },
  fallback1: DO_NOT_GUESS,
  fallback2: DO_NOT_GUESS,
  handOffWhen: { ...ONE_QUESTION, always: true },
};
