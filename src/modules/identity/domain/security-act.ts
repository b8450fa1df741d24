export const SECURITY_ACTS = [
  'user-registered',
  'signed-in',
  'sign-in-failed',
  'sign-in-throttled',
  'signed-out',
  'refresh-token-reused',
  'password-changed',
  'roles-changed',
  'user-erased',
  'client-created',
  'client-secret-rotated',
  'client-revoked',
  'client-rejected',
  'token-revoked',
  'signing-key-rotated',
  'signing-keys-resealed',
] as const;

/** What happened to accounts, sessions and credentials. */
export type SecurityActName = (typeof SECURITY_ACTS)[number];

export const ACTOR_KINDS = ['user', 'client', 'operator', 'system', 'nobody'] as const;
export const SUBJECT_KINDS = ['user', 'session', 'client', 'signing_key'] as const;

/** Who did it: the operator by the CLI, the system by a schedule, nobody where the caller was not who they said. */
export type Actor =
  | { readonly kind: 'user' | 'client'; readonly id: string }
  | { readonly kind: 'operator' | 'system' | 'nobody' };

export interface ActSubject {
  readonly kind: (typeof SUBJECT_KINDS)[number];
  readonly id: string;
}

/** One act, told by ids alone: never a name, an address or a secret. */
export interface SecurityAct {
  readonly act: SecurityActName;
  readonly actor: Actor;
  readonly subject?: ActSubject | undefined;
}

export const NOBODY: Actor = { kind: 'nobody' };
export const OPERATOR: Actor = { kind: 'operator' };
export const SYSTEM: Actor = { kind: 'system' };
