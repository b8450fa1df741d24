import { integer, pgSchema, text } from 'drizzle-orm/pg-core';
import { expect, it } from 'vitest';
import { withEmptyDatabase } from '#shared-kernel/testing/cloned-database.ts';
import { assertMigrated } from './assert-migrated.ts';
import { migrateUp } from './migrate-up.ts';
import { migrationStatus } from './migration-status.ts';
import { migrationFolder } from './testing/migration-folder.ts';
import { verifyMigrations } from './verify-migrations.ts';

const FIRST = { 'warehouse/0001_create_bins.sql': 'create table warehouse.bins (id integer primary key, label text not null);' };
const code = (code: string) => expect.objectContaining({ code });

it('lets a server start on a database that is as its code expects it', () =>
  withEmptyDatabase(async ({ url }) => {
    const folder = await migrationFolder(FIRST);
    await migrateUp({ url, ...folder });
    await expect(assertMigrated({ url, ...folder })).resolves.toBeUndefined();
  }));

it('refuses a server on an empty database and on one that is behind, and says what to run', () =>
  withEmptyDatabase(async ({ url }) => {
    const folder = await migrationFolder(FIRST);
    await expect(assertMigrated({ url, ...folder })).rejects.toThrow('migrate up');
    await migrateUp({ url, ...folder });
    await folder.write('warehouse/0002_add_more.sql', 'select 1;');
    await expect(assertMigrated({ url, ...folder })).rejects.toThrow(code('pending'));
  }));

it('refuses a server after an edit, and on a database that is ahead of it', () =>
  withEmptyDatabase(async ({ url }) => {
    const folder = await migrationFolder(FIRST);
    await folder.write('warehouse/0002_add_more.sql', 'select 1;');
    await migrateUp({ url, ...folder });
    await expect(assertMigrated({ url, ...(await migrationFolder(FIRST)) })).rejects.toThrow(code('database_newer'));
    await folder.write('warehouse/0002_add_more.sql', 'select 2;');
    await expect(assertMigrated({ url, ...folder })).rejects.toThrow(code('edited_file'));
    await expect(migrateUp({ url, ...folder })).rejects.toThrow(code('edited_file'));
  }));

it('lets a server start while a contract file waits', () =>
  withEmptyDatabase(async ({ url }) => {
    const folder = await migrationFolder(FIRST);
    await folder.write('warehouse/0002_drop_label.sql', 'alter table warehouse.bins drop column label;', 'contract');
    await migrateUp({ url, ...folder });
    await expect(assertMigrated({ url, ...folder })).resolves.toBeUndefined();
    const { schemas } = await migrationStatus({ url, ...folder });
    expect(schemas[0]?.heldBack.map(({ name }) => name)).toEqual(['0002_drop_label']);
  }));

it('shows the state of every schema, a broken one included', () =>
  withEmptyDatabase(async ({ url }) => {
    const folder = await migrationFolder({ ...FIRST, 'billing/0001_create_bills.sql': 'select 1;' });
    await migrateUp({ url, ...folder });
    await folder.write('billing/0001_create_bills.sql', 'select 2;');
    const { schemas, queues } = await migrationStatus({ url, ...folder });
    expect(schemas).toMatchObject([
      { schema: 'billing', problem: { code: 'edited_file' } },
      { schema: 'warehouse', pending: [], applied: [{ name: '0001_create_bins' }] },
    ]);
    expect(queues.installed).toBe(queues.wanted);
  }));

it('finds where the declared tables and those of the database differ', () =>
  withEmptyDatabase(async ({ url }) => {
    await migrateUp({ url, ...(await migrationFolder(FIRST)) });
    const warehouse = pgSchema('warehouse');
    const bins = warehouse.table('bins', { id: integer().primaryKey(), label: text().notNull() });
    await expect(verifyMigrations({ url, modules: [{ name: 'warehouse', tables: [bins] }] })).resolves.toEqual([]);
    const wrong = warehouse.table('bins', { id: integer().primaryKey(), label: integer() });
    await expect(verifyMigrations({ url, modules: [{ name: 'warehouse', tables: [wrong] }] })).resolves.toEqual([
      { schema: 'warehouse', table: 'bins', column: 'label', problem: 'is declared integer, the database has text' },
      { schema: 'warehouse', table: 'bins', column: 'label', problem: 'may be null as declared, not in the database' },
    ]);
  }));
