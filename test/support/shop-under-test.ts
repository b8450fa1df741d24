import type { Session } from '#shared-kernel/database/session.ts';
import type { Scope } from '#shared-kernel/tokens.ts';
import type { ShopClient } from './shop-client.ts';

/** A shop in which a journey is made: in the test's own process, or spread over several. Usable within hooks and tests. */
export interface ShopUnderTest {
  readonly fetch: (path: string, init?: RequestInit) => Response | Promise<Response>;
  asGuest(accessKey?: string): ShopClient;
  asStaff(...scopes: Scope[]): ShopClient;
  /** How somebody of the staff shows who that is. */
  staffHeaders(...scopes: Scope[]): Readonly<Record<string, string>>;
  /** What its ledger of payments and the provider's do not agree on. */
  ledgerDifferences(): Promise<readonly LedgerDifference[]>;
  /** The database that a module lives in, as its owner: for what no caller of the API may see or do. */
  ownerOf(module: string): Pick<Session, 'sql' | 'run'>;
}

export interface LedgerDifference {
  readonly charge: string;
  readonly orderId: string;
}
