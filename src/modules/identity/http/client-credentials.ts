import type { ClientCredentials } from '../use-cases/authenticate-client.ts';
import { OAuthRefusal } from './oauth-refusal.ts';

export interface CredentialFields {
  readonly client_id?: string | undefined;
  readonly client_secret?: string | undefined;
}

/**
 * As which client somebody signs in: by HTTP Basic, or by fields of the form, and never by both (RFC 6749, section
 * 2.3). Undefined where nobody says.
 */
export function clientCredentialsIn(authorization: string | undefined, form: CredentialFields): ClientCredentials | undefined {
  const { client_id: id, client_secret: secret } = form;
  if (authorization === undefined) return secret === undefined ? undefined : { id: id ?? '', secret };
  const basic = basicIn(authorization);
  if (secret !== undefined || (id !== undefined && id !== basic.id)) {
    throw new OAuthRefusal(
      'invalid_request',
      'Send the client and its secret once: in the Authorization header, or in the form.',
    );
  }
  return basic;
}

/** Both parts are encoded as in a form before they are joined (RFC 6749, section 2.3.1). */
function basicIn(authorization: string): ClientCredentials {
  const encoded = /^Basic +([A-Za-z0-9+/]+={0,2})$/i.exec(authorization)?.[1];
  const text = Buffer.from(encoded ?? '', 'base64').toString();
  const colon = text.indexOf(':');
  const [id, secret] = colon < 0 ? [] : [decoded(text.slice(0, colon)), decoded(text.slice(colon + 1))];
  if (id === undefined || secret === undefined) {
    throw new OAuthRefusal('invalid_client', 'The Authorization header does not read Basic and the client with its secret.');
  }
  return { id, secret };
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return undefined;
  }
}
