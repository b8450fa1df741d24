import { AppError } from '../errors.ts';

/** It is none of ours, or was damaged. */
export class InvalidToken extends AppError {
  override readonly name = 'InvalidToken';

  constructor(cause?: unknown) {
    super('unauthenticated', {
      code: 'identity.invalid_token',
      detail: 'The access token is not one of ours, or it was damaged. Sign in again.',
      cause,
    });
  }
}

/** Its time is over. */
export class ExpiredToken extends AppError {
  override readonly name = 'ExpiredToken';

  constructor(cause?: unknown) {
    super('unauthenticated', {
      code: 'identity.expired_token',
      detail: 'The access token has expired. Get a new one with the refresh token, or sign in again.',
      cause,
    });
  }
}

/** Signed out, or lost the rights that it carries. */
export class RevokedToken extends AppError {
  override readonly name = 'RevokedToken';

  constructor() {
    super('unauthenticated', {
      code: 'identity.revoked_token',
      detail: 'The access token was revoked. Get a new one with the refresh token, or sign in again.',
    });
  }
}

/** No API key that is good now. */
export class InvalidApiKey extends AppError {
  override readonly name = 'InvalidApiKey';

  constructor() {
    super('unauthenticated', {
      code: 'identity.invalid_api_key',
      detail: 'The API key is not one of ours, has been replaced, or was revoked.',
    });
  }
}
