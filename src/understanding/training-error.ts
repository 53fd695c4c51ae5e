/** Training data that cannot make a model. The message is a sentence for the owner; nothing was changed. */
export class TrainingDataError extends Error {
  readonly code: 'too_few_intents' | 'too_many_intents' | 'too_many_examples' | 'bad_example' | 'bad_option';

  constructor(code: TrainingDataError['code'], message: string) {
    super(message);
    this.name = 'TrainingDataError';
    this.code = code;
  }
}
