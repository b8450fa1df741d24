import type { Principal } from '#shared-kernel/tokens.ts';

/** Who is calling, and from where. */
export interface Caller {
  readonly principal: Principal | undefined;
  readonly clientAddress: string;
}
