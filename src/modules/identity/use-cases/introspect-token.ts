import type { AccessToken } from '#shared-kernel/access-tokens/access-token.ts';
import { isApiKey } from '#shared-kernel/access-tokens/api-key.ts';
import { AppError } from '#shared-kernel/errors.ts';
import type { Principal, TokenVerifier } from '#shared-kernel/tokens.ts';
import type { AccessTokens } from '../ports/access-tokens.ts';

/** Who a credential stands for, as far as it is good now. */
export type Introspected =
  | { readonly kind: 'access-token'; readonly token: AccessToken; readonly principal: Principal }
  | { readonly kind: 'api-key'; readonly principal: Principal };

interface Deps {
  readonly accessTokens: Pick<AccessTokens, 'read'> & TokenVerifier;
  /** Who holds the key at this moment, remembered by nobody. */
  readonly keys: { principalOf(key: string): Promise<Principal> };
}

export type IntrospectToken = ReturnType<typeof introspectToken>;

/** Undefined for whatever is no credential of ours, has ended, or was revoked: which of them, nobody is told. */
export const introspectToken =
  ({ accessTokens, keys }: Deps) =>
  async (credential: string): Promise<Introspected | undefined> => {
    try {
      if (isApiKey(credential)) return { kind: 'api-key', principal: await keys.principalOf(credential) };
      const [principal, token] = await Promise.all([accessTokens.verify(credential), accessTokens.read(credential)]);
      return { kind: 'access-token', token, principal };
    } catch (error) {
      if (error instanceof AppError && error.kind === 'unauthenticated') return undefined;
      throw error;
    }
  };
