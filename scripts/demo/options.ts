import { parseArgs } from 'node:util';
import { z } from 'zod';

export const HELP = `npm run demo [-- <option> …]

Imports a catalogue, replays orders through the public API, and checks that money and stock add up.

  --url URL          the shop (http://127.0.0.1:3000); without it, one is started where none answers
  --email, --password
                     of an admin; otherwise TESSERA_ADMIN_EMAIL and TESSERA_ADMIN_PASSWORD, or what
                     npm start wrote down in TESSERA_DATA_DIR (.tessera)
  --catalog FILE     a catalogue in Shopify's CSV format, instead of the generated sample
  --currency CODE    of that catalogue (EUR)
  --orders N         so many generated orders (200)
  --seed N           the same seed, the same orders (1)
  --olist DIR        replays the real orders of the Olist data set in DIR
  --limit N          only its first N orders; --sample is --limit 300
  --ship             dispatches and delivers what was confirmed; takes up to twice as long
  --concurrency N    so many orders at a time (16)
  --json             prints the report as one JSON document
  --help

The same orders again are the same orders: nothing is placed twice, and a replay that was interrupted goes on.
Ends with 1 where anything does not add up, with 2 on wrong usage.
`;

const count = z.coerce.number().int().min(1);

const Options = z
  .strictObject({
    help: z.boolean().default(false),
    json: z.boolean().default(false),
    url: z.url().optional(),
    email: z.string().optional(),
    password: z.string().optional(),
    catalog: z.string().optional(),
    currency: z
      .string()
      .regex(/^[A-Z]{3}$/, 'is three capital letters, such as EUR')
      .default('EUR'),
    orders: count.max(1_000_000).default(200),
    seed: z.coerce.number().int().min(0).default(1),
    olist: z.string().optional(),
    limit: count.optional(),
    sample: z.boolean().default(false),
    ship: z.boolean().default(false),
    concurrency: count.max(256).default(16),
  })
  .refine(({ olist, catalog }) => olist === undefined || catalog === undefined, {
    error: '--olist brings its own catalogue: leave --catalog out',
  });
export type Options = z.output<typeof Options>;

const SAMPLE_ORDERS = 300;

/** Wrong usage, in a line for whoever called. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export function readOptions(args: readonly string[]): Options {
  const parsed = Options.safeParse(flagsIn(args));
  if (!parsed.success) throw new UsageError(parsed.error.issues.map(tell).join('; '));
  const options = parsed.data;
  return options.sample && options.limit === undefined ? { ...options, limit: SAMPLE_ORDERS } : options;
}

function flagsIn(args: readonly string[]): object {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  try {
    return parseArgs({
      args: [...args],
      options: {
        help: { ...flag, short: 'h' },
        json: flag,
        sample: flag,
        ship: flag,
        url: text,
        email: text,
        password: text,
        catalog: text,
        currency: text,
        orders: text,
        seed: text,
        olist: text,
        limit: text,
        concurrency: text,
      },
    }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function tell({ path, message }: z.core.$ZodIssue): string {
  return path.length === 0 ? message : `--${path.join('.')}: ${message}`;
}
