import type { PostgresServer } from './postgres-server.ts';

export type OneDatabase = Pick<PostgresServer, 'asOwner'>;

/** All databases of one shop, to look into as their owner. */
export interface ShopDatabases {
  /** Each once. */
  readonly all: readonly OneDatabase[];
  /** The one that a module lives in. */
  of(module: string): OneDatabase;
}

/** A shop whose modules are all in one. */
export function onlyDatabase(database: OneDatabase): ShopDatabases {
  return { all: [database], of: () => database };
}
