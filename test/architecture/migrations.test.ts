import { expect, it } from 'vitest';
import { lintMigrations } from '../../src/bootstrap/migrations/lint-migrations.ts';
import { schemasOnDisk } from '../../src/bootstrap/migrations/migration-file.ts';

it('no migration locks, drops or reaches beyond its schema without saying so', async () => {
  expect(await lintMigrations({ modules: await schemasOnDisk() })).toEqual([]);
});
