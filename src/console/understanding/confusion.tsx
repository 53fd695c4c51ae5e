/** What is mistaken for what: each example as it was answered while it was held out of training. */
import type { ModelVersion } from '../../understanding/releases.ts';
import { Table } from '../stats/charts.tsx';
import { countInWords, shareInWords } from '../stats/figures-in-words.ts';
import { intentInWords } from '../words.ts';

const MISTAKES_SHOWN = 30;

export function Confusion({ newest }: { newest: ModelVersion | null }) {
  if (newest === null || newest.confusion.length === 0) {
    return (
      <section class="card">
        <h2>What is mistaken for what</h2>
        <p>Known after the first training.</p>
      </section>
    );
  }
  const all = newest.confusion.reduce((sum, cell) => sum + cell.lines, 0);
  const mistakes = newest.confusion.filter(({ truth, guess }) => truth !== guess);
  const wrong = mistakes.reduce((sum, cell) => sum + cell.lines, 0);
  const truths = new Map<string | null, { lines: number; right: number }>();
  for (const { truth, guess, lines } of newest.confusion) {
    const row = truths.get(truth) ?? { lines: 0, right: 0 };
    truths.set(truth, { lines: row.lines + lines, right: row.right + (truth === guess ? lines : 0) });
  }
  const worstFirst = [...truths].sort(([, a], [, b]) => a.right / a.lines - b.right / b.lines);
  return (
    <section class="card">
      <h2>What is mistaken for what</h2>
      <p>
        {newest.version} was right on <b>{shareInWords(all - wrong, all)}</b> of {countInWords(all)} examples
        that it had not seen.
      </p>
      <Table
        summary="The commonest mistakes"
        head={['Means', 'Was taken for', 'Times']}
        rows={mistakes
          .slice(0, MISTAKES_SHOWN)
          .map(({ truth, guess, lines }) => [
            intentInWords(truth),
            intentInWords(guess),
            countInWords(lines),
          ])}
      />
      <Table
        summary="By intent, the worst first"
        head={['Intent', 'Examples', 'Right']}
        rows={worstFirst.map(([truth, { lines, right }]) => [
          intentInWords(truth),
          countInWords(lines),
          shareInWords(right, lines),
        ])}
      />
    </section>
  );
}
