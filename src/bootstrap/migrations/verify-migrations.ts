import { getTableConfig } from 'drizzle-orm/pg-core';
import type { AppModule } from '#shared-kernel/module.ts';
import { compareTables, type Drift, type TableShape } from './compare-tables.ts';
import { liveTables } from './live-tables.ts';
import { withOwnerSession } from './migrator-session.ts';

/**
 * Holds the tables that modules declare with drizzle against those that Postgres has: tables, columns, types,
 * nullability, primary keys. Resolves to nothing where they agree.
 */
export function verifyMigrations(options: {
  readonly url: string;
  readonly modules: readonly Pick<AppModule, 'name' | 'tables'>[];
}): Promise<readonly Drift[]> {
  return withOwnerSession(options.url, async (session) => {
    const drifts: Drift[] = [];
    for (const { name, tables } of options.modules) {
      drifts.push(...compareTables(name, tables.map(declaredTable), await liveTables(session, name)));
    }
    return drifts;
  });
}

function declaredTable(table: AppModule['tables'][number]): TableShape & { readonly schema: string } {
  const { name, schema = 'public', columns, primaryKeys } = getTableConfig(table);
  const single = columns.filter(({ primary }) => primary).map((column) => column.name);
  const composite = primaryKeys.flatMap((key) => key.columns.map((column) => column.name));
  const primaryKey = composite.length > 0 ? composite : single;
  return {
    name,
    schema,
    primaryKey,
    columns: columns.map((column) => ({
      name: column.name,
      type: column.getSQLType(),
      notNull: column.notNull || primaryKey.includes(column.name),
    })),
  };
}
