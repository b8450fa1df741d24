import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { messageOf } from '#shared-kernel/errors.ts';
import type { AppModule } from '#shared-kernel/module.ts';

/** What the process itself reads from its environment; each module adds its own `settings`. */
export const ProcessSettings = z.object({
  NODE_ENV: z
    .enum(['development', 'production', 'test'])
    .default('development')
    .describe('`production` neither migrates nor seeds by itself, and wants a `DATABASE_URL`.'),
  PORT: z.coerce.number().int().min(0).max(65_535).default(3000).describe('The port to listen on; 0 takes a free one.'),
  HOST: z.string().optional().describe('The address to listen on: 127.0.0.1 in development, otherwise all.'),
  DATABASE_URL: z
    .url({ protocol: /^postgres(ql)?$/, error: 'must look like postgres://user:password@host:5432/database' })
    .optional()
    .describe('PostgreSQL 15 to 18. Without it, development starts an embedded PostgreSQL.'),
  TESSERA_DATA_DIR: z
    .string()
    .default('.tessera')
    .describe('Where the embedded database, the sandboxes and development mails keep their files.'),
  TESSERA_SEED: z.enum(['demo', 'none']).default('demo').describe('Development only: `none` starts an empty shop.'),
  TESSERA_POLL_MS: z.coerce
    .number()
    .int()
    .min(50)
    .default(1000)
    .describe('How often queues are looked at without having been woken: what a lost notification costs, in ms.'),
  TESSERA_MONITOR_SECONDS: z.coerce
    .number()
    .int()
    .min(1)
    .default(5)
    .describe('How often messages of a process that died are given to another; add a claim of 15 s for the recovery time.'),
  TESSERA_DRAIN_SECONDS: z.coerce
    .number()
    .int()
    .min(1)
    .default(20)
    .describe('How long a stopping process lets requests and handlers finish.'),
  LOG_LEVEL: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'])
    .default('info')
    .describe('Least severe level that is logged.'),
});
export type ProcessSettings = z.output<typeof ProcessSettings>;

export interface Config {
  readonly process: ProcessSettings;
  /** By module; each module has checked its own. */
  readonly modules: ReadonlyMap<string, unknown>;
}

/** The environment is wrong: one line for each variable, saying what to do. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Whether whoever calls the CLI wants to see where an error comes from, known before anything else is. */
export function isDebugging(environment: Environment = process.env): boolean {
  return Boolean(environment.DEBUG);
}

/** Reads and checks the whole environment. Throws a {@link ConfigError} that names every variable that is wrong. */
export function readConfig(modules: readonly AppModule[], environment: Environment = process.env): Config {
  const names = new Set(variablesOf(modules).map(({ name }) => name));
  const values = valuesOf(names, environment);
  const parts = [{ name: 'process', settings: ProcessSettings }, ...modules].map(({ name, settings }) => ({
    name,
    result: settings.safeParse(values),
  }));
  const problems = parts.flatMap(({ result }) => (result.success ? [] : result.error.issues.map(problemOf)));
  const own = ProcessSettings.safeParse(values);
  if (own.success && own.data.NODE_ENV === 'production' && own.data.DATABASE_URL === undefined) {
    problems.push('DATABASE_URL: production needs one, such as postgres://user:password@host:5432/tessera');
  }
  if (!own.success || problems.length > 0) throw new ConfigError(problems.join('; '));
  return {
    process: own.data,
    modules: new Map(parts.map(({ name, result }) => [name, result.data])),
  };
}

export interface Variable {
  readonly name: string;
  readonly description: string;
  readonly fallback: string | undefined;
  /** The module that reads it, or `process`. */
  readonly reader: string;
}

/** Every variable that some part reads, for `--help` and the documentation. */
export function variablesOf(modules: readonly AppModule[]): readonly Variable[] {
  return [{ name: 'process', settings: ProcessSettings }, ...modules].flatMap(({ name: reader, settings }) =>
    Object.entries(settings.shape).map(([name, field]) => {
      const empty = z.object({ [name]: field }).safeParse({});
      const fallback = empty.success ? empty.data[name] : undefined;
      return { name, reader, description: describe(field), fallback: fallback === undefined ? undefined : String(fallback) };
    }),
  );
}

function describe(field: unknown): string {
  return field instanceof z.ZodType ? (field.description ?? '') : '';
}

function problemOf({ path, message }: z.core.$ZodIssue): string {
  return `${path.join('.')}: ${message}`;
}

// An empty variable counts as absent: that is how most platforms unset one.
function valuesOf(names: ReadonlySet<string>, environment: Environment): Record<string, string> {
  const values: Record<string, string> = {};
  for (const name of names) {
    const value = environment[name];
    const path = environment[`${name}_FILE`];
    if (value && path) throw new ConfigError(`${name} and ${name}_FILE are both set; keep one of them`);
    if (value) values[name] = value;
    else if (path) values[name] = contentOf(name, path);
  }
  return values;
}

function contentOf(name: string, path: string): string {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch (error) {
    throw new ConfigError(`${name}_FILE: cannot read ${path}: ${messageOf(error)}`);
  }
}
