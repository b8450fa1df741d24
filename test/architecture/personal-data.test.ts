import { getTableConfig } from 'drizzle-orm/pg-core';
import { describe, expect, test } from 'vitest';
import type { AppModule } from '#shared-kernel/module.ts';
import { discoverModules } from '../../scripts/discovery/modules.ts';

const modules = await discoverModules();

/** Names of columns that hold who somebody is, or point at somebody, in any schema. */
const PERSONAL = /^(user_id|actor_id|.*email.*|.*_name|recipient|destination|.*address.*|phone|password.*)$/;

/** Identity is the one that asks: it erases its own at once. */
const ASKS = 'identity';
const identity = modules.find(({ name }) => name === ASKS);

test('there are modules that hold personal data, and modules that hold none', () => {
  expect(modules.filter(holdsPersonalData).length).toBeGreaterThan(3);
  expect(modules.filter((module) => !holdsPersonalData(module)).length).toBeGreaterThan(0);
});

describe.each(modules)('$name', (module) => {
  test('declares what becomes of every column that looks personal', () => {
    const declared = new Set(declaredColumns(module));
    const undeclared = columnsOf(module).filter((column) => PERSONAL.test(column.split('.')[1] ?? '') && !declared.has(column));
    expect(undeclared).toEqual([]);
  });

  test('declares columns that it has, each once, and says why it keeps what it keeps', () => {
    const declared = declaredColumns(module);
    expect(declared.filter((column) => !columnsOf(module).includes(column))).toEqual([]);
    expect(declared).toEqual([...new Set(declared)]);
    expect(module.personalData.filter(({ onErasure, because }) => (onErasure === 'kept') !== (because !== undefined))).toEqual(
      [],
    );
  });
});

describe.each(modules.filter(holdsPersonalData))('$name, which holds personal data,', (module) => {
  const { name } = module;
  const hears = (type: string) => identity?.hears.some((event) => event.type === type);

  test('erases it when asked, and the erasure waits for its answer', () => {
    if (name === ASKS) return expect(module.publishes.map(({ type }) => type)).toContain('identity.user-erased.v1');
    expect(module.receives.map(({ type }) => type)).toContain(`${name}.erase-user.v1`);
    expect(hears(`${name}.user-data-erased.v1`)).toBe(true);
  });

  test('exports it when asked, and the export waits for its answer', () => {
    expect(module.receives.map(({ type }) => type)).toContain(`${name}.export-user.v1`);
    expect(hears(`${name}.user-data-exported.v1`)).toBe(true);
  });
});

function holdsPersonalData({ personalData }: AppModule): boolean {
  return personalData.length > 0;
}

function declaredColumns({ personalData }: AppModule): readonly string[] {
  return personalData.flatMap(({ table, columns }) => columns.map((column) => `${table}.${column}`));
}

function columnsOf({ tables }: AppModule): readonly string[] {
  return tables.flatMap((table) => {
    const { name, columns } = getTableConfig(table);
    return columns.map((column) => `${name}.${column.name}`);
  });
}
