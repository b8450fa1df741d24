import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ConfigError, readConfig, variablesOf } from './config.ts';
import { modules } from './modules.ts';

const DATABASE_URL = 'postgres://shop:secret@db.example/tessera';

const KEYS = {
  TESSERA_KEY_ENCRYPTION_KEYS: `test:${Buffer.alloc(32, 1).toString('base64')}`,
  WEBHOOK_KEY_ENCRYPTION_KEYS: `test:${Buffer.alloc(32, 2).toString('base64')}`,
  PAYMENTS_KEY_ENCRYPTION_KEYS: `test:${Buffer.alloc(32, 3).toString('base64')}`,
};

function problemsOf(environment: Readonly<Record<string, string>>): readonly string[] {
  try {
    readConfig(modules, environment);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}

function fileWith(content: string): string {
  const path = join(mkdtempSync(join(tmpdir(), 'tessera-config-')), 'secret');
  writeFileSync(path, content);
  return path;
}

describe('the environment', () => {
  it('needs nothing for development', () => {
    expect(readConfig(modules, {}).process).toMatchObject({ NODE_ENV: 'development', PORT: 3000, TESSERA_DRAIN_SECONDS: 20 });
  });

  it('counts a variable that is empty as absent', () => {
    expect(readConfig(modules, { PORT: '', DATABASE_URL: '', SMTP_URL: '' }).process.PORT).toBe(3000);
  });

  it('gives each module what it asked for', () => {
    expect(readConfig(modules, { ORDERS_HOLD_SECONDS: '60' }).modules.get('orders')).toMatchObject({ ORDERS_HOLD_SECONDS: 60 });
  });

  it('must name a database in production, and what secrets are kept under', () => {
    const [database, ...keys] = problemsOf({ NODE_ENV: 'production' });
    expect(database).toMatch(/^DATABASE_URL: production needs one, such as/);
    expect(keys.map((problem) => problem.split(' (')[0]).toSorted()).toEqual([
      'PAYMENTS_KEY_ENCRYPTION_KEYS: production needs it',
      'TESSERA_KEY_ENCRYPTION_KEYS: production needs it',
      'WEBHOOK_KEY_ENCRYPTION_KEYS: production needs it',
    ]);
    expect(problemsOf({ NODE_ENV: 'production', DATABASE_URL, ...KEYS })).toEqual([]);
  });

  it('must not send webhooks to the machine itself in production', () => {
    const environment = { NODE_ENV: 'production', DATABASE_URL, ...KEYS, WEBHOOK_ALLOW_LOOPBACK: 'yes' };
    expect(problemsOf(environment)).toEqual([expect.stringMatching(/^WEBHOOK_ALLOW_LOOPBACK: not in production \(/)]);
  });

  it.each([
    ['PORT', 'http', 'must be a number'],
    ['PORT', '80.5', 'must be a whole number'],
    ['PORT', '65536', 'must be 65535 or less'],
    ['TESSERA_POLL_MS', '1', 'must be 50 or more'],
    ['LOG_LEVEL', 'loud', 'must be one of trace, debug, info, warn, error, fatal, silent'],
    ['DATABASE_URL', 'mysql://localhost', 'must look like postgres://user:password@host:5432/database'],
    ['ACCESS_TOKEN_SECONDS', '1', 'must be 60 or more'],
  ])('says what is wrong with %s=%s, and what it is for', (name, value, complaint) => {
    const purpose = variablesOf(modules).find((variable) => variable.name === name)?.description;
    expect(problemsOf({ [name]: value })).toEqual([`${name}: ${complaint} (${purpose})`]);
  });

  it('is told about everything that is wrong at once', () => {
    const names = problemsOf({ PORT: 'x', LOG_LEVEL: 'x', SESSION_MAX_DAYS: 'x' }).map((problem) => problem.split(':')[0]);
    expect(names).toEqual(['PORT', 'LOG_LEVEL', 'SESSION_MAX_DAYS']);
  });

  it('is held against rules between variables too', () => {
    expect(problemsOf({ TESSERA_ADMIN_EMAIL: 'ada@example.com' })).toEqual([
      expect.stringContaining('set TESSERA_ADMIN_EMAIL and TESSERA_ADMIN_PASSWORD together, or neither'),
    ]);
  });

  it('never has a value quoted, which may be a secret', () => {
    const secret = 'swordfish';
    const environment = { DATABASE_URL: `mysql://u:${secret}@h`, TESSERA_ADMIN_EMAIL: secret, TESSERA_ADMIN_PASSWORD: secret };
    expect(problemsOf(environment)).toHaveLength(2);
    expect(problemsOf(environment).join()).not.toContain(secret);
  });
});

describe('a variable in a file', () => {
  it('is read without the line break at its end', () => {
    const config = readConfig(modules, { DATABASE_URL_FILE: fileWith(`${DATABASE_URL}\n`) });
    expect(config.process.DATABASE_URL).toBe(DATABASE_URL);
  });

  it('is refused where the file cannot be read', () => {
    expect(problemsOf({ DATABASE_URL_FILE: '/nowhere/secret' })).toEqual([
      expect.stringMatching(/^DATABASE_URL_FILE: cannot read \/nowhere\/secret: ENOENT/),
    ]);
  });

  it('is refused where the variable is given as well', () => {
    expect(problemsOf({ DATABASE_URL, DATABASE_URL_FILE: fileWith(DATABASE_URL) })).toEqual([
      'DATABASE_URL: DATABASE_URL_FILE is set as well; keep one of them',
    ]);
  });
});

it('every variable says what it is for, and none is read by two', () => {
  const variables = variablesOf(modules);
  expect(variables.filter(({ description }) => description === '')).toEqual([]);
  expect(new Set(variables.map(({ name }) => name)).size).toBe(variables.length);
});
