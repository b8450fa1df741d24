import { parseArgs } from 'node:util';
import { z } from 'zod';
import type { Findings } from './findings.ts';
import { publish } from './publish.ts';

/** A benchmark as a command. */
export interface BenchmarkCommand<Shape extends z.ZodRawShape> {
  /** What `--help` says, before the options that every benchmark has. */
  readonly help: string;
  /** Options of its own, each with a default, as they are after `--`: `{ seconds: z.coerce.number().positive().default(20) }`. */
  readonly options: Shape;
  /** Measures. What it says meanwhile goes to standard error. */
  readonly measure: (options: z.output<z.ZodObject<Shape>>, say: (line: string) => void) => Promise<Findings>;
}

const COMMON_HELP = `  --json          the figures as one JSON document
  --save          keeps page, document and pictures in docs/performance

Run it on a machine that does nothing else. Exits with 1 where an invariant did not hold, and shows no figures then.
`;

/** Reads the command line, measures, and publishes. */
export async function runBenchmark<Shape extends z.ZodRawShape>(command: BenchmarkCommand<Shape>): Promise<void> {
  const { json, save, help, own } = parse(Object.keys(command.options));
  const options = z.strictObject(command.options).safeParse(own);
  if (help || !options.success) {
    if (!options.success) process.stderr.write(`${z.prettifyError(options.error)}\n`);
    process.stdout.write(`${command.help}${COMMON_HELP}`);
    process.exitCode = help ? 0 : 2;
    return;
  }
  await publish(await command.measure(options.data, (line) => console.error(line)), { json, save });
}

function parse(names: readonly string[]) {
  const flag = { type: 'boolean', default: false } as const;
  const own = Object.fromEntries(names.map((name) => [name, { type: 'string' } as const]));
  const { values } = parseArgs({ options: { ...own, json: flag, save: flag, help: { ...flag, short: 'h' } } });
  const { json, save, help, ...rest } = values;
  return { json: json === true, save: save === true, help: help === true, own: rest };
}
