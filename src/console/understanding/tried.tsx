/** What a tried message would lead to, and why: the words that weighed, the examples that are like it. */
import type { TriedOut } from '../../conversation/try-out.ts';
import type { Why } from '../../understanding/learning.ts';
import { intentInWords, reasonInWords } from '../words.ts';

const DECISIONS: Readonly<Record<TriedOut['decision'], string>> = {
  reply: 'It would answer',
  ask: 'It would ask',
  handOff: 'It would hand over to a person',
  silent: 'It would say nothing',
};

export function Tried({ result, why }: { result: TriedOut; why: Why }) {
  const { understanding, decision, text, flow, evidence } = result;
  const [, second] = understanding.ranked;
  const wishes = understanding.wishes ?? [];
  return (
    <div class="tried" role="status">
      <p>
        Understood as <b id="tried-intent">{intentInWords(understanding.intent)}</b>,{' '}
        {Math.round(understanding.confidence * 100)} % sure
        {second === undefined ? '' : `; next would be ${intentInWords(second.intent).toLowerCase()}`}.{' '}
        {why.label === null
          ? ''
          : `A person has said so of ${why.label.of === 'the same' ? 'this very message' : 'nearly this message'}.`}
      </p>
      {wishes.length === 0 ? null : (
        <p id="tried-wishes">
          It holds {wishes.length} wishes:{' '}
          {wishes.map((wish, at) => [
            at === 0 ? '' : '; ',
            <q dir="auto">{wish.text}</q>,
            ` ${intentInWords(wish.understanding.intent).toLowerCase()}`,
          ])}
          .
        </p>
      )}
      <p>
        {DECISIONS[decision]} <span class="hint">({reasonInWords(flow).toLowerCase()} flow)</span>
      </p>
      {text === '' ? null : (
        <p class="text" dir="auto">
          {text}
        </p>
      )}
      {evidence.length === 0 ? null : (
        <p class="hint">
          Rests on: {evidence.map((one, at) => [at === 0 ? '' : ' · ', <bdi>{one.title}</bdi>])}
        </p>
      )}
      <dl>
        <dt>Words that weighed most</dt>
        <dd>
          {why.words.length === 0
            ? 'None.'
            : why.words.map(({ word }, at) => [at === 0 ? '' : ', ', <bdi>{word}</bdi>])}
        </dd>
        <dt>Examples most like it</dt>
        {why.nearest.length === 0 ? <dd>None.</dd> : null}
        {why.nearest.map((one) => (
          <dd>
            <q dir="auto">{one.text}</q> {intentInWords(one.intent)}
          </dd>
        ))}
      </dl>
    </div>
  );
}
