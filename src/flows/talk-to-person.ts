import type { PersonFlow } from '../domain/flow-types.ts';
import { DO_NOT_GUESS, listed, ONE_QUESTION } from './wording.ts';

const WAYS = listed(
  'talk to|talk with|speak to|speak with|chat to|chat with|help talking to|help talking with|help speaking to|help speaking with',
  'assistance talking to|assistance talking with|assistance speaking to|assistance speaking with|help chatting with|help me speaking to|help me talking with',
  'contact|contacting|reach|connect me to|connect me with|transfer me to|put me through to|pass me to|direct me to|get me|give me',
);
const PEOPLE = listed(
  'a person|somebody|someone|a human|a real person|a real human|a live person|a live human|an actual person|an actual human|a human being|real people',
  'an agent|a agent|a live agent|a human agent|a real agent|an operator|a operator|a representative|a rep|a manager|the manager|an employee|an advisor',
  'an assistant|a assistant|a member of staff|a team member|the owner|your manager|a supervisor',
);

/** "talk to a person", "connect me to an agent", and so on. */
const ASKED_IN_ENGLISH = WAYS.flatMap((way) => PEOPLE.map((person) => `${way} ${person}`));

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
      within: [
        ...ASKED_IN_ENGLISH,
        ...listed(
          'want a human|need a human|want a person|need a person|want a real person|need a real person',
        ),
      ],
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
