import { z } from 'zod';
import { AppError } from '#shared-kernel/errors.ts';
import type { Principal, Scope, TokenVerifier } from '#shared-kernel/tokens.ts';

const PREFIX = 'test.';

const Scopes = z.array(z.custom<Scope>((scope) => typeof scope === 'string'));
const TestPrincipal = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('user'),
    id: z.string(),
    roles: z.array(z.enum(['customer', 'staff', 'admin'])),
    scopes: Scopes,
  }),
  z.strictObject({ kind: z.literal('client'), id: z.string(), scopes: Scopes }),
  z.strictObject({ kind: z.literal('storefront'), id: z.string(), scopes: z.tuple([]) }),
]);

/** A token that says in the clear whose it is, for tests that need no identity module. */
export function testToken(principal: Principal): string {
  return PREFIX + Buffer.from(JSON.stringify(principal)).toString('base64url');
}

/** Takes the tokens of {@link testToken}, and those that `issued` takes. */
export function testTokens(issued: () => TokenVerifier | undefined): TokenVerifier {
  return {
    async verify(token) {
      if (token.startsWith(PREFIX)) {
        return TestPrincipal.parse(JSON.parse(Buffer.from(token.slice(PREFIX.length), 'base64url').toString()));
      }
      const issuer = issued();
      if (issuer) return issuer.verify(token);
      throw new AppError('unauthenticated', { code: 'identity.invalid_token', detail: 'The access token is not valid.' });
    },
  };
}
