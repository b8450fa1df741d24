import { randomUUID } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { databaseUrl, onServer } from '#shared-kernel/testing/cloned-database.ts';
import { leaksIn } from '#shared-kernel/testing/search-database.ts';
import { migrateUp } from '../../src/bootstrap/migrations/migrate-up.ts';
import { schemasOnDisk } from '../../src/bootstrap/migrations/migration-file.ts';
import { startEmbeddedPostgres } from '../../src/bootstrap/postgres/embedded.ts';
import { modulesOnDisk } from './modules-on-disk.ts';

/** Messages whose receivers need to know who somebody is or where he lives: reviewed, and no others. */
const PERSONAL_MESSAGES = [
  'identity.user-registered.v1',
  'identity.user-updated.v1',
  'orders.order-cancelled.v1',
  'orders.order-confirmed.v1',
  'orders.order-placed.v1',
  'shipping.create-shipment.v1',
];

interface TestServer {
  /** The maintenance database, as a superuser. */
  readonly url: string;
  stop(): Promise<void>;
}

/** Runs once before the integration tests: one server, one migrated database that each test file copies. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await startServer();
  const template = `tessera_template_${randomUUID().replaceAll('-', '')}`;
  await onServer(server.url, (session) => session.run(`create database ${template}`));
  await migrate(databaseUrl(server.url, template));
  // Nobody may stay in it, autovacuum included: a database that somebody uses cannot be copied.
  await onServer(server.url, (session) => session.run(`alter database ${template} with allow_connections false`));
  project.provide('postgres', { url: server.url, template });
  project.provide('personalPlaces', await personalPlaces());
  return async () => {
    const leaks = await leaksLeftBehind(server.url, template);
    await onServer(server.url, (session) => session.run(`drop database if exists ${template} with (force)`));
    await server.stop();
    if (leaks.length > 0) throw new Error(`personal data or secrets of the tests stand in: ${leaks.join(', ')}`);
  };
}

/** Where personal data may stand: the columns that modules declare, and those messages. */
async function personalPlaces(): Promise<readonly string[]> {
  const declared = (await modulesOnDisk()).flatMap(({ name, personalData }) =>
    personalData.flatMap(({ table, columns }) => columns.map((column) => `${name}.${table}.${column}`)),
  );
  return [...declared, ...PERSONAL_MESSAGES.map((type) => `message ${type}`)];
}

/** Each test file has its database searched before it is dropped; this looks into those that nobody dropped. */
async function leaksLeftBehind(url: string, template: string): Promise<readonly string[]> {
  const places = await personalPlaces();
  const names = await onServer(
    url,
    (session) => session.sql<{ name: string }>`
      select datname as name from pg_database where datname like 'tessera\\_%' and datname <> ${template} and datallowconn`,
  );
  const leaks = [];
  for (const { name } of names) {
    const found = await onServer(databaseUrl(url, name), (session) => leaksIn(session.run.bind(session), places));
    leaks.push(...found.map((place) => `${name}: ${place}`));
  }
  return leaks;
}

async function migrate(url: string): Promise<void> {
  for (const module of await schemasOnDisk()) {
    await migrateUp({ url, modules: [module], contract: true }).catch((error: unknown) => {
      process.stderr.write(`the tests of ${module} go without its schema: ${String(error)}\n`);
    });
  }
}

async function startServer(): Promise<TestServer> {
  const given = process.env.TEST_DATABASE_URL;
  if (given) return { url: given, stop: async () => undefined };
  return process.env.TEST_DATABASE === 'container' ? startContainer() : startEmbedded();
}

async function startEmbedded(): Promise<TestServer> {
  const directory = await mkdtemp(join(tmpdir(), 'tessera-test-'));
  await chmod(directory, 0o755);
  const { url, stop } = await startEmbeddedPostgres({ directory, durable: false });
  return {
    url: databaseUrl(url, 'postgres'),
    stop: async () => {
      await stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

async function startContainer(): Promise<TestServer> {
  const { PostgreSqlContainer } = await import('@testcontainers/postgresql');
  const container = await new PostgreSqlContainer('postgres:18')
    .withCommand(['postgres', '-c', 'fsync=off', '-c', 'max_connections=200'])
    .start();
  return {
    url: databaseUrl(container.getConnectionUri(), 'postgres'),
    stop: async () => void (await container.stop()),
  };
}
