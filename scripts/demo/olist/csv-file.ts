import { createReadStream, existsSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { parse } from 'csv-parse';
import { z } from 'zod';

/** The rows of `<name>.csv.gz` or `<name>.csv`, one at a time. */
export async function* csvRows<Row extends z.ZodType>(directory: string, name: string, Row: Row): AsyncGenerator<z.output<Row>> {
  const plain = join(directory, `${name}.csv`);
  const zipped = `${plain}.gz`;
  const parser = parse({ columns: true, bom: true, skip_empty_lines: true });
  // What goes wrong in the file or its compression destroys the parser, and is thrown by the loop below.
  const done = () => undefined;
  if (existsSync(zipped)) pipeline(createReadStream(zipped), createGunzip(), parser, done);
  else if (existsSync(plain)) pipeline(createReadStream(plain), parser, done);
  else throw new Error(`there is neither ${zipped} nor ${plain}`);
  for await (const record of parser) yield Row.parse(record);
}

/** An amount such as `39.99`, in cents. */
export const Cents = z
  .string()
  .regex(/^\d+(\.\d{1,2})?$/)
  .transform((text) => {
    const [whole = '', decimals = ''] = text.split('.');
    return Number(whole + decimals.padEnd(2, '0'));
  });
