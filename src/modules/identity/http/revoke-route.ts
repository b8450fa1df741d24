import { z } from 'zod';
import { defineRoute, type Route } from '#shared-kernel/http.ts';
import type { AuthenticateClient } from '../use-cases/authenticate-client.ts';
import type { EndSession } from '../use-cases/end-session.ts';
import type { FindAccessToken } from '../use-cases/find-access-token.ts';
import type { RevokeAccessToken } from '../use-cases/revoke-access-token.ts';
import { clientCredentialsIn } from './client-credentials.ts';
import { OAuthRefusal } from './oauth-refusal.ts';
import { RevocationForm } from './schemas.ts';

export interface RevokeRouteDeps {
  readonly findAccessToken: FindAccessToken;
  readonly authenticateClient: AuthenticateClient;
  readonly endSession: EndSession;
  readonly revokeAccessToken: RevokeAccessToken;
}

export function revokeRoute(deps: RevokeRouteDeps): Route {
  return defineRoute({
    method: 'post',
    path: '/oauth/revoke',
    operationId: 'revokeToken',
    summary: 'Sign out, or end an access token',
    description:
      'RFC 7009. A refresh token and the access token of a user end their session, and within seconds every access token of ' +
      'it; that of a client ends alone, for the client itself. A token that is unknown or has ended is answered alike.',
    access: 'public',
    idempotencyKey: 'unused',
    form: true,
    refusalsAs: 'oauth',
    body: RevocationForm,
    replies: { 200: z.undefined() },
    refusals: {
      400: ['identity.invalid_request', 'identity.unsupported_token_type'],
      401: ['identity.invalid_client'],
    },
    async handle({ body, headers, transaction }) {
      const { token } = body;
      if (token === undefined) throw new OAuthRefusal('invalid_request', 'Send token.');
      if (/^[sp]k_/.test(token)) throw new OAuthRefusal('unsupported_token_type', 'An API key is revoked by an admin.');
      const credentials = clientCredentialsIn(headers.authorization, body);
      const accessToken = await deps.findAccessToken(token);
      const done = await transaction(async (tx) => {
        const client = credentials && (await deps.authenticateClient(tx, credentials));
        const isForeign = accessToken?.principal.kind === 'client' && accessToken.principal.id !== client?.id;
        if ((credentials && !client) || isForeign) return { status: 401, body: undefined };
        if (accessToken) await deps.revokeAccessToken(tx, accessToken);
        else await deps.endSession(tx, token);
        return { status: 200, body: undefined };
      });
      if (done.status === 401)
        throw new OAuthRefusal('invalid_client', 'Only the client itself may end its tokens: sign in as it.');
      return { status: 200 as const, body: undefined };
    },
  });
}
