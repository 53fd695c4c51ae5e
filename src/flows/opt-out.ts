/** Where the model suspects a wish to opt out that the rules did not see: only the customer's own STOP changes consent. */
import type { CourtesyFlow } from '../domain/flow-types.ts';
import { DO_NOT_GUESS, ONE_QUESTION } from './wording.ts';

export const optOut: CourtesyFlow = {
  name: 'opt_out',
  version: 1,
  intent: 'opt_out',
  answerFrom: 'courtesy',
  courtesies: [
    {
      name: 'how to opt out',
      phrases: {},
      text: {
        en: 'If you want no more messages from {business}, reply STOP and that is done at once.',
        es: 'Si no quieres más mensajes de {business}, responde STOP y listo.',
        de: 'Wenn du keine Nachrichten von {business} mehr möchtest, antworte STOP, dann ist sofort Schluss.',
        fr: 'Pour ne plus recevoir de messages de {business}, répondez STOP.',
      },
    },
  ],
  fallback1: DO_NOT_GUESS,
  fallback2: DO_NOT_GUESS,
  handOffWhen: { ...ONE_QUESTION, sentimentBelow: null },
};
