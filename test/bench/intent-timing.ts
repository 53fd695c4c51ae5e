import type { LabelledText } from '../../src/understanding/training-set.ts';

const MOST_TEXTS = 2_000;
const WARM_UP = 300;

/** Microseconds for one message: the median and the 99th percentile over the test texts, one call each. */
export function timePredictions(
  predict: (text: string) => unknown,
  lines: readonly LabelledText[],
): { microsPerMessage: number; p99Micros: number } {
  const texts = lines.slice(0, MOST_TEXTS).map((line) => line.text);
  for (let at = 0; at < WARM_UP; at += 1) predict(texts[at % texts.length] ?? '');
  const micros: number[] = [];
  while (micros.length < MOST_TEXTS) {
    for (const text of texts) {
      const startedAt = process.hrtime.bigint();
      predict(text);
      micros.push(Number(process.hrtime.bigint() - startedAt) / 1_000);
    }
  }
  micros.sort((a, b) => a - b);
  return { microsPerMessage: quantile(micros, 0.5), p99Micros: quantile(micros, 0.99) };
}

function quantile(sorted: readonly number[], share: number): number {
  return Math.round((sorted[Math.floor(sorted.length * share)] ?? 0) * 10) / 10;
}
