import type { KnowledgeFlow } from '../domain/flow-types.ts';
import { asking, CAREFUL, DO_NOT_GUESS } from './wording.ts';

export const account: KnowledgeFlow = {
  name: 'account',
  version: 1,
  intent: 'account',
  answerFrom: 'knowledge',
  fallback1: asking({
    en: 'Is it about signing in, changing your details, or closing the account? Please never send me a password.',
    es: '¿Es para entrar, cambiar tus datos o cerrar la cuenta? Por favor, no me envíes contraseñas.',
    de: 'Geht es ums Anmelden, um deine Daten oder ums Löschen des Kontos? Bitte schick mir kein Passwort.',
    fr: "Est-ce pour vous connecter, modifier vos données ou fermer le compte ? Ne m'envoyez jamais de mot de passe.",
  }),
  fallback2: DO_NOT_GUESS,
  handOffWhen: CAREFUL,
};
