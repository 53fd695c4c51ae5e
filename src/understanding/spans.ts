import type { Entity } from '../domain/understanding.ts';

/** An entity and where in the message it stands: of two that overlap, the first found stays. */
export type Span = { entity: Entity; from: number; to: number };

export function addSpan(spans: Span[], entity: Entity, from: number): void {
  const to = from + entity.text.length;
  if (!isTaken(spans, from, to)) spans.push({ entity, from, to });
}

export function isTaken(spans: readonly Span[], from: number, to: number): boolean {
  return spans.some((span) => from < span.to && to > span.from);
}

/** The message with what is already understood blanked out, every position kept. */
export function withoutSpans(text: string, spans: readonly Span[]): string {
  let out = text;
  for (const { from, to } of spans) out = out.slice(0, from) + ' '.repeat(to - from) + out.slice(to);
  return out;
}
