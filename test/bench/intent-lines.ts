import { readFileSync } from 'node:fs';

import Papa from 'papaparse';

import type { LabelledText } from '../../src/understanding/training-set.ts';

const BYTE_ORDER_MARK = '\ufeff';

/**
 * Lines `{"text","intent"}`, or a CSV or TSV file with a header that names both; a bad line is named by its number. A byte
 * order mark, CRLF and empty lines do no harm.
 */
export function readLabelledLines(path: string): LabelledText[] {
  let content: string;
  try {
    content = readFileSync(path, 'utf8');
  } catch {
    throw new Error(`${path} cannot be read.`);
  }
  if (content.startsWith(BYTE_ORDER_MARK)) content = content.slice(1);
  if (/\.[ct]sv$/i.test(path)) return readTable(content, path);
  const lines: LabelledText[] = [];
  content.split('\n').forEach((line, at) => {
    if (line.trim() === '') return;
    lines.push(parseLine(line, `${path}, line ${at + 1}`));
  });
  if (lines.length === 0) throw new Error(`${path} holds no lines.`);
  return lines;
}

function parseLine(line: string, where: string): LabelledText {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw new Error(`${where} is not JSON.`);
  }
  if (typeof value === 'object' && value !== null && 'text' in value && 'intent' in value) {
    const { text, intent } = value;
    if (typeof text === 'string' && (intent === null || typeof intent === 'string')) return { text, intent };
  }
  throw new Error(`${where} needs {"text","intent"}: intent is a name, or null for out of scope.`);
}

/** What others call the two columns. */
const TEXT_NAMES = ['text', 'utterance', 'query', 'sentence', 'message'];
const INTENT_NAMES = ['intent', 'category', 'label'];

function readTable(content: string, path: string): LabelledText[] {
  const { data, meta } = Papa.parse<Record<string, string>>(content, {
    header: true,
    skipEmptyLines: 'greedy',
    transformHeader: (name) => name.trim().toLowerCase(),
  });
  const named = (names: readonly string[]): string | undefined =>
    names.find((name) => meta.fields?.includes(name));
  const textName = named(TEXT_NAMES);
  const intentName = named(INTENT_NAMES);
  if (textName === undefined || intentName === undefined)
    throw new Error(`${path} needs a header with text and intent; an empty intent is out of scope.`);
  if (data.length === 0) throw new Error(`${path} holds no lines.`);
  return data.map((row) => {
    const intent = (row[intentName] ?? '').trim();
    return { text: row[textName] ?? '', intent: intent === '' ? null : intent };
  });
}
