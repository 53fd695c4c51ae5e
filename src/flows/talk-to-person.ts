import type { PersonFlow } from '../domain/flow-types.ts';
import { DO_NOT_GUESS, listed, ONE_QUESTION } from './wording.ts';

export const talkToPerson: PersonFlow = {
  name: 'talk_to_person',
  version: 1,
  intent: 'talk_to_person',
  answerFrom: 'person',
  reason: 'asked for a person',
  phrases: {
    en: {
      whole: listed(
        'person|person please|a person|human|human please|a human|agent|agent please',
        'operator|representative|rep|live agent|live person|staff|someone|somebody',
        'customer service|customer support|support|call me|please call me|manager',
      ),
      within: listed(
        'talk to a person|talk to a human|talk to an agent|talk to someone|talk to somebody',
        'speak to a person|speak to a human|speak to an agent|speak to someone|speak to somebody',
        'speak with a person|speak with a human|speak with an agent|speak with someone',
        'speak with somebody|talk with a person|talk with a human|talk with someone',
        'chat with a person|chat with a human|talk to a real|speak to a real|real person',
        'real human|actual person|actual human|human being|live agent|human agent',
        'talk to a rep|talk to a representative|speak to a representative|speak to a manager',
        'talk to a manager|speak to the manager|talk to the manager|connect me to|transfer me to',
        'put me through to|get me a human|get me a person|not a bot|not a robot',
      ),
    },
    es: {
      whole: ['persona', 'humano', 'agente', 'operador', 'asesor', 'alguien'],
      within: [
        'hablar con una persona',
        'hablar con alguien',
        'hablar con un agente',
        'hablar con un humano',
        'persona real',
      ],
    },
    de: {
      whole: ['mensch', 'mitarbeiter', 'mensch bitte', 'jemand', 'berater'],
      within: listed(
        'mit einem menschen|mit einem mitarbeiter|mit jemandem sprechen|echten menschen|echter mensch',
      ),
    },
    fr: {
      whole: ['conseiller', 'humain', 'personne', 'agent', "quelqu'un"],
      within: [
        'parler à un conseiller',
        'parler à une personne',
        "parler à quelqu'un",
        'parler à un humain',
        'vraie personne',
      ],
    },
  },
  before: { en: 'Of course!', es: '¡Por supuesto!', de: 'Natürlich!', fr: 'Bien sûr !' },
  fallback1: DO_NOT_GUESS,
  fallback2: DO_NOT_GUESS,
  handOffWhen: { ...ONE_QUESTION, always: true },
};
