/** Recipients from a CSV file, piece by piece, so that a large file is never in memory twice. */
import Papa from 'papaparse';
import type { Address, AddressKind } from '../domain/address.ts';
import { MAX_RECIPIENTS, type RecipientInput } from './api.ts';
import { attributeName, MAX_ATTRIBUTE_CHARS, MAX_ATTRIBUTES } from './attributes.ts';

/** Longer than any honest row: an open quote must not swallow the file. */
const MAX_ROW_CHARS = 100_000;
const MAX_ERRORS = 100;

export type RowError = { line: number; message: string };

export type CsvResult =
  | {
      kind: 'recipients';
      recipients: RecipientInput[];
      /** Rows that were left out. */
      rejected: number;
      /** The first of them. */
      errors: RowError[];
    }
  /** The file cannot be used at all. */
  | { kind: 'unusable'; error: RowError };

class Unusable extends Error {
  readonly line: number;
  constructor(line: number, message: string) {
    super(message);
    this.line = line;
  }
}

export type CsvOptions = {
  kind: AddressKind;
  /** Null when the cell is no address of that kind. */
  readAddress: (cell: string) => Address | null;
};

/**
 * UTF-8; comma, semicolon or tab. The first row names the columns: `to` or the kind of address (`phone`, `email`) is whom to
 * write to, the others are attributes.
 */
export function readRecipients(pieces: Iterable<Uint8Array>, options: CsvOptions): CsvResult {
  const reader = new RowReader();
  const table = new Table(options);
  try {
    const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false });
    const decode = (piece?: Uint8Array): string => {
      try {
        return decoder.decode(piece, { stream: piece !== undefined });
      } catch {
        throw new Unusable(reader.line, 'the file is not UTF-8 from here on');
      }
    };
    for (const piece of pieces) reader.read(decode(piece), false, table);
    reader.read(decode(), true, table);
    return table.result();
  } catch (error) {
    if (error instanceof Unusable)
      return { kind: 'unusable', error: { line: error.line, message: error.message } };
    throw error;
  }
}

/** Cuts text into rows. Quoted fields may hold line breaks, so a row is complete only when the parser says so. */
class RowReader {
  /** Of the row that comes next. */
  line = 1;
  private rest = '';
  private parser: Papa.Parser | null = null;
  private readonly rows: { cells: string[]; end: number }[] = [];

  read(text: string, isLast: boolean, table: Table): void {
    this.rest += text;
    if (this.parser === null && !this.rest.includes('\n') && !isLast && this.rest.length < MAX_ROW_CHARS)
      return;
    this.parser ??= this.open(this.rest);
    this.rows.length = 0;
    this.parser.parse(this.rest, 0, !isLast);
    let at = 0;
    for (const { cells, end } of this.rows) {
      if (end - at > MAX_ROW_CHARS) throw new Unusable(this.line, 'this row is too long, or a quote is open');
      table.add(cells, this.line);
      this.line += countLineBreaks(this.rest, at, end);
      at = end;
    }
    this.rest = this.rest.slice(at);
    if (this.rest.length > MAX_ROW_CHARS + text.length)
      throw new Unusable(this.line, 'this row is too long, or a quote is open');
  }

  private open(start: string): Papa.Parser {
    if (start.includes('\0')) throw new Unusable(1, 'the file is not text');
    const head = start.slice(0, /\r|\n/.exec(start)?.index ?? start.length);
    const counts = [',', ';', '\t'].map((sign): [string, number] => [sign, head.split(sign).length]);
    const delimiter = counts.reduce((best, next) => (next[1] > best[1] ? next : best))[0];
    return new Papa.Parser({
      delimiter,
      // Cells are trimmed, so CR LF needs no care of its own; CR alone is what old spreadsheets wrote.
      newline: start.includes('\n') ? '\n' : '\r',
      step: (result: Papa.ParseStepResult<string[][]>) => {
        const broken = result.errors[0];
        if (broken !== undefined) throw new Unusable(this.line, 'a quote in this row is not closed properly');
        for (const cells of result.data) this.rows.push({ cells, end: result.meta.cursor });
      },
    });
  }
}

/** Gives the columns their meaning and the rows their fate. */
class Table {
  private columns: { width: number; to: number; attributes: { at: number; name: string }[] } | null = null;
  private readonly recipients: RecipientInput[] = [];
  private readonly errors: RowError[] = [];
  private rejected = 0;
  private readonly options: CsvOptions;

  constructor(options: CsvOptions) {
    this.options = options;
  }

  add(cells: readonly string[], line: number): void {
    if (cells.every((cell) => cell.trim() === '')) return;
    if (this.columns === null) {
      this.columns = this.readHead(cells, line);
      return;
    }
    if (this.recipients.length + this.rejected >= MAX_RECIPIENTS)
      throw new Unusable(line, `more than ${MAX_RECIPIENTS} rows`);
    const { width, to, attributes } = this.columns;
    const address = this.options.readAddress(cells[to] ?? '');
    if (cells.slice(width).some((cell) => cell.trim() !== ''))
      return this.reject(line, 'this row has more cells than the first row');
    if (address === null)
      return this.reject(
        line,
        `not a valid ${this.options.kind === 'phone' ? 'phone number' : this.options.kind}`,
      );
    const values = attributes.map(({ at, name }): [string, string] => [name, (cells[at] ?? '').trim()]);
    if (values.some(([, value]) => value.length > MAX_ATTRIBUTE_CHARS))
      return this.reject(line, `a cell has more than ${MAX_ATTRIBUTE_CHARS} characters`);
    this.recipients.push({ address, attributes: Object.fromEntries(values) });
  }

  private readHead(cells: readonly string[], line: number): NonNullable<Table['columns']> {
    const names = cells.map((cell, at) => {
      // Spreadsheets leave empty columns behind.
      if (cell.trim() === '') return null;
      const name = attributeName(cell);
      if (name === null) throw new Unusable(line, `column ${at + 1} needs a name in plain letters`);
      return name;
    });
    const double = names.findIndex((name, at) => name !== null && names.indexOf(name) < at);
    if (double !== -1) throw new Unusable(line, `column ${double + 1} has the name of another column`);
    const own = names.indexOf(this.options.kind);
    const to = own === -1 ? names.indexOf('to') : own;
    if (to === -1) throw new Unusable(line, `there is no column named ${this.options.kind} or to`);
    if (names.length > MAX_ATTRIBUTES + 1) throw new Unusable(line, `more than ${MAX_ATTRIBUTES} columns`);
    const attributes = names.flatMap((name, at) => (name === null || at === to ? [] : [{ at, name }]));
    return { width: cells.length, to, attributes };
  }

  private reject(line: number, message: string): void {
    this.rejected += 1;
    if (this.errors.length < MAX_ERRORS) this.errors.push({ line, message });
  }

  result(): CsvResult {
    if (this.columns === null) throw new Unusable(1, 'the file is empty');
    return {
      kind: 'recipients',
      recipients: this.recipients,
      rejected: this.rejected,
      errors: this.errors,
    };
  }
}

function countLineBreaks(text: string, from: number, to: number): number {
  let count = 0;
  for (let at = from; at < to; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 0x0a || (code === 0x0d && text.charCodeAt(at + 1) !== 0x0a)) count += 1;
  }
  return count;
}
