import type { AccessToken } from '#shared-kernel/access-tokens/access-token.ts';

/** What this process knows of access tokens that ended before they expired. */
export interface RevocationList {
  /** Rejects where the list is too old to be trusted and cannot be read. */
  covers(token: AccessToken): Promise<boolean>;
}
