import { expect, it } from 'vitest';
import type { AppliedMigration } from './history.ts';
import { type MigrationFile, type Phase, parseMigration } from './migration-file.ts';
import { planSchema } from './schema-plan.ts';

const file = (version: number, phase: Phase = 'expand', body = 'select 1') =>
  parseMigration('orders', `000${version}_change_it.sql`, `-- phase: ${phase}\n${body}`);
const applied = ({ version, name, phase, sha256 }: MigrationFile): AppliedMigration => ({
  version,
  name,
  phase,
  sha256,
  appliedAt: new Date(0),
});
const versions = (files: readonly MigrationFile[]) => files.map(({ version }) => version);

it('runs what was not applied yet, in order', () => {
  const files = [file(1), file(2), file(3)];
  expect(versions(planSchema('orders', files, [applied(file(1))], false).pending)).toEqual([2, 3]);
});

it('holds contract files back until they are asked for', () => {
  const files = [file(1), file(2, 'contract')];
  expect(versions(planSchema('orders', files, [], false).heldBack)).toEqual([2]);
  expect(versions(planSchema('orders', files, [], true).pending)).toEqual([1, 2]);
});

it('lets later files overtake a contract file that waits', () => {
  const files = [file(1), file(2, 'contract'), file(3)];
  const plan = planSchema('orders', files, [applied(file(1)), applied(file(3))], true);
  expect(versions(plan.pending)).toEqual([2]);
});

it('refuses a file that was edited after it was applied', () => {
  expect(() => planSchema('orders', [file(1, 'expand', 'select 2')], [applied(file(1))], false)).toThrow(
    expect.objectContaining({ code: 'edited_file', message: expect.stringContaining('migrations/orders/0001_change_it.sql') }),
  );
});

it('refuses a file that turns up below what was applied already', () => {
  const files = [file(1), file(2), file(3)];
  expect(() => planSchema('orders', files, [applied(file(1)), applied(file(3))], false)).toThrow(
    expect.objectContaining({ code: 'gap_in_history' }),
  );
});

it('refuses a database that knows more than the code', () => {
  expect(() => planSchema('orders', [file(1)], [applied(file(1)), applied(file(2))], false)).toThrow(
    expect.objectContaining({ code: 'database_newer' }),
  );
});
