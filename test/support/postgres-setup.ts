import { randomUUID } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { databaseUrl, onServer } from '#shared-kernel/testing/cloned-database.ts';
import { migrateUp } from '../../src/bootstrap/migrations/migrate-up.ts';
import { schemasOnDisk } from '../../src/bootstrap/migrations/migration-file.ts';
import { startEmbeddedPostgres } from '../../src/bootstrap/postgres/embedded.ts';

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
  return async () => {
    await onServer(server.url, (session) => session.run(`drop database if exists ${template} with (force)`));
    await server.stop();
  };
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
