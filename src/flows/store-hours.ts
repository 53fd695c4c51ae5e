import type { HoursFlow } from '../domain/flow-types.ts';
import { asking, DO_NOT_GUESS, ONE_QUESTION } from './wording.ts';

export const storeHours: HoursFlow = {
  name: 'store_hours',
  version: 1,
  intent: 'store_hours',
  answerFrom: 'hours',
  replies: {
    openNow: {
      en: 'We are open right now, until {closes}.',
      es: 'Ahora está abierto, hasta las {closes}.',
      de: 'Wir haben gerade geöffnet, bis {closes}.',
      fr: "C'est ouvert en ce moment, jusqu'à {closes}.",
    },
    closedNow: {
      en: 'We are closed right now{reason}. We open {opens}.',
      es: 'Ahora está cerrado{reason}. Abrimos {opens}.',
      de: 'Gerade ist geschlossen{reason}. Wir öffnen {opens}.',
      fr: "C'est fermé en ce moment{reason}. Nous ouvrons {opens}.",
    },
    openDay: {
      en: '{day}{reason} we are open {hours}.',
      es: '{day}{reason} abrimos de {hours}.',
      de: '{day}{reason} haben wir {hours} geöffnet.',
      fr: '{day}{reason}, nous sommes ouverts de {hours}.',
    },
    closedDay: {
      en: '{day} we are closed{reason}.',
      es: '{day} está cerrado{reason}.',
      de: '{day} ist geschlossen{reason}.',
      fr: "{day}, c'est fermé{reason}.",
    },
    week: {
      en: 'We are open {week}.',
      es: 'Nuestro horario: {week}.',
      de: 'Unsere Öffnungszeiten: {week}.',
      fr: 'Nos horaires : {week}.',
    },
    yes: { en: 'Yes!', es: '¡Sí!', de: 'Ja!', fr: 'Oui !' },
    no: {
      en: 'No, not at that time.',
      es: 'No, a esa hora no.',
      de: 'Nein, um diese Zeit nicht.',
      fr: 'Non, pas à cette heure-là.',
    },
  },
  fallback1: asking({
    en: 'Which day do you want to come by?',
    es: '¿Qué día quieres venir?',
    de: 'An welchem Tag möchtest du vorbeikommen?',
    fr: 'Quel jour souhaitez-vous passer ?',
  }),
  fallback2: DO_NOT_GUESS,
  handOffWhen: ONE_QUESTION,
};
