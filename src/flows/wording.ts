/** Words and criteria that several flows share. */
import type { Fallback, HandOffCriteria, Wording } from '../domain/flow-types.ts';

/** One clarifying question, then a person. */
export const ONE_QUESTION: HandOffCriteria = {
  always: false,
  sentimentBelow: -0.75,
  fallbacksOver: 1,
  answerConfidenceBelow: null,
};

/** For matters of money and access: a half-sure answer is worse than a person. */
export const CAREFUL: HandOffCriteria = { ...ONE_QUESTION, sentimentBelow: -0.6, answerConfidenceBelow: 0.5 };

const UNSURE: Wording = {
  en: 'I do not want to guess on this one.',
  es: 'Prefiero no adivinar en esto.',
  de: 'Da möchte ich nicht raten.',
  fr: 'Je préfère ne pas deviner.',
};

/** Said together with the hand-off. */
export const DO_NOT_GUESS: Fallback = { text: UNSURE, offersPerson: false };

export function asking(text: Wording): Fallback {
  return { text, offersPerson: false };
}

/** Phrases separated by bars, so that a list of them stays readable. */
export function listed(...lines: string[]): string[] {
  return lines.flatMap((line) => line.split('|'));
}
