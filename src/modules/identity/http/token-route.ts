import type { z } from 'zod';
import { defineRoute, type Route, type RouteRequest } from '#shared-kernel/http.ts';
import type { Scope } from '#shared-kernel/tokens.ts';
import { narrowedScopes } from '../domain/client.ts';
import type { AuthenticateClient, AuthenticatedClient, ClientCredentials } from '../use-cases/authenticate-client.ts';
import type { IssueClientToken, IssueTokens } from '../use-cases/issue-tokens.ts';
import type { RefreshSession } from '../use-cases/refresh-session.ts';
import { clientCredentialsIn } from './client-credentials.ts';
import { OAuthRefusal } from './oauth-refusal.ts';
import { OAuthTokens, TokenForm } from './schemas.ts';

export interface TokenRouteDeps {
  readonly authenticateClient: AuthenticateClient;
  readonly issueClientToken: IssueClientToken;
  readonly refreshSession: RefreshSession;
  readonly issueTokens: IssueTokens;
}

type Transaction = RouteRequest['transaction'];
type Form = z.output<typeof TokenForm>;
type Tokens = z.output<typeof OAuthTokens>;

export function tokenRoute(deps: TokenRouteDeps): Route {
  return defineRoute({
    method: 'post',
    path: '/oauth/token',
    operationId: 'issueTokens',
    summary: 'Get an access token, as a program or with a refresh token',
    description:
      'RFC 6749. `client_credentials` signs in as a client, by HTTP Basic or by `client_id` and `client_secret`. `refresh_token` ' +
      'is good once, and the answer holds the next one: a client that got no answer may ask again within ten seconds and gets ' +
      'the same one, but a token that comes back later ends the whole session, because somebody may have stolen it. `scope` ' +
      'asks for less than all. Refusals are those of section 5.2: `{error, error_description}`.',
    access: 'public',
    bucket: 'sign-in',
    idempotencyKey: 'unused',
    form: true,
    refusalsAs: 'oauth',
    body: TokenForm,
    replies: { 200: OAuthTokens },
    refusals: {
      400: [
        'identity.invalid_request',
        'identity.invalid_grant',
        'identity.invalid_scope',
        'identity.unauthorized_client',
        'identity.unsupported_grant_type',
      ],
      401: ['identity.invalid_client'],
    },
    async handle({ body, headers, transaction }) {
      const credentials = clientCredentialsIn(headers.authorization, body);
      const tokens = await granted(deps, { form: body, credentials, transaction });
      return { status: 200 as const, headers: { 'cache-control': 'no-store' }, body: tokens };
    },
  });
}

interface TokenRequest {
  readonly form: Form;
  readonly credentials: ClientCredentials | undefined;
  readonly transaction: Transaction;
}

function granted(deps: TokenRouteDeps, request: TokenRequest): Promise<Tokens> {
  const grant = request.form.grant_type;
  if (grant === undefined) throw new OAuthRefusal('invalid_request', 'Send grant_type.');
  if (grant === 'client_credentials') return grantToClient(deps, request);
  if (grant === 'refresh_token') return grantToSession(deps, request);
  throw new OAuthRefusal('unsupported_grant_type', 'A grant_type is client_credentials or refresh_token.');
}

async function grantToClient(deps: TokenRouteDeps, { form, credentials, transaction }: TokenRequest): Promise<Tokens> {
  const client = await authenticated(deps, credentials, transaction);
  const scopes = narrowedScopes(client.scopes, form.scope);
  if (!scopes) throw scopeTooWide();
  const { token, expiresInSeconds } = await deps.issueClientToken(client, scopes);
  return tokensOf(token, expiresInSeconds, scopes);
}

async function grantToSession(deps: TokenRouteDeps, { form, credentials, transaction }: TokenRequest): Promise<Tokens> {
  const { refresh_token: refreshToken, scope } = form;
  if (credentials) {
    await authenticated(deps, credentials, transaction);
    throw new OAuthRefusal('unauthorized_client', 'Clients have no refresh tokens: repeat client_credentials.');
  }
  if (refreshToken === undefined) throw new OAuthRefusal('invalid_request', 'Send refresh_token.');
  // Throws after the transaction, never in it: the end of a session whose token was reused has to be committed.
  const { body: outcome } = await transaction(async (tx) => ({
    status: 200,
    body: await deps.refreshSession(tx, { refreshToken, scope }),
  }));
  if (outcome.kind === 'refreshed') {
    const issued = await deps.issueTokens(outcome.session, outcome.scopes);
    const { accessToken, expiresInSeconds, scopes } = issued;
    return { ...tokensOf(accessToken, expiresInSeconds, scopes), refresh_token: issued.refreshToken };
  }
  if (outcome.because === 'scope') throw scopeTooWide();
  throw new OAuthRefusal('invalid_grant', 'The refresh token is unknown, expired, or was used before. Sign in again.');
}

export async function authenticated(
  { authenticateClient }: Pick<TokenRouteDeps, 'authenticateClient'>,
  credentials: ClientCredentials | undefined,
  transaction: Transaction,
): Promise<AuthenticatedClient> {
  if (!credentials) throw new OAuthRefusal('invalid_client', 'Say which client you are, and its secret.');
  const { body: client } = await transaction(async (tx) => ({ status: 200, body: await authenticateClient(tx, credentials) }));
  if (!client) throw new OAuthRefusal('invalid_client', 'The client is unknown, or this is not its secret.');
  return client;
}

function scopeTooWide(): OAuthRefusal {
  return new OAuthRefusal('invalid_scope', 'The scope is more than there is to grant, or names something unknown.');
}

function tokensOf(accessToken: string, expiresInSeconds: number, scopes: readonly Scope[]): Tokens {
  return { access_token: accessToken, token_type: 'Bearer', expires_in: expiresInSeconds, scope: scopes.join(' ') };
}
