/** Pictures drawn on the server as SVG. They scale to any width, so all text stands beside them; behind each is its table. */
import type { Child } from 'hono/jsx';

export type Part = {
  /** Names the colour in `stats.css`. */
  tone: string;
  label: string;
  value: number;
  shown: string;
  /** What the word means, for those who ask. */
  meaning?: string;
};

/** One bar cut into parts, in the order given. Nothing is drawn for a part that is zero. */
export function StackedBar({ title, parts }: { title: string; parts: readonly Part[] }) {
  const total = parts.reduce((sum, part) => sum + part.value, 0);
  const drawn = positioned(parts, total);
  return (
    <figure class="picture">
      <svg
        class="stack"
        viewBox="0 0 1000 40"
        preserveAspectRatio="none"
        role="img"
        aria-label={spoken(title, parts)}
      >
        {drawn.map(({ part, x, width }) => (
          <rect class={`tone-${part.tone}`} x={x} y="0" width={width} height="40">
            <title>{`${part.label}: ${part.shown}`}</title>
          </rect>
        ))}
      </svg>
      <figcaption>
        <dl class="legend">
          {parts.map((part) => (
            <div>
              <dt>
                <svg class="dot" viewBox="0 0 10 10" aria-hidden="true">
                  <rect class={`tone-${part.tone}`} width="10" height="10" rx="3" />
                </svg>
                {part.label}
              </dt>
              <dd>
                <b>{part.shown}</b>
                {part.meaning === undefined ? null : <small>{part.meaning}</small>}
              </dd>
            </div>
          ))}
        </dl>
      </figcaption>
    </figure>
  );
}

/** Widths in thousandths with a gap of 3 between parts; a part that is not zero is never thinner than 6. */
function positioned(parts: readonly Part[], total: number): { part: Part; x: number; width: number }[] {
  const some = parts.filter((part) => part.value > 0);
  const widths = some.map((part) => Math.max(6, (part.value / total) * 1000));
  const room = 1000 - 3 * (some.length - 1);
  const scale = room / widths.reduce((sum, width) => sum + width, 0);
  let x = 0;
  return some.map((part, index) => {
    const width = round((widths[index] ?? 0) * scale);
    const placed = { part, x: round(x), width };
    x += width + 3;
    return placed;
  });
}

export type Bar = { label: string; value: number; shown: string };

/** One bar a day (or whatever the labels say), all from zero. */
export function Bars({ title, unit, bars }: { title: string; unit: string; bars: readonly Bar[] }) {
  const most = Math.max(0, ...bars.map((bar) => bar.value));
  const step = 1000 / Math.max(1, bars.length);
  const gap = Math.min(6, step * 0.25);
  const highest = bars.find((bar) => bar.value === most);
  const said =
    most === 0 ? `${title}: none` : `${title}: at most ${highest?.shown} ${unit}, on ${highest?.label}`;
  return (
    <figure class="picture">
      <p class="scale">{most === 0 ? '' : `most: ${highest?.shown} on ${highest?.label}`}</p>
      <svg class="bars" viewBox="0 0 1000 200" preserveAspectRatio="none" role="img" aria-label={said}>
        {bars.map((bar, index) => {
          const height = most === 0 ? 0 : (bar.value / most) * 200;
          return (
            <rect
              class="tone-bar"
              x={round(index * step + gap / 2)}
              y={round(200 - height)}
              width={round(step - gap)}
              height={round(height)}
            >
              <title>{`${bar.label}: ${bar.shown} ${unit}`}</title>
            </rect>
          );
        })}
      </svg>
      <figcaption class="ends">
        <span>{bars[0]?.label}</span>
        <span>{bars.at(-1)?.label}</span>
      </figcaption>
    </figure>
  );
}

/** The numbers behind a picture, for those who read rather than look. */
export function Table({
  summary,
  head,
  rows,
}: {
  summary: string;
  head: readonly string[];
  rows: readonly (readonly Child[])[];
}) {
  return (
    <details class="numbers">
      <summary>{summary}</summary>
      <div class="scroll" role="region" aria-label={summary} tabindex={0}>
        <table>
          <thead>
            <tr>
              {head.map((cell) => (
                <th scope="col">{cell}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(([first, ...rest]) => (
              <tr>
                <th scope="row">{first}</th>
                {rest.map((cell) => (
                  <td>{cell}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}

function spoken(title: string, parts: readonly Part[]): string {
  return `${title}: ${parts.map((part) => `${part.label} ${part.shown}`).join(', ')}`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
