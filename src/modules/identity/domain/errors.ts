import { AppError } from '#shared-kernel/errors.ts';

export class EmailTaken extends AppError {
  override readonly name = 'EmailTaken';

  constructor() {
    super('conflict', {
      code: 'identity.email_taken',
      detail: 'There is an account with this email address. Sign in, or register with another address.',
    });
  }
}

export class WeakPassword extends AppError {
  override readonly name = 'WeakPassword';

  constructor(reason: string) {
    super('invalid', {
      code: 'identity.weak_password',
      detail: `The password is too easy to guess: ${reason}`,
      violations: [{ pointer: '/password', code: 'identity.weak_password', detail: reason }],
    });
  }
}

/** The same for an unknown address and for a wrong password, so that nobody learns who has an account. */
export class InvalidCredentials extends AppError {
  override readonly name = 'InvalidCredentials';

  constructor() {
    super('unauthenticated', {
      code: 'identity.invalid_credentials',
      detail: 'The email address or the password is wrong.',
    });
  }
}

/** Forbidden and not unauthenticated: the token is good, and signing in again would not help. */
export class WrongPassword extends AppError {
  override readonly name = 'WrongPassword';

  constructor() {
    super('forbidden', { code: 'identity.wrong_password', detail: 'The current password is wrong; nothing was changed.' });
  }
}

export class UserNotFound extends AppError {
  override readonly name = 'UserNotFound';

  constructor() {
    super('not_found', { code: 'identity.user_not_found', detail: 'There is no such user.' });
  }
}

export class ProfileChangedMeanwhile extends AppError {
  override readonly name = 'ProfileChangedMeanwhile';

  constructor() {
    super('precondition_failed', {
      code: 'identity.profile_changed',
      detail: 'The profile has changed since it was read. Read it again and repeat the change.',
    });
  }
}

export class AdminsOnly extends AppError {
  override readonly name = 'AdminsOnly';

  constructor() {
    super('forbidden', { code: 'identity.admins_only', detail: 'Only an admin may do this.' });
  }
}

/** A program has no account of its own. */
export class UsersOnly extends AppError {
  override readonly name = 'UsersOnly';

  constructor() {
    super('forbidden', { code: 'identity.users_only', detail: 'This is for people who have signed in, not for programs.' });
  }
}

/** The shop would be left with nobody to run it. */
export class LastAdmin extends AppError {
  override readonly name = 'LastAdmin';

  constructor() {
    super('conflict', {
      code: 'identity.last_admin',
      detail: 'This is the last admin. Make somebody else an admin first.',
    });
  }
}

/** An account with power over the shop is not erased in one step. */
export class AdminNotErasable extends AppError {
  override readonly name = 'AdminNotErasable';

  constructor() {
    super('conflict', {
      code: 'identity.admin_not_erasable',
      detail: 'The account of an admin cannot be erased. Let another admin take the role away first.',
    });
  }
}

export class ClientNotFound extends AppError {
  override readonly name = 'ClientNotFound';

  constructor() {
    super('not_found', { code: 'identity.client_not_found', detail: 'There is no such client.' });
  }
}

export class ClientRevoked extends AppError {
  override readonly name = 'ClientRevoked';

  constructor() {
    super('conflict', { code: 'identity.client_revoked', detail: 'The client was revoked, for good. Make another one.' });
  }
}

/** A client may do no more than whoever makes it. */
export class ScopeNotHeld extends AppError {
  override readonly name = 'ScopeNotHeld';

  constructor(missing: readonly string[]) {
    super('forbidden', {
      code: 'identity.scope_not_held',
      detail: `Nobody can hand on what they do not hold: ${missing.join(', ')}.`,
    });
  }
}

/** The same whether there is such an account or not. */
export class TooManyAttempts extends AppError {
  override readonly name = 'TooManyAttempts';

  constructor(retryAfterSeconds: number) {
    super('rate_limited', {
      code: 'identity.too_many_attempts',
      detail: 'There were too many attempts to sign in to this account. Wait a little, and try again.',
      retryAfterSeconds,
    });
  }
}

/** So many passwords are being checked that one more would only make all of them late. */
export class PasswordChecksBusy extends AppError {
  override readonly name = 'PasswordChecksBusy';

  constructor() {
    super('unavailable', {
      code: 'identity.busy',
      detail: 'Too many people are signing in at once. Try again in a moment.',
      retryAfterSeconds: 2,
    });
  }
}

export class NextKeyTooNew extends AppError {
  override readonly name = 'NextKeyTooNew';

  constructor() {
    super('conflict', {
      code: 'identity.next_key_too_new',
      detail: 'The next key was published moments ago and not everybody knows it. Rotate in a few minutes.',
    });
  }
}
