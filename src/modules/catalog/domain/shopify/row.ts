import { splitFields } from '../csv-fields.ts';
import type { CsvRecord } from '../csv-record-scanner.ts';
import { slugOf } from '../slug.ts';
import type { Column, Header } from './header.ts';

/** Why a line was not taken as it stands. `refusesRow` is false where only a part of it was left aside. */
export interface RowProblem {
  readonly line: number;
  readonly code: string;
  readonly detail: string;
  readonly refusesRow: boolean;
}

export type Cells = Readonly<Partial<Record<Column, string>>>;

/** One line of a catalogue. Where it was refused but could be told which product it belongs to, it has a handle. */
export type Row =
  | { readonly kind: 'row'; readonly line: number; readonly handle: string; readonly cells: Cells }
  | { readonly kind: 'refused'; readonly handle: string | undefined; readonly problem: RowProblem };

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const lenient = new TextDecoder('utf-8', { ignoreBOM: true });

/** The record as text, or undefined where its bytes are not UTF-8. */
export function decodeRecord(record: CsvRecord): string | undefined {
  try {
    return strict.decode(record.bytes);
  } catch {
    return undefined;
  }
}

/** Reads one record under a header. Undefined for a line of nothing but commas. */
export function readRow(record: CsvRecord, header: Header): Row | undefined {
  const { line } = record;
  if (record.problem === 'row_too_large') {
    return refused(line, 'row_too_large', 'The row is larger than a row can be; perhaps a quotation mark is not closed.');
  }
  if (record.problem) return refused(line, record.problem, 'A quotation mark is opened on this line and never closed.');
  const text = decodeRecord(record);
  if (text === undefined) {
    return refused(
      line,
      'invalid_encoding',
      'The row is not valid UTF-8.',
      handleOf(splitFields(lenient.decode(record.bytes)), header),
    );
  }
  const fields = splitFields(text);
  if (fields.every((field) => field.trim() === '')) return undefined;
  if (fields.length !== header.width) {
    return refused(line, 'wrong_column_count', `The row has ${fields.length} columns, the header ${header.width}.`);
  }
  const handle = handleOf(fields, header);
  if (handle === undefined) return refused(line, 'missing_handle', 'The handle is missing.');
  return { kind: 'row', line, handle, cells: cellsOf(fields, header) };
}

export function lineOf(row: Row): number {
  return row.kind === 'row' ? row.line : row.problem.line;
}

export function refuseRow(line: number, code: string, detail: string): RowProblem {
  return { line, code, detail, refusesRow: true };
}

function refused(line: number, code: string, detail: string, handle?: string): Row {
  return { kind: 'refused', handle, problem: refuseRow(line, code, detail) };
}

/** The handle as a slug; undefined where there is none, or where it is itself broken. */
function handleOf(fields: readonly string[], { width, columns }: Header): string | undefined {
  const index = columns.find(([column]) => column === 'handle')?.[1];
  const text = index === undefined || fields.length !== width ? '' : (fields[index] ?? '');
  const handle = text.includes('\ufffd') ? '' : slugOf(text);
  return handle === '' ? undefined : handle;
}

function cellsOf(fields: readonly string[], { columns }: Header): Cells {
  const cells: Partial<Record<Column, string>> = {};
  for (const [column, index] of columns) {
    const text = (fields[index] ?? '').replace(CONTROL_CHARACTERS, '').trim();
    if (text !== '') cells[column] = column === 'description' ? text : text.replace(/\s+/g, ' ');
  }
  return cells;
}

// Postgres refuses NUL, and nobody can see the others.
const CONTROL_CHARACTERS = /(?![\t\n\r])\p{Cc}/gu;
