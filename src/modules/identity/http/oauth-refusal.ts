import { AppError } from '#shared-kernel/errors.ts';

/** RFC 6749, section 5.2, and RFC 7009, section 2.2.1. */
export type OAuthError =
  | 'invalid_request'
  | 'invalid_client'
  | 'invalid_grant'
  | 'unauthorized_client'
  | 'unsupported_grant_type'
  | 'invalid_scope'
  | 'unsupported_token_type';

/** A refusal in the words of OAuth; `refusalsAs: 'oauth'` of the route writes it in OAuth's own form. */
export class OAuthRefusal extends AppError {
  override readonly name = 'OAuthRefusal';

  constructor(error: OAuthError, detail: string) {
    const kind = error === 'invalid_client' ? 'unauthenticated' : 'invalid';
    super(kind, { code: `identity.${error}`, detail, extensions: { error } });
  }
}
