import type { SignIn } from './shop-api.ts';

/** A shop to run the demo against. */
export interface RunningShop {
  readonly url: string;
  readonly signIn: SignIn;
  /** Where the shop keeps its files, where it is on this machine. */
  readonly dataDirectory: string;
  readonly databaseUrl: string | undefined;
  close(): Promise<void>;
}
