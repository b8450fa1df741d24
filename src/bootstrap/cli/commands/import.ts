import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { z } from 'zod';
import { type Cli, defineCliCommand } from '../cli-command.ts';
import { UsageError } from '../failure.ts';
import { runVerb } from '../run-verb.ts';
import { counted, textTable } from '../text-table.ts';

const Report = z.looseObject({
  status: z.string(),
  rowsRead: z.number(),
  rowsRefused: z.number(),
  productsWritten: z.number(),
  productsUnchanged: z.number(),
  errors: z.array(z.object({ line: z.number(), code: z.string(), detail: z.string() })),
});
type Report = z.output<typeof Report>;

export const importProducts = defineCliCommand({
  usage: 'products <file>',
  summary: "writes the products of a CSV in Shopify's format, and reports what was refused row by row",
  failsWhen: 'the file or some of its rows were refused; all other products are written',
  example: 'import products catalogue.csv --currency EUR',
  options: { '--currency <code>': 'the currency of the prices (ISO 4217), where the file does not say' },
  input: z.object({
    file: z.string(),
    currency: z
      .string()
      .regex(/^[A-Z]{3}$/, 'must be three capital letters, such as EUR')
      .optional(),
  }),
  run: async ({ file, currency }, cli: Cli) => {
    await assertReadable(file);
    const input = { path: resolve(file), ...(currency === undefined ? {} : { currency }) };
    const report = await runVerb({ module: 'catalog', verb: 'import-products', input, answer: Report }, cli);
    return { text: textOf(report), json: report, problem: report.status !== 'completed' || report.rowsRefused > 0 };
  },
});

async function assertReadable(file: string): Promise<void> {
  const found = await stat(file).catch(() => undefined);
  if (!found?.isFile()) throw new UsageError(`${file} is not a file that can be read: name the CSV to import`);
}

function textOf({ status, rowsRead, rowsRefused, productsWritten, productsUnchanged, errors }: Report): string {
  const rows = errors.map(({ line, code, detail }) => [line, code, detail]);
  const report = textTable(['line', 'code', 'reason'], rows, 'every row was taken');
  const sums = [
    `${counted(rowsRead, 'row')} read, ${rowsRefused.toLocaleString('en')} refused`,
    `${counted(productsWritten, 'product')} written, ${productsUnchanged.toLocaleString('en')} unchanged`,
  ].join('; ');
  return `${report}\n${status === 'completed' ? sums : `the import ${status}: ${sums}`}`;
}
