import { expect, it } from 'vitest';
import { clonedDatabase } from '#shared-kernel/testing/cloned-database.ts';
import { assertMigrated } from '../../src/bootstrap/migrations/assert-migrated.ts';
import { schemasOnDisk } from '../../src/bootstrap/migrations/migration-file.ts';
import { schemasFor } from '../../src/bootstrap/migrations/schemas.ts';
import { verifyMigrations } from '../../src/bootstrap/migrations/verify-migrations.ts';
import { modulesOnDisk } from '../support/modules-on-disk.ts';

const cloned = clonedDatabase();

it('every migration of every module applies to an empty database', async () => {
  await expect(assertMigrated({ url: cloned.url, modules: await schemasOnDisk() })).resolves.toBeUndefined();
});

it('every table that a module or the gateway declares is as the migrations make it', async () => {
  expect(await verifyMigrations({ url: cloned.url, modules: schemasFor(await modulesOnDisk()) })).toEqual([]);
});
