import type { AccessToken } from '#shared-kernel/access-tokens/access-token.ts';
import { AppError } from '#shared-kernel/errors.ts';
import type { AccessTokens } from '../ports/access-tokens.ts';

interface Deps {
  readonly accessTokens: Pick<AccessTokens, 'read'>;
}

export type FindAccessToken = ReturnType<typeof findAccessToken>;

/** Undefined for whatever is no access token of ours, and for one that has ended by itself. */
export const findAccessToken =
  ({ accessTokens }: Deps) =>
  async (token: string): Promise<AccessToken | undefined> => {
    try {
      return await accessTokens.read(token);
    } catch (error) {
      if (error instanceof AppError && error.kind === 'unauthenticated') return undefined;
      throw error;
    }
  };
