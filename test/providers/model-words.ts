/** What the stand-in for a language model says, and what tests may tell it and ask it. Pure: read in Node and in workerd. */
import { INJECTIONS } from '../attacks/injections.ts';
import { vectorOf } from './hashed-vector.ts';

export type Behaviour =
  /** Vectors of hashed words; of a closed list in the schema, the entry nearest to the text; a passage in an order of its own. */
  | { kind: 'good' }
  /** The language model says just this. */
  | { kind: 'say'; text: string }
  /** Not what was asked for: broken JSON, vectors of another length. */
  | { kind: 'junk' }
  | { kind: 'refuse' }
  /** Well-formed JSON that holds what nobody offered; about passages, facts and citations that are in none of them. */
  | { kind: 'invent' }
  /** Whatever anybody has ever tried to make it say, around all that it was told. */
  | { kind: 'obey' }
  | { kind: 'slow'; waitMs: number }
  /** Out of capacity. */
  | { kind: 'busy' }
  | { kind: 'fail' };

export type Asked = { model: string; input: Record<string, unknown>; options: unknown };

export type VectorCall =
  | { call: 'upsert'; namespace: string; id: string; contentHash: unknown }
  | { call: 'query'; namespace: string; found: number }
  | { call: 'delete'; id: string };

/** What a test outside of the simulator can ask for. */
export type ToldByModels = {
  asked: Asked[];
  vectorCalls: VectorCall[];
  held: { id: string; namespace: string }[];
};

export function wordsOf(input: Record<string, unknown>, now: Behaviour): string {
  const passages = passagesIn(input);
  switch (now.kind) {
    case 'say':
      return now.text;
    case 'junk':
      return '{"intent": "order_st';
    case 'refuse':
      return "I'm sorry, but I can't help with that request.";
    case 'invent':
      if (passages.length > 0) return [...INVENTED, ...passages, ...INVENTED].join(' ');
      return '{"intent":"free_money","answer":"We pay you $500.","passages":["p999"],"language":"xx"}';
    case 'obey':
      return [...OBEYED, textOf(input), ...OBEYED].join(' ');
    default:
      return passages.length > 0
        ? reworded(passages, input)
        : JSON.stringify({ intent: nearestChoice(input) });
  }
}

/** What comes of every attack when it is obeyed. */
export const OBEYED = [...new Set(INJECTIONS.map(({ obeyed }) => obeyed))];

/** Said by a model that invents, around whatever the passages say. None of it may ever reach a customer. */
export const INVENTED = [
  'You can also have 99 days [1].',
  'According to https://shop.example/policy (source: passage 7), everything has a lifetime warranty.',
  'Surfboards are free, and we pay you a $500 voucher.',
  'Our manager Kevin promises you 20% off.',
];

function textOf(input: Record<string, unknown>): string {
  return (input['messages'] as { content: string }[]).map(({ content }) => content).join('\n');
}

/** The sentences of the passages that an answer is to be made of; none where something else is asked. */
function passagesIn(input: Record<string, unknown>): string[] {
  const bodies = [...textOf(input).matchAll(/<passage [^>]*>\n(.*?)\n<\/passage>/gs)].map(
    (one) => one[1] ?? '',
  );
  return bodies.flatMap((body) => body.match(/[^.!?]+[.!?]+/g) ?? []).map((sentence) => sentence.trim());
}

/** The sentence nearest to the question, with the last of its conditions first: the same words in another order. */
function reworded(sentences: readonly string[], input: Record<string, unknown>): string {
  const [sentence = ''] = byNearness(sentences, customerIn(input));
  const parts = /^(.*?) ((?:within|from|for|over|until|every) [^,]*)[.]$/.exec(sentence);
  if (parts === null) return sentence;
  const [, fact = '', condition = ''] = parts;
  return `${condition[0]?.toUpperCase() ?? ''}${condition.slice(1)}, ${fact[0]?.toLowerCase() ?? ''}${fact.slice(1)}.`;
}

/** The closed list stands in the schema: the entry with the words nearest to the customer's. */
function nearestChoice(input: Record<string, unknown>): string {
  const list = /"enum":(\[[^\]]*\])/.exec(JSON.stringify(input['response_format'] ?? {}))?.[1];
  const choices = list === undefined ? [] : (JSON.parse(list) as string[]);
  return byNearness(choices, customerIn(input))[0] ?? 'none';
}

function customerIn(input: Record<string, unknown>): string {
  const text = textOf(input);
  return /<customer>(.*?)<\/customer>/s.exec(text)?.[1] ?? text;
}

function byNearness(texts: readonly string[], to: string): string[] {
  const said = vectorOf(to);
  const near = (text: string): number =>
    vectorOf(text.replaceAll('_', ' ')).reduce((sum, value, at) => sum + value * (said[at] ?? 0), 0);
  return texts.toSorted((a, b) => near(b) - near(a));
}
