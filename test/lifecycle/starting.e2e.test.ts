import { createServer } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { clonedDatabase, withEmptyDatabase } from '#shared-kernel/testing/cloned-database.ts';
import { refusalOfServer } from '../../src/bootstrap/assert-server.ts';
import { readConfig } from '../../src/bootstrap/config.ts';
import { openDatabase } from '../../src/bootstrap/development/open-database.ts';
import { modules } from '../../src/bootstrap/modules.ts';
import { type StartFailure, startFailureOf } from '../../src/bootstrap/start-failure.ts';
import { KEY_ENCRYPTION_KEYS } from '../support/key-encryption-keys.ts';
import { newDataDirectory, runShop } from './shop-process.ts';

const database = clonedDatabase();
const withUrl = (change: Partial<Record<'password' | 'port' | 'hostname' | 'pathname' | 'username', string>>) =>
  Object.assign(new URL(database.url), { search: '', ...change }).href;

describe('a shop that cannot start says why in one line', { timeout: 90_000 }, () => {
  it.each([
    ['a variable is wrong', { PORT: 'http' }, [], /PORT: must be a number .*; see npm start -- --help/],
    ['it is called wrongly', {}, ['--port', '80'], /Unknown option '--port'.*; see npm start -- --help/],
  ])('where %s', async (_, environment, args, why) => {
    const shop = runShop(environment, args);
    expect(await shop.ended).toEqual({ code: 2, signal: null });
    expect(shop.stderr()).toMatch(new RegExp(`^tessera cannot start: [^\\n]*${why.source}[^\\n]*\\n$`));
  });

  it('where the port is taken', async () => {
    const PORT = await takenPort();
    const shop = runShop({ DATABASE_URL: database.url, TESSERA_DATA_DIR: newDataDirectory(), LOG_LEVEL: 'error', PORT });
    expect(await shop.ended).toEqual({ code: 2, signal: null });
    expect(shop.stderr()).toMatch(
      /^tessera cannot start: cannot listen on 127.0.0.1, port \d+ .*EADDRINUSE.*; set HOST or PORT\n$/,
    );
  });

  it('where its secrets were kept under the key of another data directory', async () => {
    const begun = { DATABASE_URL: database.url, LOG_LEVEL: 'error', PORT: await takenPort() };
    await runShop({ ...begun, TESSERA_DATA_DIR: newDataDirectory() }).ended;
    const shop = runShop({ ...begun, TESSERA_DATA_DIR: newDataDirectory() });
    expect(await shop.ended).toEqual({ code: 2, signal: null });
    expect(shop.stderr()).toMatch(
      /^tessera cannot start: the signing key .* is not in \/.*\/key-encryption-key\. Start with the TESSERA_DATA_DIR of then[^\n]*\n$/,
    );
  });

  it.each([
    ['the server does not answer', { port: '1' }, /ECONNREFUSED/],
    ['the host does not exist', { hostname: 'nowhere.invalid' }, /ENOTFOUND|EAI_AGAIN/],
    ['the password is wrong', { password: 'wrong' }, /password authentication failed/],
    ['the database does not exist', { pathname: '/nowhere' }, /database "nowhere" does not exist/],
  ])('where %s', async (_, change, why) => {
    expect(await refusal({ DATABASE_URL: withUrl(change) })).toEqual({ exitCode: 2, lines: [expect.stringMatching(why)] });
  });

  it('where production finds a database that nobody has migrated', async () => {
    await withEmptyDatabase(async ({ url }) => {
      expect(await refusal({ NODE_ENV: 'production', DATABASE_URL: url, ...KEY_ENCRYPTION_KEYS })).toEqual({
        exitCode: 2,
        lines: [expect.stringContaining('npm run admin -- migrate up')],
      });
    });
  });

  it('where its user may not become the roles of the modules', async () => {
    await database.admin.run("create role lifecycle_visitor login password 'visitor'");
    try {
      const DATABASE_URL = withUrl({ username: 'lifecycle_visitor', password: 'visitor' });
      expect(await refusal({ NODE_ENV: 'production', DATABASE_URL, ...KEY_ENCRYPTION_KEYS })).toEqual({
        exitCode: 2,
        lines: [expect.stringMatching(/user lifecycle_visitor .* may not become bus, catalog, .*grant .* to lifecycle_visitor;/)],
      });
    } finally {
      await database.admin.run('drop role lifecycle_visitor');
    }
  });

  it('where the server is older than what the migrations are written for', () => {
    expect(refusalOfServer('14.12 (Debian 14.12-1)')).toContain(
      'PostgreSQL 14.12 (Debian 14.12-1); PostgreSQL 15 to 18 is needed',
    );
    for (const version of ['15.0', '18.4', '19beta1']) expect(refusalOfServer(version)).toBeUndefined();
  });
});

it('tells a bug from wrong surroundings, and where it is', () => {
  const { exitCode, lines } = startFailureOf(new TypeError('x is not a function'));
  expect(exitCode).toBe(1);
  expect(lines.join()).toContain('starting.e2e.test.ts');
});

async function refusal(environment: Readonly<Record<string, string>>): Promise<StartFailure> {
  try {
    await openDatabase(readConfig(modules, environment), modules);
  } catch (error) {
    return startFailureOf(error);
  }
  throw new Error('the database was opened');
}

async function takenPort(): Promise<string> {
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  onTestFinished(() => void server.close());
  const address = server.address();
  return String(typeof address === 'object' && address ? address.port : 0);
}
