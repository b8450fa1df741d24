import type { Database } from '#shared-kernel/database/database.ts';
import type { Schedule } from '#shared-kernel/module.ts';
import type { ForgetImports } from '../use-cases/forget-imports.ts';

export const forgetImportsSchedule = (database: Database, forgetImports: ForgetImports): Schedule => ({
  name: 'catalog.forget-imports',
  cron: '17 4 * * *',
  run: (cause) => database.transaction(cause, forgetImports),
});
