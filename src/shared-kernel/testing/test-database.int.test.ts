import { expect, it } from 'vitest';
import { testDatabase } from './test-database.ts';

const { database, admin } = testDatabase('inventory');

it('gives a migrated database under the role of the module', async () => {
  const rows = await database.read((db) => db.sql`select current_user as role, count(*) as marks from inbox`);
  expect(rows).toEqual([{ role: 'inventory', marks: 0 }]);
});

it('gives the owner of the database a session of its own', async () => {
  await expect(admin.sql`select current_user <> 'inventory' as owner`).resolves.toEqual([{ owner: true }]);
});
