/** What the files of one place may import: a path of {@link targetOf}, or the beginning of one. */
export interface ImportRule {
  readonly may: readonly string[];
  /** What to do instead, for whoever broke it. */
  readonly instead: string;
}

const BASICS = ['kernel/errors.ts', 'kernel/ids.ts', 'kernel/money.ts', 'kernel/clock.ts'];

/** What a saga is, and what becomes of it: pure, as the domain is. */
const SAGAS = ['kernel/saga/definition.ts', 'kernel/saga/run.ts'];

/** Schedules, admin verbs, health checks and startup: edges as routes are, without a request. */
const EDGE: ImportRule = {
  may: ['own/domain', 'own/use-cases', 'own/queries', 'own/ports', 'npm/zod', 'kernel'],
  instead: 'an edge opens the transaction and calls one use case or query',
};

/** HOUSE's import table, a row per place. */
export const IMPORT_RULES: Readonly<Record<string, ImportRule>> = {
  contracts: {
    may: ['npm/zod', 'kernel/messaging/define-'],
    instead: 'a contract is zod and define-event or define-command; write its fields out, so that it stands alone',
  },
  domain: {
    may: ['own/domain', ...SAGAS, ...BASICS],
    instead: 'the domain decides without I/O or packages; take what you need as an argument',
  },
  persistence: {
    may: [
      'own/domain',
      'own/persistence',
      'npm/drizzle-orm',
      'node/crypto',
      'kernel/database',
      'kernel/saga',
      'kernel/personal-data',
      ...BASICS,
    ],
    instead: 'persistence turns rows into domain types; orchestration belongs to use-cases, screens to queries',
  },
  queries: {
    may: [
      'own/domain',
      'own/persistence/schema.ts',
      'own/queries',
      'npm/drizzle-orm',
      'kernel/database',
      'kernel/paging.ts',
      ...BASICS,
    ],
    instead: 'a query is SQL for a screen, over its own tables; rules belong to the domain, changes to persistence',
  },
  'use-cases': {
    may: ['own/domain', 'own/persistence', 'own/ports', 'own/templates', 'own/use-cases', 'node/crypto', 'contracts', 'kernel'],
    instead: 'a use case loads, decides, saves, publishes; packages belong behind persistence/ or ports/',
  },
  subscriptions: {
    may: [
      'own/use-cases',
      'own/subscriptions',
      'own/ports',
      'contracts',
      'kernel/messaging',
      'kernel/personal-data',
      'kernel/database/database.ts',
      ...BASICS,
    ],
    instead: 'a subscription translates the message and calls one use case',
  },
  http: {
    may: [
      'own/domain',
      'own/use-cases',
      'own/queries',
      'own/http',
      'npm/hono',
      'npm/zod',
      'node/crypto',
      'kernel/database/database.ts',
      'kernel/signals.ts',
      'kernel/http.ts',
      'kernel/paging.ts',
      'kernel/tokens.ts',
      'kernel/access-tokens',
      ...BASICS,
    ],
    instead: 'a route parses, calls one use case or query, and replies; SQL belongs to persistence/ or queries/',
  },
  templates: {
    may: ['own/domain', 'own/templates', ...BASICS],
    instead: 'a template turns what it is given into words for people, and looks nothing up',
  },
  schedules: EDGE,
  'admin-verbs': EDGE,
  checks: EDGE,
  startup: EDGE,
  settings: {
    may: ['npm/zod', 'kernel'],
    instead: "settings.ts is the schema of the module's environment variables",
  },
  ports: {
    may: ['own/domain', 'own/ports', 'node/crypto', 'kernel/log.ts', 'kernel/tokens.ts', 'kernel/access-tokens', ...BASICS],
    instead: 'a port is what the module wants from a foreign system, in its own words',
  },
  adapters: {
    may: [
      'own/ports',
      'own/adapters',
      'own/domain',
      'npm',
      'node',
      'kernel/log.ts',
      'kernel/tokens.ts',
      'kernel/access-tokens',
      'kernel/secret-box.ts',
      'kernel/sealed-to-key.ts',
      ...BASICS,
    ],
    instead: 'an adapter implements a port with an SDK or an HTTP client and knows neither tables nor contracts',
  },
  container: {
    may: ['own', 'contracts', 'kernel', 'node', 'npm/tsyringe', 'npm/reflect-metadata'],
    instead: 'container.ts wires the module together and does nothing else',
  },
  index: {
    may: ['own', 'contracts', 'kernel', 'node', 'npm/zod'],
    instead: 'index.ts declares the module; only container.ts knows tsyringe',
  },
  testing: {
    may: ['own', 'contracts', 'kernel', 'kernel-testing', 'npm', 'node'],
    instead: 'a test beside a module knows that module and the testing kit; what spans modules belongs to test/',
  },
  kernel: {
    may: ['kernel', 'node', 'npm/zod', 'npm/uuid', 'npm/drizzle-orm', 'npm/postgres', 'npm/pino', 'npm/jose'],
    instead: 'the shared kernel knows no module, no contract, no bootstrap, and neither the web nor the queue',
  },
  'kernel-testing': {
    may: ['kernel', 'kernel-testing', 'contracts', 'src/bootstrap', 'npm', 'node'],
    instead: 'the testing kit serves every module, so it knows none',
  },
  bootstrap: {
    may: ['src/bootstrap', 'kernel', 'contracts', 'npm', 'node'],
    instead: 'bootstrap enters a module by its index.ts',
  },
  clients: {
    may: ['clients', 'npm/openapi-fetch', 'npm/eventsource-parser'],
    instead: 'a client is installed without the shop and runs in browsers; it knows the shop by its document alone',
  },
  'bootstrap-tests': {
    may: ['src/bootstrap', 'kernel', 'kernel-testing', 'contracts', 'npm', 'node'],
    instead: 'what spans modules is tested in test/',
  },
};

/** The rule that lets `target` in, or not: a pattern that ends in a letter or digit matches whole path segments. */
export function allows(rule: ImportRule, target: string): boolean {
  return rule.may.some((pattern) => target === pattern || target.startsWith(pattern.endsWith('-') ? pattern : `${pattern}/`));
}
