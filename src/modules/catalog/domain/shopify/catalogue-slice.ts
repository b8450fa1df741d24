import { splitFields } from '../csv-fields.ts';
import type { CsvRecord } from '../csv-record-scanner.ts';
import { type Header, type HeaderReading, readHeader } from './header.ts';
import type { ProductRows } from './product-rows.ts';
import { decodeRecord, lineOf, type Row, type RowProblem, readRow, refuseRow } from './row.ts';

export interface SliceLimits {
  readonly products: number;
  readonly rows: number;
  readonly bytes: number;
}

/** Rows of one product that are kept; the largest product of Shopify has 2,048 variants and 250 images. */
const MAX_ROWS_PER_PRODUCT = 2_500;

/**
 * A part of a catalogue that is small enough for one transaction: whole products only, so that the next part
 * begins where a product begins. Rows of a product that comes again after others are refused.
 */
export class CatalogueSlice {
  readonly #limits: SliceLimits;
  readonly #byHandle = new Map<string, { line: number; rows: Row[] }>();
  readonly #problems: RowProblem[] = [];
  #header: Header | undefined;
  #refusal: (HeaderReading & { readonly kind: 'refused' }) | undefined;
  #handle: string | undefined;
  #rowsRead = 0;
  #firstByte: number | undefined;

  constructor(header: Header | undefined, limits: SliceLimits) {
    this.#header = header;
    this.#limits = limits;
  }

  get header(): Header | undefined {
    return this.#header;
  }

  /** Why nothing of the file can be read, where its first line is wrong. */
  get refusal(): { readonly code: string; readonly detail: string } | undefined {
    return this.#refusal;
  }

  get rowsRead(): number {
    return this.#rowsRead;
  }

  /** Problems of rows that belong to no product. */
  get problems(): readonly RowProblem[] {
    return this.#problems;
  }

  get products(): readonly ProductRows[] {
    return [...this.#byHandle].map(([handle, { line, rows }]) => ({ handle, line, rows }));
  }

  /** Takes the next record, or answers false where the slice is full or ends: the record is the next slice's first. */
  add(record: CsvRecord): boolean {
    if (this.#header === undefined) return this.#addHeader(record);
    const row = readRow(record, this.#header);
    if (row === undefined) return true;
    if (this.#isFull(record) && this.#mayEndBefore(row)) return false;
    this.#firstByte ??= record.firstByte;
    this.#rowsRead += 1;
    this.#addRow(row);
    return true;
  }

  #addHeader(record: CsvRecord): boolean {
    const text = record.problem === undefined ? decodeRecord(record) : undefined;
    const reading: HeaderReading =
      text === undefined
        ? { kind: 'refused', code: 'invalid_encoding', detail: 'The first line is not valid UTF-8 text.' }
        : readHeader(splitFields(text));
    if (reading.kind === 'header') this.#header = reading.header;
    else this.#refusal = reading;
    return reading.kind === 'header';
  }

  #isFull({ firstByte }: CsvRecord): boolean {
    const bytes = firstByte - (this.#firstByte ?? firstByte);
    const { products, rows } = this.#limits;
    return this.#byHandle.size >= products || this.#rowsRead >= rows || bytes >= this.#limits.bytes;
  }

  /** A slice ends between products; in a file that is nothing but one product or none, it ends all the same. */
  #mayEndBefore({ handle }: Row): boolean {
    const begins = handle !== undefined && handle !== this.#handle;
    return begins || this.#rowsRead >= this.#limits.rows + 2 * MAX_ROWS_PER_PRODUCT;
  }

  #addRow(row: Row): void {
    const { handle } = row;
    const line = lineOf(row);
    if (handle === undefined) {
      if (row.kind === 'refused') this.#problems.push(row.problem);
      return;
    }
    const known = this.#byHandle.get(handle);
    if (!known) this.#byHandle.set(handle, { line, rows: [row] });
    else if (handle !== this.#handle) this.#problems.push(repeatedHandle(line, handle, known.line));
    else if (known.rows.length >= MAX_ROWS_PER_PRODUCT) this.#problems.push(tooManyRows(line));
    else known.rows.push(row);
    this.#handle = handle;
  }
}

export function repeatedHandle(line: number, handle: string, firstLine: number): RowProblem {
  const detail = `Rows of a product must stand together: ${handle} began on line ${firstLine}, and other products came since.`;
  return refuseRow(line, 'repeated_handle', detail);
}

function tooManyRows(line: number): RowProblem {
  return refuseRow(line, 'too_many_rows', `A product has ${MAX_ROWS_PER_PRODUCT} rows at most.`);
}
