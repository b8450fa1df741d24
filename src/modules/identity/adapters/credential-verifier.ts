import { isApiKey } from '#shared-kernel/access-tokens/api-key.ts';
import { RevokedToken } from '#shared-kernel/access-tokens/refusals.ts';
import type { TokenVerifier } from '#shared-kernel/tokens.ts';
import type { AccessTokens } from '../ports/access-tokens.ts';
import type { RevocationList } from '../ports/revocation-list.ts';
import type { ApiKeys } from './cached-api-keys.ts';

export interface CredentialVerifierOptions {
  readonly accessTokens: AccessTokens;
  readonly revocations: RevocationList;
  readonly apiKeys: ApiKeys;
}

/** Checks whatever a caller may send as a credential. */
export function credentialVerifier({ accessTokens, revocations, apiKeys }: CredentialVerifierOptions): TokenVerifier {
  return {
    async verify(credential) {
      if (isApiKey(credential)) return apiKeys.principalOf(credential);
      const token = await accessTokens.read(credential);
      if (await revocations.covers(token)) throw new RevokedToken();
      return token.principal;
    },
  };
}
