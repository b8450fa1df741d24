/** One record of a CSV file as bytes, or the reason why its first line cannot be read as one. */
export interface CsvRecord {
  readonly firstByte: number;
  /** The line on which it begins, from 1, counted as an editor does: LF, CRLF and a bare CR each end a line. */
  readonly line: number;
  readonly bytes: Uint8Array;
  readonly problem: 'row_too_large' | 'quote_not_closed' | undefined;
}

export interface ScannerStart {
  readonly byte: number;
  readonly line: number;
  readonly maxRecordBytes: number;
}

type State = 'field_start' | 'plain' | 'quoted' | 'quote_seen';

const [LF, CR, QUOTE, COMMA] = [0x0a, 0x0d, 0x22, 0x2c];
const BYTE_ORDER_MARK = Uint8Array.of(0xef, 0xbb, 0xbf);
const EMPTY = new Uint8Array();

/**
 * Cuts bytes, as they arrive, into the records of RFC 4180, and can begin in the middle of a file. It works
 * on bytes so that a record in a broken encoding spoils no other, and positions are exact. A quotation mark
 * that is never closed would swallow the rest of the file: after `maxRecordBytes` its line is given up and
 * scanning goes on with the next line.
 */
export class CsvRecordScanner {
  readonly #maxRecordBytes: number;
  /** What is not yet cut: begins with the record under way. */
  #buffer: Uint8Array = EMPTY;
  #firstByte: number;
  #line: number;
  #scanned = 0;
  #state: State = 'field_start';
  /** Bytes of a line that was given up and whose end has not been seen. */
  #dropped = 0;
  #started: boolean;

  constructor({ byte, line, maxRecordBytes }: ScannerStart) {
    this.#firstByte = byte;
    this.#line = line;
    this.#maxRecordBytes = maxRecordBytes;
    this.#started = byte > 0;
  }

  /** Where the record under way begins: from there another scanner can go on. */
  get position(): { readonly byte: number; readonly line: number } {
    return { byte: this.#firstByte, line: this.#line };
  }

  *push(bytes: Uint8Array): Generator<CsvRecord> {
    this.#buffer = this.#buffer.length === 0 ? bytes : Buffer.concat([this.#buffer, bytes]);
    if (!this.#started && !this.#skipByteOrderMark(false)) return;
    yield* this.#records(false);
  }

  *end(): Generator<CsvRecord> {
    if (!this.#started) this.#skipByteOrderMark(true);
    yield* this.#records(true);
  }

  #skipByteOrderMark(ended: boolean): boolean {
    if (this.#buffer.length < BYTE_ORDER_MARK.length && !ended) return false;
    this.#started = true;
    if (BYTE_ORDER_MARK.every((byte, index) => this.#buffer[index] === byte)) this.#advance(BYTE_ORDER_MARK.length, 0);
    return true;
  }

  *#records(ended: boolean): Generator<CsvRecord> {
    for (;;) {
      const record = this.#dropped > 0 ? this.#dropLine(ended) : this.#cutRecord(ended);
      if (!record) return;
      if (record.bytes.length > 0 || record.problem) yield record;
    }
  }

  #cutRecord(ended: boolean): CsvRecord | undefined {
    const end = this.#findEnd(ended);
    if (end) return this.#take(end.at, end.newline);
    if (this.#scanned > this.#maxRecordBytes) return this.#giveUpLine('row_too_large', ended);
    if (!ended || this.#buffer.length === 0) return undefined;
    if (this.#state === 'quoted') return this.#giveUpLine('quote_not_closed', ended);
    return this.#take(this.#buffer.length, 0);
  }

  #findEnd(ended: boolean): { readonly at: number; readonly newline: number } | undefined {
    const buffer = this.#buffer;
    const limit = Math.min(buffer.length, this.#maxRecordBytes + 1);
    let state = this.#state;
    let at = this.#scanned;
    for (; at < limit; at += 1) {
      const byte = buffer[at] ?? LF;
      if (state !== 'quoted' && (byte === LF || byte === CR)) {
        const newline = newlineAt(buffer, at, ended);
        if (newline > 0) return { at, newline };
        break;
      }
      state = stateAfter(state, byte);
    }
    this.#state = state;
    this.#scanned = at;
    return undefined;
  }

  #take(length: number, newline: number): CsvRecord {
    const bytes = this.#buffer.subarray(0, length);
    const record: CsvRecord = { firstByte: this.#firstByte, line: this.#line, bytes, problem: undefined };
    this.#advance(length + newline, newlinesIn(bytes) + 1);
    return record;
  }

  #giveUpLine(problem: 'row_too_large' | 'quote_not_closed', ended: boolean): CsvRecord | undefined {
    const at = this.#buffer.findIndex((byte) => byte === LF || byte === CR);
    const newline = at < 0 ? 0 : newlineAt(this.#buffer, at, ended);
    if (newline === 0 && problem === 'row_too_large') return this.#dropLine(ended);
    const record: CsvRecord = { firstByte: this.#firstByte, line: this.#line, bytes: EMPTY, problem };
    this.#advance(at < 0 ? this.#buffer.length : at + newline, 1);
    return record;
  }

  /** Forgets the bytes of a line that is too long to be kept, until it ends. */
  #dropLine(ended: boolean): CsvRecord | undefined {
    const at = this.#buffer.findIndex((byte) => byte === LF || byte === CR);
    const newline = at < 0 ? 0 : newlineAt(this.#buffer, at, ended);
    if (newline === 0 && !ended) {
      const keep = at < 0 ? this.#buffer.length : at;
      this.#dropped += keep;
      this.#buffer = this.#buffer.subarray(keep);
      return undefined;
    }
    const record: CsvRecord = { firstByte: this.#firstByte, line: this.#line, bytes: EMPTY, problem: 'row_too_large' };
    this.#firstByte += this.#dropped;
    this.#dropped = 0;
    this.#advance(at < 0 ? this.#buffer.length : at + newline, 1);
    return record;
  }

  #advance(length: number, lines: number): void {
    this.#buffer = this.#buffer.subarray(length);
    this.#firstByte += length;
    this.#line += lines;
    this.#scanned = 0;
    this.#state = 'field_start';
  }
}

function stateAfter(state: State, byte: number): State {
  if (state === 'quoted') return byte === QUOTE ? 'quote_seen' : 'quoted';
  if (byte === COMMA) return 'field_start';
  return byte === QUOTE && state !== 'plain' ? 'quoted' : 'plain';
}

/** The length of the newline that begins at `at`; 0 while it cannot be told whether a LF follows the CR. */
function newlineAt(bytes: Uint8Array, at: number, ended: boolean): number {
  if (bytes[at] === LF) return 1;
  if (at + 1 === bytes.length) return ended ? 1 : 0;
  return bytes[at + 1] === LF ? 2 : 1;
}

function newlinesIn(bytes: Uint8Array): number {
  let count = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    if (bytes[at] === LF || (bytes[at] === CR && bytes[at + 1] !== LF)) count += 1;
  }
  return count;
}
