import type { CourtesyFlow } from '../domain/flow-types.ts';
import { DO_NOT_GUESS, listed, ONE_QUESTION } from './wording.ts';

export const smallTalk: CourtesyFlow = {
  name: 'small_talk',
  version: 1,
  intent: 'small_talk',
  answerFrom: 'courtesy',
  courtesies: [
    {
      name: 'hello',
      phrases: {
        en: listed(
          'hi|hello|hey|hiya|hey there|hi there|hello there|good morning|morning',
          'good afternoon|good evening|yo|howdy|anyone there|anybody there|is anyone there|👋',
        ),
        es: ['hola', 'buenas', 'buenos días', 'buenos dias', 'buenas tardes', 'buenas noches'],
        de: ['hallo', 'guten tag', 'guten morgen', 'guten abend', 'moin', 'servus', 'grüß gott'],
        fr: ['bonjour', 'salut', 'bonsoir', 'coucou'],
      },
      text: {
        en: 'Hi! What can I do for you?',
        es: '¡Hola! ¿En qué te puedo ayudar?',
        de: 'Hallo! Was kann ich für dich tun?',
        fr: 'Bonjour ! Que puis-je faire pour vous ?',
      },
    },
    {
      name: 'thanks',
      phrases: {
        en: listed(
          'thanks|thank you|thx|ty|cheers|thanks a lot|thank you so much|thanks so much',
          'thank you very much|many thanks|ok thanks|okay thanks|ok thank you|much appreciated',
          'appreciate it|ok|okay|k|cool|nice|awesome|great thanks|🙏|❤|😊|👍',
        ),
        es: ['gracias', 'muchas gracias', 'ok gracias', 'mil gracias', 'vale gracias'],
        de: ['danke', 'vielen dank', 'danke schön', 'dankeschön', 'ok danke', 'danke dir'],
        fr: ['merci', 'merci beaucoup', 'merci bien', 'ok merci'],
      },
      text: {
        en: 'You are welcome!',
        es: '¡De nada!',
        de: 'Gern geschehen!',
        fr: 'Avec plaisir !',
      },
    },
    {
      name: 'bye',
      phrases: {
        en: [
          'bye',
          'goodbye',
          'bye bye',
          'see you',
          'see ya',
          'have a nice day',
          'have a good day',
          'good night',
          'take care',
        ],
        es: ['adiós', 'adios', 'hasta luego', 'chao'],
        de: ['tschüss', 'tschüß', 'auf wiedersehen', 'bis bald', 'ciao'],
        fr: ['au revoir', 'à bientôt', 'bonne journée'],
      },
      text: {
        en: 'Bye, and take care!',
        es: '¡Hasta pronto!',
        de: 'Bis bald!',
        fr: 'À bientôt !',
      },
    },
    {
      name: 'how are you',
      phrases: {
        en: [
          'how are you',
          'how are you doing',
          "how's it going",
          "what's up",
          'sup',
          'hi how are you',
          'hello how are you',
        ],
        es: ['qué tal', 'que tal', 'cómo estás', 'como estas'],
        de: ["wie geht's", 'wie gehts', 'wie geht es dir', 'wie geht es ihnen'],
        fr: ['ça va', 'comment ça va', 'comment allez vous'],
      },
      text: {
        en: 'All good here, thanks for asking! What can I do for you?',
        es: '¡Todo bien, gracias por preguntar! ¿En qué te ayudo?',
        de: 'Alles gut, danke der Nachfrage! Was kann ich für dich tun?',
        fr: 'Tout va bien, merci ! Que puis-je faire pour vous ?',
      },
    },
    {
      name: 'are you a bot',
      within: listed(
        'are you a bot|are you a robot|are you human|are you a human|are you a real person|are you a real human|are you an actual|are you an ai|are you ai|are you a computer|are you a live|am i talking to a|am i talking with a|am i speaking to a',
        'am i speaking with a|am i chatting with a|is this a bot|is this a real person|or a robot|or a bot|real person or|or an ai|you are a bot|you are a real person',
      ),
      phrases: {
        en: listed(
          'are you a bot|are you a robot|are you human|are you a human|are you real|is this a bot',
          'are you an ai|are you ai|am i talking to a bot|am i talking to a human|are you a person',
          'are you a real person|is this a real person|who are you|who is this|is this ai',
        ),
        es: ['eres un bot', 'eres un robot', 'eres humano', 'quién eres', 'quien eres'],
        de: [
          'bist du ein bot',
          'bist du ein roboter',
          'bist du ein mensch',
          'wer bist du',
          'sind sie ein mensch',
        ],
        fr: ['êtes vous un robot', 'es tu un robot', 'qui êtes vous', 'tu es un robot'],
      },
      text: {
        en: 'I am the AI assistant of {business}. If you would rather have a human, just write PERSON.',
        es: 'Soy el asistente de IA de {business}. Si prefieres a alguien del equipo, escribe PERSONA.',
        de: 'Ich bin der KI-Assistent von {business}. Wenn du lieber einen Menschen möchtest, schreib MENSCH.',
        fr: "Je suis l'assistant IA de {business}. Pour joindre l'équipe, écrivez CONSEILLER.",
      },
    },
  ],
  fallback1: DO_NOT_GUESS,
  fallback2: DO_NOT_GUESS,
  handOffWhen: ONE_QUESTION,
};
