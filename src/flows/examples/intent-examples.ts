/** Own-written example messages of one intent, by language. Data only: the classifier is trained on them. */
export type IntentExamples = {
  intent: string;
  en: readonly string[];
  es?: readonly string[];
  de?: readonly string[];
  fr?: readonly string[];
};
