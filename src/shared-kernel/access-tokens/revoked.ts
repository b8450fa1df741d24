import type { AccessToken } from './access-token.ts';

/** What ended before its tokens did: a session, a user, a client, or a single token. */
export interface Revoked {
  readonly id: string;
  /** Tokens of this version and of later ones stay good. */
  readonly belowVersion: number;
  readonly recordedAt: Date;
}

/** Longer than a transaction may take: a revocation counts from the moment at which it was recorded, not from its commit. */
export const REVOCATION_OVERLAP_SECONDS = 60;

/** A revocation older than the longest life of a token ends nothing any more. */
export const FORGET_AFTER_SECONDS = 25 * 60 * 60;

/** Whether a token has ended, as far as these know. */
export function isRevoked(revoked: ReadonlyMap<string, Revoked>, { id, sessionId, principal, version }: AccessToken): boolean {
  return [id, sessionId, principal.id].some((each) => {
    const found = each === undefined ? undefined : revoked.get(each);
    return found !== undefined && version < found.belowVersion;
  });
}
