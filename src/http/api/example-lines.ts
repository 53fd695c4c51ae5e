/** Labelled messages as JSON lines: what the export writes, and the import and the page for it read. */
import { z } from '@hono/zod-openapi';
import { MAX_EXAMPLE_CHARS, MAX_OWN_EXAMPLES } from '../../understanding/labelled-set.ts';
import type { LabelledText } from '../../understanding/training-set.ts';
import { lineField, textField } from '../fields.ts';
import { parseJson } from '../json-body.ts';
import { Problem, type FieldError } from '../problem.ts';

export const MAX_IMPORT_BYTES = 5_000_000;
const MAX_ERRORS = 20;

export const lineIn = z
  .strictObject({
    text: textField(MAX_EXAMPLE_CHARS),
    intent: lineField(40).nullable().openapi({ description: 'null: none of the intents' }),
  })
  .openapi('LabelledLine');

/** Problems name the line, from 0 as everywhere in paths. Empty lines count, but mean nothing. */
export function readExampleLines(text: string): LabelledText[] {
  const errors: FieldError[] = [];
  const found: LabelledText[] = [];
  text.split('\n').forEach((line, at) => {
    if (line.trim() === '' || errors.length >= MAX_ERRORS) return;
    const parsed = lineIn.safeParse(valueIn(line));
    if (parsed.success) found.push(parsed.data);
    else errors.push({ path: `lines.${at}`, message: parsed.error.issues[0]?.message ?? 'not readable' });
  });
  if (errors.length === 0 && found.length === 0) errors.push({ path: 'lines', message: 'there are none' });
  if (errors.length > 0) throw new Problem('validation_failed', { errors });
  if (found.length > MAX_OWN_EXAMPLES)
    throw new Problem('validation_failed', {
      detail: `There are ${found.length} lines; a business has at most ${MAX_OWN_EXAMPLES} examples.`,
    });
  return found;
}

/** A line that is no JSON is as wrong as one of another shape. */
function valueIn(line: string): unknown {
  try {
    return parseJson(line);
  } catch {
    return null;
  }
}
