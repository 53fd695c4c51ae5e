import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';

import { holds, promisedLines } from '../bench/intent-floors.ts';
import { readLabelledLines } from '../bench/intent-lines.ts';
import { run } from '../bench/intents.ts';

const folder = mkdtempSync(join(tmpdir(), 'shopbell-intents-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const line = (text: string, intent: string | null): string => JSON.stringify({ text, intent });
const TRAIN = file(
  'train.jsonl',
  [
    line('where is my parcel', 'status'),
    line('track my package', 'status'),
    line('send it back', 'returns'),
    line('i want a refund', 'returns'),
  ].join('\n'),
);

describe('lines for the bench', () => {
  it('may begin with a byte order mark, end in CRLF and have empty lines between', () => {
    const path = file('windows.jsonl', `\ufeff${line('a', 'x')}\r\n\r\n  \r\n${line('b', null)}\r\n`);
    expect(readLabelledLines(path)).toEqual([
      { text: 'a', intent: 'x' },
      { text: 'b', intent: null },
    ]);
  });

  it('may be a table whose header names text and intent, or category', () => {
    const path = file('table.csv', '\ufefftext,category\r\n"where, when",status\r\nsing,\r\n');
    expect(readLabelledLines(path)).toEqual([
      { text: 'where, when', intent: 'status' },
      { text: 'sing', intent: null },
    ]);
    expect(() => readLabelledLines(file('bare.csv', 'a,b\n1,2\n'))).toThrow('needs a header');
  });

  it.each([
    ['not JSON', '{"text":', 'line 1 is not JSON.'],
    ['no intent', '{"text":"a"}', 'line 1 needs {"text","intent"}'],
    ['nothing', '\n\n', 'holds no lines.'],
  ])('%s: refused with a sentence', (name, text, sentence) => {
    expect(() => readLabelledLines(file(`${name}.jsonl`, text))).toThrow(sentence);
  });
});

describe('the bench of the classifier', () => {
  it('prints the figures of its contract, with out-of-scope lines in the test alone', async () => {
    const test = file('test.jsonl', [line('where is the parcel', 'status'), line('sing', null)].join('\n'));
    const figures = await run(['--train', TRAIN, '--test', test]);
    expect(figures).toMatchObject({
      accuracy: 100,
      macroF1: 100,
      oosRecall: expect.any(Number),
      oosAuroc: 100,
      ece: expect.any(Number),
      gate98: { coverage: expect.any(Number) },
      trainMs: expect.any(Number),
      microsPerMessage: expect.any(Number),
      p99Micros: expect.any(Number),
      modelBytes: expect.any(Number),
    });
  });

  it('says of each promise whether it holds, and leaves out what the lines say nothing about', async () => {
    const figures = await run(['--train', TRAIN, '--test', TRAIN]);
    const lines = promisedLines({ ...figures, microsPerMessage: 41, ece: 2 }, { intents: 2, trainLines: 4 });
    const held = Object.fromEntries(lines.map((one) => [one.what, holds(one)]));
    expect(held).toMatchObject({
      'calibration error (ECE) %': true,
      'a prediction, median microseconds': false,
      'model, KB': true,
    });
    expect(Object.keys(held).join()).not.toMatch(/out of scope|nlp\.js/);
  });

  it('has no accuracy to tell where every line is out of scope', async () => {
    const test = file('outside.jsonl', line('sing', null));
    const figures = await run(['--train', TRAIN, '--test', test]);
    expect(figures).toMatchObject({ accuracy: null, ece: null, oosAuroc: null });
  });

  it('refuses examples of one intent with a sentence', async () => {
    const one = file('one.jsonl', line('where is my parcel', 'status'));
    await expect(run(['--train', one, '--test', one])).rejects.toThrow('at least two intents; there is one.');
  });
});
