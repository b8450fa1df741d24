import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitFields } from './csv-fields.ts';
import { CsvRecordScanner } from './csv-record-scanner.ts';

const decoder = new TextDecoder();

function scan(text: string | Uint8Array, { piece = 1_000_000, byte = 0, line = 1, maxRecordBytes = 1_000 } = {}) {
  const bytes = typeof text === 'string' ? Buffer.from(text) : text;
  const scanner = new CsvRecordScanner({ byte, line, maxRecordBytes });
  const records = [];
  for (let at = byte; at < bytes.length; at += piece) records.push(...scanner.push(bytes.subarray(at, at + piece)));
  records.push(...scanner.end());
  return records.map((record) => ({ ...record, bytes: decoder.decode(record.bytes) }));
}

const texts = (records: ReturnType<typeof scan>) => records.map(({ bytes, problem }) => problem ?? bytes);

describe('the records of a CSV file', () => {
  it.each([
    ['LF', 'a,b\nc,d\n'],
    ['CRLF', 'a,b\r\nc,d\r\n'],
    ['a bare CR', 'a,b\rc,d\r'],
    ['nothing at the end', 'a,b\nc,d'],
    ['empty lines', '\n\na,b\n\r\n\nc,d\n\n'],
  ])('may end in %s', (_, text) => {
    expect(texts(scan(text))).toEqual(['a,b', 'c,d']);
  });

  it('begin on the lines that an editor counts, newlines within quotation marks included', () => {
    const records = scan('h\n"a\r\nb\rc\nd",1\ne\n\nf\n');
    expect(records.map(({ line, bytes }) => [line, bytes])).toEqual([
      [1, 'h'],
      [2, '"a\r\nb\rc\nd",1'],
      [6, 'e'],
      [8, 'f'],
    ]);
  });

  it('do not begin with a byte order mark', () => {
    expect(texts(scan('\ufeff"Handle",Title\n', { piece: 1 }))).toEqual(['"Handle",Title']);
  });

  it('take a quotation mark for itself inside a field', () => {
    expect(texts(scan('5" pipe,x\n"6"" pipe",y\n'))).toEqual(['5" pipe,x', '"6"" pipe",y']);
  });

  it('lose one line to a quotation mark that is never closed, and not the rest of the file', () => {
    expect(texts(scan('a\n"open,b\nc\nd\n'))).toEqual(['a', 'quote_not_closed', 'c', 'd']);
    const rest = Array.from({ length: 300 }, (_, index) => `row ${index}`);
    const records = scan(['a', '"open,b', ...rest, ''].join('\n'), { piece: 7 });
    expect(texts(records)).toEqual(['a', 'row_too_large', ...rest]);
    expect(records.at(-1)).toMatchObject({ line: 302 });
  });

  it('are given up where they are too large, however they arrive', () => {
    const text = `a\n${'x'.repeat(5_000)}\r\nb\n${'y'.repeat(3_000)}`;
    for (const piece of [1, 64, 999, 1_000_000]) {
      expect(scan(text, { piece }).map(({ line, bytes, problem }) => [line, problem ?? bytes])).toEqual([
        [1, 'a'],
        [2, 'row_too_large'],
        [3, 'b'],
        [4, 'row_too_large'],
      ]);
    }
  });
});

const cell = fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', '\r', 'é', ' '), maxLength: 6 });
const table = fc.array(fc.array(cell, { minLength: 1, maxLength: 4 }), { maxLength: 6 });
const written = (rows: readonly (readonly string[])[], newline: string) =>
  rows.map((row) => row.map((field) => `"${field.replaceAll('"', '""')}"`).join(',') + newline).join('');

describe('a table that was written out', () => {
  it('is read back as it was, in whatever pieces it arrives', () => {
    fc.assert(
      fc.property(table, fc.constantFrom('\n', '\r\n', '\r'), fc.integer({ min: 1, max: 20 }), (rows, newline, piece) => {
        const read = scan(written(rows, newline), { piece }).map(({ bytes }) => splitFields(bytes));
        expect(read).toEqual(rows);
      }),
    );
  });

  it('can be read on from the beginning of any of its records', () => {
    fc.assert(
      fc.property(table, fc.integer({ min: 0, max: 5 }), (rows, index) => {
        const text = written(rows, '\r\n');
        const all = scan(text);
        const from = all[index];
        if (from) expect(scan(text, { byte: from.firstByte, line: from.line })).toEqual(all.slice(index));
      }),
    );
  });

  it('is cut the same way in any pieces, whatever the text', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', '\r'), maxLength: 60 }),
        fc.integer({ min: 1, max: 9 }),
        (text, piece) => {
          expect(scan(text, { piece, maxRecordBytes: 12 })).toEqual(scan(text, { maxRecordBytes: 12 }));
        },
      ),
    );
  });
});

it('splits a record into its fields', () => {
  expect(splitFields('')).toEqual(['']);
  expect(splitFields('a,,"b,""c""",d" e,')).toEqual(['a', '', 'b,"c"', 'd" e', '']);
  expect(splitFields('"x"y,z')).toEqual(['xy', 'z']);
});
