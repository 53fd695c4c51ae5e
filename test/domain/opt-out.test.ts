import { describe, expect, it } from 'vitest';
import { confirmationText, readKeyword, readOptOutInWords } from '../../src/domain/opt-out.ts';
import { segmentsOf } from '../../src/domain/segments.ts';
import { DISGUISED, NOT_STOP, REQUESTS_IN_WORDS, SPELLINGS, STOP_BY_LANGUAGE } from './opt-out-cases.ts';

const spelled = Object.entries(STOP_BY_LANGUAGE).flatMap(([language, words]) =>
  words.flatMap((word) =>
    Object.entries(SPELLINGS).map(([name, spell]) => ({ language, name, text: spell(word) })),
  ),
);

describe('STOP', () => {
  it('is read in every language and spelling', () => {
    expect(spelled.length).toBeGreaterThanOrEqual(300);
    expect(Object.keys(STOP_BY_LANGUAGE).length).toBeGreaterThanOrEqual(10);
    expect(spelled.filter(({ text }) => readKeyword(text) !== 'stop')).toEqual([]);
  });

  it('is read through its disguises', () => {
    expect(DISGUISED.filter((text) => readKeyword(text) !== 'stop')).toEqual([]);
  });

  it('is read in plain words', () => {
    const unread = REQUESTS_IN_WORDS.filter(
      (text) => readKeyword(text) !== 'stop' && !readOptOutInWords(text),
    );
    expect(unread).toEqual([]);
  });

  it('is read in plain words however they are written', () => {
    const shouted = REQUESTS_IN_WORDS.map((text) => `${text.toLocaleUpperCase('en')}!!`);
    expect(shouted.filter((text) => readKeyword(text) !== 'stop' && !readOptOutInWords(text))).toEqual([]);
  });

  it('is never read into anything else', () => {
    expect(new Set(NOT_STOP).size).toBeGreaterThanOrEqual(200);
    expect(NOT_STOP.filter((text) => readKeyword(text) === 'stop' || readOptOutInWords(text))).toEqual([]);
  });
});

describe('START and HELP', () => {
  it.each(['START', 'start.', 'Yes', 'UNSTOP', 'subscribe', 'ＳＴＡＲＴ', 'opt in', 'старт', 'Alta'])(
    '%s starts',
    (text) => {
      expect(readKeyword(text)).toBe('start');
    },
  );
  it.each(['HELP', 'help!', 'Info', 'ayuda', 'Hilfe', 'aide', 'помощь', 'yardım', 'ヘルプ'])(
    '%s helps',
    (text) => {
      expect(readKeyword(text)).toBe('help');
    },
  );
  it.each([
    'help me choose a bike',
    'info about returns?',
    'when do you start',
    'yes please',
    'start my order',
  ])('%s is a message like any other', (text) => {
    expect(readKeyword(text)).toBeNull();
  });
});

describe('time', () => {
  it('is bounded on any input', () => {
    const hostile = [
      'please '.repeat(200_000),
      `${'stop the these your '.repeat(400)},`.repeat(50),
      'i want to '.repeat(100_000),
      '>'.repeat(1_000_000),
      'S '.repeat(500_000),
      '\u0301'.repeat(500_000),
      'a - A'.repeat(200_000),
      '\n'.repeat(1_000_000),
      '\ufdfa'.repeat(300_000),
    ];
    const startedMs = performance.now();
    for (const text of hostile) expect([readKeyword(text), readOptOutInWords(text)]).toEqual([null, false]);
    expect(performance.now() - startedMs).toBeLessThan(1_000);
  });
});

describe('confirmations', () => {
  it.each(['stop', 'start', 'help'] as const)('%s is one plain segment and names the business', (keyword) => {
    const text = confirmationText(keyword, 'Bluebird Bikes', 'help@bluebird.example');
    expect(text).toContain('Bluebird Bikes');
    expect(segmentsOf(text)).toMatchObject({ encoding: 'GSM-7', segments: 1 });
  });
  it('says how to come back, how to leave and whom to ask', () => {
    expect(confirmationText('stop', 'B', 'x')).toContain('START');
    expect(confirmationText('start', 'B', 'x')).toContain('STOP');
    expect(confirmationText('help', 'B', 'x@y.example')).toMatch(/x@y\.example.*STOP/);
    expect(confirmationText('help', 'B', ' ')).not.toContain('Contact');
  });
});
