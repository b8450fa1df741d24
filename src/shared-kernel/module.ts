import type { PgTable } from 'drizzle-orm/pg-core';
import type { z } from 'zod';
import type { Clock } from './clock.ts';
import type { Database } from './database/database.ts';
import { kernelTables } from './database/kernel-tables.ts';
import type { OutgoingWebhook, Route } from './http.ts';
import type { Log } from './log.ts';
import type { CommandContract } from './messaging/define-command.ts';
import type { EventContract } from './messaging/define-event.ts';
import type { Cause } from './messaging/envelope.ts';
import type { EventBus } from './messaging/event-bus.ts';
import type { Subscription } from './messaging/subscription.ts';
import type { PersonalColumns } from './personal-data/declaration.ts';
import type { Signals } from './signals.ts';
import type { TokenVerifier } from './tokens.ts';

/** A module's share of Postgres: what one module wastes, no other module lacks. */
export interface PoolShare {
  /** Connections at the same time in one process. */
  readonly size: number;
  readonly statementTimeoutMs: number;
  readonly lockTimeoutMs: number;
  readonly transactionTimeoutMs: number;
}

/** What a module gets that asks for nothing else. */
export const DEFAULT_POOL: PoolShare = {
  size: 4,
  statementTimeoutMs: 5_000,
  lockTimeoutMs: 2_000,
  transactionTimeoutMs: 10_000,
};

/** What bootstrap gives a module to live on, wherever it runs. */
export interface Platform {
  readonly database: Database;
  readonly events: EventBus;
  readonly signals: Signals;
  readonly clock: Clock;
  readonly log: Log;
  /**
   * For whoever shows how fresh a copy is: what was sent to this subscription of the module longer ago than that has been
   * handled, or is in work. Dead letters do not count. Infinite while nobody can tell. Costs no look-up.
   */
  readonly secondsBehind: (subscription: string) => number;
  /** True where conveniences for developers are wanted: mails as files, a first admin with a generated password. */
  readonly development: boolean;
  /** True where a load test wants nobody to be slowed down. */
  readonly limitsOff?: boolean;
  /** A directory of the module's own, for development conveniences such as mails as files. */
  readonly directory: string;
}

/** Work that recurs: pg-boss's cron, at most once per minute, one process at a time. */
export interface Schedule {
  /** `<module>.<verb>-<noun>` */
  readonly name: string;
  /** Five cron fields, UTC. */
  readonly cron: string;
  run(cause: Cause): Promise<void>;
}

/** One question about the module's own health; resolves to a sentence, rejects where something is wrong. */
export interface HealthCheck {
  readonly name: string;
  run(): Promise<string>;
}

/** Numbers of the module's own that operators watch, at `/metrics`. */
export interface Gauge {
  /** `tessera_<noun>`. Modules may share one: each sample is labelled with its module. */
  readonly name: string;
  readonly help: string;
  /** Asked in every process every few seconds: it must be cheap, however much there is. */
  read(): Promise<readonly GaugeSample[]>;
}

/** One value of a gauge, with what tells it from the others of the same module. */
export interface GaugeSample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** A verb of the admin CLI that the module offers, run in its own process with its own database role. */
export interface AdminVerb {
  readonly name: string;
  run(input: unknown, progress: (done: { readonly count: number; readonly note?: string }) => void): Promise<unknown>;
}

/** A module at work. */
export interface ModuleRuntime {
  readonly routes?: readonly Route[];
  readonly subscriptions?: readonly Subscription[];
  readonly schedules?: readonly Schedule[];
  readonly checks?: readonly HealthCheck[];
  readonly adminVerbs?: readonly AdminVerb[];
  readonly gauges?: readonly Gauge[];
  /** Offered by the one module that issues access tokens. */
  readonly tokens?: TokenVerifier;
  /** Runs once before the first request, after the migrations. */
  start?(): Promise<void>;
  /** Told where this process is reached, once it listens. Not called where nothing is served, as in the CLI. */
  served?(url: string): void;
  /** Runs last, after routes and handlers have ended. */
  stop?(): Promise<void>;
}

/** What a module tells about itself without being started, and how it is started. */
export interface AppModule {
  /** One word: the schema, the role, the route prefix and the log field too. */
  readonly name: string;
  readonly owner: string;
  /** One sentence for the module card. */
  readonly purpose: string;
  readonly pool: PoolShare;
  /** Every table of the module's schema, as drizzle declares them (`defineModule` adds those of the kernel): see `migrate verify`. */
  readonly tables: readonly PgTable[];
  /** Where the module holds personal data. Whoever holds some erases and exports it when asked: see docs/privacy.md. */
  readonly personalData: readonly PersonalColumns[];
  readonly publishes: readonly EventContract[];
  readonly receives: readonly CommandContract[];
  /** Events of other modules that the module subscribes to, and its own where it does. */
  readonly hears: readonly EventContract[];
  /** Calls that the module makes to others, for the API document. */
  readonly webhooks?: readonly OutgoingWebhook[];
  /** Environment variables of the module's own, each with a `.describe()`. */
  readonly settings: z.ZodObject;
  assemble(platform: Platform, settings: unknown): ModuleRuntime;
}

interface ModuleSpec<Settings extends z.ZodObject> extends Omit<AppModule, 'settings' | 'assemble' | 'pool' | 'personalData'> {
  /** None where it is left out. */
  readonly personalData?: readonly PersonalColumns[];
  readonly pool?: Partial<PoolShare>;
  readonly settings: Settings;
  assemble(platform: Platform, settings: z.output<Settings>): ModuleRuntime;
}

/** Declares a module. Its `index.ts` exports what this returns, and nothing else. */
export function defineModule<Settings extends z.ZodObject>(spec: ModuleSpec<Settings>): AppModule {
  return {
    personalData: [],
    ...spec,
    tables: [...spec.tables, ...kernelTables(spec.name)],
    pool: { ...DEFAULT_POOL, ...spec.pool },
    assemble: (platform, settings) => spec.assemble(platform, spec.settings.parse(settings)),
  };
}
