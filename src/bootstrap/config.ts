import { z } from 'zod';
import { tokenSettings } from '#shared-kernel/access-tokens/token-settings.ts';
import type { AppModule } from '#shared-kernel/module.ts';
import { type Environment, type Given, valuesOf } from './environment.ts';
import { FailpointSettings } from './failpoint-settings.ts';
import { gatewaySettings } from './http/gateway/gateway-settings.ts';
import { inWords } from './in-words.ts';
import { type NeededDatabase, type PlacedVariables, type Placement, placementOf, variablesOfPlacement } from './placement.ts';
import { brokerSettings } from './relay/broker-settings.ts';
import { TopologyError } from './topology/topology-error.ts';
import { trustSettings } from './trust/trust-settings.ts';

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
  TESSERA_TOPOLOGY: z
    .string()
    .optional()
    .describe('The file that says which process and database each module lives in. Without it, all are in this process.'),
  TESSERA_PROCESS: z.string().optional().describe('Which process of the topology this is.'),
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
  TESSERA_MOST_LATE_SECONDS: z.coerce
    .number()
    .positive()
    .default(5)
    .describe(
      'New orders are refused while they would wait for longer in the queues on their way. Keep it well below ORDERS_STEP_SECONDS.',
    ),
  TESSERA_DRAIN_SECONDS: z.coerce
    .number()
    .int()
    .min(1)
    .default(20)
    .describe('How long a stopping process lets requests and handlers finish.'),
  TESSERA_LINGER_MS: z.coerce
    .number()
    .int()
    .min(0)
    .default(250)
    .describe("How long a stopping process still takes requests while /ready says 503: a load balancer's interval."),
  ...gatewaySettings,
  ...brokerSettings,
  ...trustSettings,
  TESSERA_CHECK_ANSWERS: z
    .enum(['on', 'off'])
    .optional()
    .describe('Answers 500 instead of what is not in the document of the API. Without it `on`, but in production.'),
  LOG_LEVEL: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'])
    .default('info')
    .describe('Least severe level that is logged.'),
  TESSERA_FAILPOINTS: FailpointSettings.optional().describe(
    'Makes this process fail on purpose, for fault tests: `bus.midHandler=kill`, see docs/recovery.md.',
  ),
  TESSERA_ALLOW_FAILPOINTS: z.literal('yes').optional().describe('Without it, production refuses `TESSERA_FAILPOINTS`.'),
});
export type ProcessSettings = z.output<typeof ProcessSettings>;

export interface Config {
  readonly process: ProcessSettings;
  /** By module, of those at work here; each module has checked its own. */
  readonly modules: ReadonlyMap<string, unknown>;
  readonly placement: Placement;
  /** The connection strings that this process needs, as far as they were given. */
  readonly urls: Readonly<Record<keyof PlacedVariables, string | undefined>>;
  /** The same by database, of the modules at work here. */
  readonly databases: readonly GivenDatabase[];
  /** What access tokens must say, wherever they are checked. */
  readonly tokens: AccessTokenChecks;
}

const AccessTokenChecks = z.object(tokenSettings);
type AccessTokenChecks = z.output<typeof AccessTokenChecks>;

/** A database, and its connection string where one was given. */
export type GivenDatabase = NeededDatabase & { readonly url: string | undefined };

/** The environment is wrong: one sentence for each variable, saying what it must be. Never quotes a value: it may be a secret. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly problems: readonly string[];

  constructor(...problems: readonly string[]) {
    super(problems.join('; '));
    this.problems = problems;
  }
}

/** Whether whoever calls the CLI wants to see where an error comes from, known before anything else is. */
export function isDebugging(environment: Environment = process.env): boolean {
  return Boolean(environment.DEBUG);
}

/** The environment of this process with changes, for a program that it starts. An undefined variable is taken out. */
export function environmentWith(changes: Environment, environment: Environment = process.env): Environment {
  return { ...environment, ...changes };
}

/** A variable that only a topology names, or its file. Throws a {@link ConfigError} where that cannot be read. */
export function readVariable(name: string, environment: Environment = process.env): string | undefined {
  const { values, problems } = valuesOf([name], environment);
  if (problems.length > 0) throw new ConfigError(...problems);
  return values[name];
}

/** Reads and checks the whole environment. Throws a {@link ConfigError} that names every variable that is wrong. */
export function readConfig(modules: readonly AppModule[], environment: Environment = process.env): Config {
  const placement = placementIn(modules, environment);
  const hosted = modules.filter(({ name }) => placement.plan.modules.includes(name));
  const variables = new Map(variablesOf(hosted).map((variable) => [variable.name, variable]));
  const { values, problems } = valuesOf([...new Set([...variables.keys(), ...Object.keys(tokenSettings)])], environment);
  const connections = connectionsOf(placement, environment, problems);
  const own = ProcessSettings.safeParse(values, { error: inWords });
  const tokens = AccessTokenChecks.safeParse(values, { error: inWords });
  const parts = hosted.map(({ name, settings }) => ({ name, result: settings.safeParse(values, { error: inWords }) }));
  const issues = [own, tokens, ...parts.map(({ result }) => result)].flatMap(({ error }) => error?.issues ?? []);
  for (const { path, message } of issues) {
    const name = path.join('.');
    problems.push(`${name}: ${message} (${variables.get(name)?.description ?? ''})`);
  }
  if (values.NODE_ENV === 'production') problems.push(...wrongInProduction([...variables.values()], values, placement));
  if (own.success && own.data.NODE_ENV === 'production' && own.data.TESSERA_FAILPOINTS && !own.data.TESSERA_ALLOW_FAILPOINTS) {
    problems.push('TESSERA_FAILPOINTS: production does not fail on purpose; unset it, or set TESSERA_ALLOW_FAILPOINTS=yes');
  }
  if (!own.success || !tokens.success || problems.length > 0) throw new ConfigError(...new Set(problems));
  const settings = new Map(parts.map(({ name, result }) => [name, result.data]));
  return { process: own.data, modules: settings, placement, ...connections, tokens: tokens.data };
}

function placementIn(modules: readonly AppModule[], environment: Environment): Placement {
  const { values } = valuesOf(['TESSERA_TOPOLOGY', 'TESSERA_PROCESS'], environment);
  const names = modules.map(({ name }) => name);
  try {
    return placementOf(values.TESSERA_TOPOLOGY, values.TESSERA_PROCESS, names);
  } catch (error) {
    if (error instanceof TopologyError) throw new ConfigError(...error.problems.map((problem) => `TESSERA_TOPOLOGY: ${problem}`));
    throw error;
  }
}

/** In a topology a process is given what its place asks for; without one, development can do without. */
function connectionsOf(placement: Placement, environment: Environment, problems: string[]): Pick<Config, 'urls' | 'databases'> {
  const named = variablesOfPlacement(placement);
  const wanted = [...Object.values(named), ...placement.databases.map(({ variable }) => variable)];
  const variables = [...new Set(wanted.flatMap((name) => name ?? []))];
  const { values, problems: unread } = valuesOf(variables, environment);
  if (placement.topology !== undefined) {
    const missing = variables.filter((name) => values[name] === undefined && environment[`${name}_FILE`] === undefined);
    problems.push(...unread, ...missing.map((name) => `${name}: the topology wants it here`));
  }
  const url = (name: string | undefined) => (name === undefined ? undefined : values[name]);
  return {
    urls: { database: url(named.database), shared: url(named.shared), broker: url(named.broker) },
    databases: placement.databases.map((database) => ({ ...database, url: url(database.variable) })),
  };
}

function wrongInProduction(variables: readonly Variable[], values: Given['values'], { topology }: Placement): readonly string[] {
  const problems = variables.flatMap(({ name, description, inProduction }) => {
    if (inProduction === 'needed' && values[name] === undefined) return [`${name}: production needs it (${description})`];
    return inProduction === 'refused' && values[name] !== undefined ? [`${name}: not in production (${description})`] : [];
  });
  if (values.DATABASE_URL !== undefined || topology !== undefined) return problems;
  return ['DATABASE_URL: production needs one, such as postgres://user:password@host:5432/tessera', ...problems];
}

export interface Variable {
  readonly name: string;
  readonly description: string;
  readonly fallback: string | undefined;
  /** The module that reads it, or `process`. */
  readonly reader: string;
  /** From the field's meta: whether production cannot do without it, or must not have it. */
  readonly inProduction: 'needed' | 'refused' | undefined;
}

/** Every variable that some part reads, for `--help` and the documentation. */
export function variablesOf(modules: readonly AppModule[]): readonly Variable[] {
  return [{ name: 'process', settings: ProcessSettings }, ...modules].flatMap(({ name: reader, settings }) =>
    Object.entries(settings.shape).map(([name, field]) => {
      const empty = z.object({ [name]: field }).safeParse({});
      const fallback = empty.success ? empty.data[name] : undefined;
      return {
        name,
        reader,
        description: describe(field),
        fallback: fallback === undefined ? undefined : String(fallback),
        inProduction: inProductionOf(field),
      };
    }),
  );
}

function inProductionOf(field: unknown): Variable['inProduction'] {
  const inProduction = field instanceof z.ZodType ? field.meta()?.inProduction : undefined;
  return inProduction === 'needed' || inProduction === 'refused' ? inProduction : undefined;
}

function describe(field: unknown): string {
  return field instanceof z.ZodType ? (field.description ?? '') : '';
}
