import { defineRoute, type Route } from '#shared-kernel/http.ts';
import { SCOPES_OF_PROGRAMS, scopesOf } from '../domain/scopes.ts';
import { AuthorizationServer } from './schemas.ts';

export interface MetadataRouteDeps {
  readonly issuer: string;
}

const CLIENT_AUTHENTICATION = ['client_secret_basic', 'client_secret_post', 'none'];

/** Where a library finds the rest by itself. */
export function metadataRoute({ issuer }: MetadataRouteDeps): Route {
  const at = (path: string) => new URL(path, issuer).href;
  const metadata = {
    issuer,
    token_endpoint: at('/oauth/token'),
    revocation_endpoint: at('/oauth/revoke'),
    introspection_endpoint: at('/oauth/introspect'),
    jwks_uri: at('/.well-known/jwks.json'),
    grant_types_supported: ['client_credentials', 'refresh_token'],
    // There is no page to sign in on, so no response of it either.
    response_types_supported: [],
    token_endpoint_auth_methods_supported: CLIENT_AUTHENTICATION,
    revocation_endpoint_auth_methods_supported: CLIENT_AUTHENTICATION,
    scopes_supported: [...scopesOf(['admin']), ...SCOPES_OF_PROGRAMS],
    service_documentation: at('/docs'),
  };
  return defineRoute({
    method: 'get',
    path: '/.well-known/oauth-authorization-server',
    operationId: 'getAuthorizationServer',
    summary: 'What this authorization server can do, and where',
    description: 'RFC 8414.',
    access: 'public',
    replies: { 200: AuthorizationServer },
    handle: async () => ({ status: 200 as const, headers: { 'cache-control': 'public, max-age=3600' }, body: metadata }),
  });
}
