/** What a customer's message was taken for, and the way to say that it meant something else. */
import type { UnderstoodAs } from '../conversation/api.ts';
import { NO_INTENT_NAME } from '../understanding/labelled-set.ts';
import { intentInWords } from './words.ts';

type MeaningProps = { seq: number; understood: UnderstoodAs; path: string; intents: readonly string[] };

export function Meaning({ seq, understood, path, intents }: MeaningProps) {
  const { intent, corrected, confidence } = understood;
  const now = corrected === null ? intent : corrected.meant;
  return (
    <details class="meaning" id={`meaning${seq}`}>
      <summary>
        {corrected === null ? (
          <>
            Understood as <b>{intentInWords(intent)}</b>, {Math.round(confidence * 100)} % – wrong?
          </>
        ) : (
          <>
            Corrected to <b>{intentInWords(corrected.meant)}</b> by <bdi>{corrected.by}</bdi>
          </>
        )}
      </summary>
      <form class="row" method="post" action={`${path}/correct`}>
        <input type="hidden" name="seq" value={seq} />
        <label for={`intent${seq}`}>It meant</label>
        <select id={`intent${seq}`} name="intent">
          {intents.map((name) => (
            <option value={name} selected={name === now}>
              {intentInWords(name)}
            </option>
          ))}
          <option value={NO_INTENT_NAME} selected={now === null}>
            {intentInWords(null)}
          </option>
        </select>
        <button type="submit">Correct</button>
      </form>
    </details>
  );
}
