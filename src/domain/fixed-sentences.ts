/** What the house itself says around the flows' words. Each language is complete or falls back to English as a whole sentence. */
import type { Wording } from './flow-types.ts';

export const DISCLOSURE: Wording = {
  en: {
    short: 'This is the AI assistant of {business}; write PERSON for a human.',
    full: 'Hi, I am the AI assistant of {business}. Write "person" at any time to reach a human.',
  },
  es: {
    short: 'Soy el asistente de IA de {business}; escribe PERSONA para hablar con alguien.',
    full: 'Hola, soy el asistente de IA de {business}. Escribe "persona" cuando quieras hablar con alguien del equipo.',
  },
  de: {
    short: 'Hier ist der KI-Assistent von {business}; mit MENSCH erreichst du das Team.',
    full: 'Hallo, ich bin der KI-Assistent von {business}. Schreib jederzeit "Mensch", um jemanden aus dem Team zu erreichen.',
  },
  fr: {
    short: "Ici l'assistant IA de {business}; écrivez CONSEILLER pour joindre l'équipe.",
    full: 'Bonjour, je suis l\'assistant IA de {business}. Écrivez "conseiller" à tout moment pour joindre l\'équipe.',
  },
};

export const HAND_OFF_OPEN: Wording = {
  en: 'I am passing this to the team. Somebody will answer you here shortly.',
  es: 'Se lo paso al equipo. Alguien te responderá aquí en breve.',
  de: 'Ich gebe das ans Team weiter. Jemand antwortet dir gleich hier.',
  fr: "Je transmets à l'équipe. Quelqu'un vous répondra ici très vite.",
};

export const HAND_OFF_CLOSED: Wording = {
  en: 'I am passing this to the team. We are closed right now; somebody is here again {opens} and will answer you then.',
  es: 'Se lo paso al equipo. Ahora está cerrado; alguien estará aquí {opens} y te responderá entonces.',
  de: 'Ich gebe das ans Team weiter. Gerade ist geschlossen; {opens} ist wieder jemand da und antwortet dir dann.',
  fr: "Je transmets à l'équipe. C'est fermé en ce moment; quelqu'un sera là {opens} et vous répondra.",
};

export const HAND_OFF_ANY_TIME: Wording = {
  en: 'I am passing this to the team. Somebody will answer you here as soon as they can.',
  es: 'Se lo paso al equipo. Alguien te responderá aquí lo antes posible.',
  de: 'Ich gebe das ans Team weiter. Jemand antwortet dir hier so bald wie möglich.',
  fr: "Je transmets à l'équipe. Quelqu'un vous répondra ici dès que possible.",
};

export const HAND_OFF_AGAIN: Wording = {
  en: 'Thanks, I have added that for the team. They will answer you here.',
  es: 'Gracias, lo he añadido para el equipo. Te responderán aquí.',
  de: 'Danke, das Team hat auch das bekommen und antwortet dir hier.',
  fr: "Merci, je l'ai ajouté pour l'équipe, qui vous répondra ici.",
};

export const UPSET: Wording = {
  en: 'I am sorry about this.',
  es: 'Lo siento mucho.',
  de: 'Das tut mir leid.',
  fr: 'Je suis désolé.',
};

export const WHICH_OF_THESE: Wording = {
  en: 'Just to be sure: do you mean one of these?',
  es: 'Para estar seguro: ¿te refieres a una de estas cosas?',
  de: 'Nur um sicher zu sein: Meinst du eines davon?',
  fr: "Pour être sûr : parlez-vous de l'un de ces sujets ?",
};

export const GLAD_IT_HELPED: Wording = {
  en: 'Glad that helped! Just write if anything else comes up.',
  es: '¡Me alegro! Escribe si necesitas algo más.',
  de: 'Freut mich! Schreib einfach, wenn noch etwas ist.',
  fr: "Ravi d'avoir pu aider ! Écrivez si vous avez besoin d'autre chose.",
};

export const DID_NOT_HELP: Wording = {
  en: 'Sorry that was not it. Could you say it in other words? Or write PERSON and I will get somebody.',
  es: 'Siento que no fuera eso. ¿Puedes decirlo con otras palabras? O escribe PERSONA y aviso a alguien.',
  de: 'Schade, das war es nicht. Kannst du es anders sagen? Oder schreib MENSCH, dann hole ich jemanden.',
  fr: "Désolé, ce n'était pas cela. Pouvez-vous le dire autrement ? Ou écrivez CONSEILLER.",
};

export const ALL_RIGHT: Wording = {
  en: 'All right! Just write if you need anything.',
  es: '¡De acuerdo! Escribe si necesitas algo.',
  de: 'Alles klar! Schreib einfach, wenn du etwas brauchst.',
  fr: "D'accord ! Écrivez si vous avez besoin de quelque chose.",
};

export const ABOUT_THAT: Wording = {
  en: 'About “{what}”:',
  es: 'Sobre «{what}»:',
  de: 'Zu „{what}“:',
  fr: 'Au sujet de « {what} » :',
};

export const ONE_AT_A_TIME: Wording = {
  en: 'I take one thing at a time: please ask me the rest after that.',
  es: 'Voy paso a paso: después pregúntame lo demás.',
  de: 'Eins nach dem anderen: Frag mich den Rest bitte danach.',
  fr: 'Une chose après l’autre : posez-moi le reste ensuite.',
};

export const MORE_AT: Wording = {
  en: 'More: {url}',
  es: 'Más: {url}',
  de: 'Mehr: {url}',
  fr: 'En savoir plus : {url}',
};

export const BUTTON_HELPED: Wording = {
  en: 'That helped',
  es: 'Me sirve',
  de: 'Das hilft',
  fr: "C'est clair",
};
export const BUTTON_PERSON: Wording = {
  en: 'Talk to a person',
  es: 'Hablar con alguien',
  de: 'Mensch, bitte',
  fr: "Joindre l'équipe",
};
