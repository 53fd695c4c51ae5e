import { describe, expect, it } from 'vitest';
import { readRecipients, type CsvResult } from '../../src/campaigns/csv.ts';
import { attributeName } from '../../src/campaigns/attributes.ts';
import { parseAddress, type Address } from '../../src/domain/address.ts';

/** Numbers as people write them: only digits count, ten of them are American. */
function readAddress(cell: string): Address | null {
  const digits = cell.replace(/^phone:/, '').replace(/[\s()-]/g, '');
  if (!/^\+?\d{10,15}$/.test(digits)) return null;
  return parseAddress(`phone:${digits.startsWith('+') ? digits : `+1${digits}`}`);
}

const US = { kind: 'phone', readAddress } as const;

/** In pieces of `size` bytes: whatever the file is cut into, the result is the same. */
function read(
  text: string | Uint8Array,
  size = 1_000_000,
  options: Parameters<typeof readRecipients>[1] = US,
): CsvResult {
  const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text;
  const pieces: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += size) pieces.push(bytes.subarray(at, at + size));
  return readRecipients(pieces, options);
}

const ann = { address: { kind: 'phone', value: '+12025550104' }, attributes: { first_name: 'Ann' } };
const bob = { address: { kind: 'phone', value: '+12025550105' }, attributes: { first_name: 'Bob' } };

describe('a file of recipients', () => {
  it.each([
    ['plain', 'phone,First name\n+12025550104,Ann\n+12025550105,Bob\n'],
    ['no line break at the end', 'phone,First name\n+12025550104,Ann\n+12025550105,Bob'],
    ['CR LF', 'phone,First name\r\n+12025550104,Ann\r\n+12025550105,Bob\r\n'],
    ['CR', 'phone,First name\r+12025550104,Ann\r+12025550105,Bob\r'],
    ['mixed line ends', 'phone,First name\r\n+12025550104,Ann\n+12025550105,Bob\r\n'],
    ['a mark of byte order', '\ufeffphone,First name\n+12025550104,Ann\n+12025550105,Bob\n'],
    ['semicolons', 'First name;Phone\nAnn;(202) 555-0104\nBob;202-555-0105\n'],
    ['tabs', 'Phone\tFirst name\n+12025550104\tAnn\n+12025550105\tBob\n'],
    ['quotes', '"phone","First name"\n"+12025550104","Ann"\n"+12025550105","Bob"\n'],
    ['quotes and CR LF', '"phone","First name"\r\n"+12025550104","Ann"\r\n"+12025550105","Bob"\r\n'],
    ['blank lines and columns', 'phone,First name,\n\n+12025550104,Ann,\n,,\n+12025550105,Bob,\n\n'],
    ['the column to', 'to,First name\nphone:+12025550104,Ann\n+1 202 555 0105,Bob\n'],
  ])('%s', (_, text) => {
    for (const size of [1, 2, 3, 7, 1_000]) {
      expect(read(text, size)).toEqual({
        kind: 'recipients',
        recipients: [ann, bob],
        rejected: 0,
        errors: [],
      });
    }
  });

  it('keeps what quotes protect', () => {
    const text = 'phone,note\n+12025550104,"a, ""b""\nand c"\n+12025550105,5" pipe\nx,y\n';
    for (const size of [1, 2, 5, 1_000]) {
      const result = read(text, size);
      expect(result).toMatchObject({ errors: [{ line: 5, message: 'not a valid phone number' }] });
      const notes = result.kind === 'recipients' ? result.recipients.map((r) => r.attributes.note) : [];
      expect(notes).toEqual(['a, "b"\nand c', '5" pipe']);
    }
  });

  it('says which rows it left out, the first hundred of them', () => {
    const rows = Array.from({ length: 250 }, (_, at) => (at % 2 === 0 ? `+1202555${1000 + at},x` : '12,x'));
    const result = read(`phone,name\n${rows.join('\n')}\n+12025550104,a,b\n`);
    expect(result).toMatchObject({ kind: 'recipients', rejected: 126 });
    if (result.kind !== 'recipients') return;
    expect(result.recipients).toHaveLength(125);
    expect(result.errors).toHaveLength(100);
    expect(result.errors[0]).toEqual({ line: 3, message: 'not a valid phone number' });
    expect(result.errors[99]?.line).toBe(201);
  });

  it.each([
    ['nothing', '', 1, 'the file is empty'],
    ['no column to write to', 'name,email\nAnn,a@b.co\n', 1, 'there is no column named phone or to'],
    ['a column without a usable name', 'phone,???\n1,2\n', 1, 'column 2 needs a name in plain letters'],
    [
      'the same column twice',
      'phone,First name,first-name\n1,2,3\n',
      1,
      'column 3 has the name of another column',
    ],
    ['a quote that is never closed', `phone,n\n+12025550104,"${'x'.repeat(300_000)}`, 2, 'a quote'],
    ['a quote that ends in the middle', 'phone,n\n+12025550104,"a"b\n', 2, 'not closed properly'],
    ['not UTF-8', new Uint8Array([...new TextEncoder().encode('phone\n1\n'), 0xff, 0xfe]), 1, 'not UTF-8'],
    ['UTF-16', new Uint8Array([0xff, 0xfe, 0x70, 0, 0x68, 0]), 1, 'not UTF-8'],
    ['UTF-16 without its mark', new Uint8Array([0x70, 0, 0x68, 0, 0x0a, 0]), 1, 'not text'],
    ['half a character at the end', new Uint8Array([0x74, 0x6f, 0x0a, 0xe2, 0x82]), 2, 'not UTF-8'],
    ['a row without end', `phone\n${'1'.repeat(300_000)}\n`, 2, 'too long'],
    [
      'too many columns',
      `phone,${Array.from({ length: 60 }, (_, at) => `a${at}`).join(',')}\n`,
      1,
      'more than 50 columns',
    ],
  ])('cannot use %s', (_, text, line, message) => {
    for (const size of [4_096, 1_000_000]) {
      const result = read(text, size);
      expect(result).toMatchObject({ kind: 'unusable', error: { line } });
      expect(result.kind === 'unusable' && result.error.message).toContain(message);
    }
  });

  it('takes 100,000 rows and not one more', () => {
    const rows = Array.from(
      { length: 100_000 },
      (_, at) => `+1202${String(2_000_000 + at)},Ann ${at},Berlin`,
    );
    const text = `phone,name,city\n${rows.join('\n')}\n`;
    const startedMs = performance.now();
    const result = read(text);
    expect(result.kind === 'recipients' && result.recipients.length).toBe(100_000);
    expect(performance.now() - startedMs).toBeLessThan(10_000);
    expect(read(`${text}+12025550104,Bob,Rome\n`)).toEqual({
      kind: 'unusable',
      error: { line: 100_002, message: 'more than 100000 rows' },
    });
  }, 30_000);
});

describe('columns', () => {
  it('names attributes as a template can say them', () => {
    expect(['First name', ' Prénom ', 'E-Mail', 'ORDER #'].map(attributeName)).toEqual([
      'first_name',
      'prenom',
      'e_mail',
      'order',
    ]);
    expect(['', '???', '名前', '1st', '__proto__'].map(attributeName)).toEqual([
      null,
      null,
      null,
      null,
      'proto',
    ]);
  });
});
