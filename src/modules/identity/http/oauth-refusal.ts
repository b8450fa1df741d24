import { AppError } from '#shared-kernel/errors.ts';

export type OAuthError = 'invalid_request' | 'invalid_grant' | 'unsupported_grant_type';

/** A refusal as RFC 6749, section 5.2 wants it, inside the problem document that every refusal of the API is. */
export class OAuthRefusal extends AppError {
  override readonly name = 'OAuthRefusal';

  constructor(error: OAuthError, detail: string) {
    super('invalid', { code: `identity.${error}`, detail, extensions: { error, error_description: detail } });
  }
}
