import 'reflect-metadata';
import { container, type DependencyContainer, type InjectionToken, instanceCachingFactory } from 'tsyringe';
import type { Platform } from '#shared-kernel/module.ts';
import { type SecretBox, secretBox } from '#shared-kernel/secret-box.ts';
import type { TokenVerifier } from '#shared-kernel/tokens.ts';
import { argon2Passwords } from './adapters/argon2-passwords.ts';
import { cachedKeyRing } from './adapters/cached-key-ring.ts';
import { cachedRevocations } from './adapters/cached-revocations.ts';
import { credentialVerifier } from './adapters/credential-verifier.ts';
import { joseAccessTokens } from './adapters/jose-access-tokens.ts';
import { generateSigningKeyPair } from './adapters/signing-key-pair.ts';
import type { SessionPolicy } from './domain/session.ts';
import { signingKeys } from './persistence/signing-keys.ts';
import type { AccessTokens } from './ports/access-tokens.ts';
import type { KeyRing } from './ports/key-ring.ts';
import type { Passwords } from './ports/passwords.ts';
import { listRevocations } from './queries/list-revocations.ts';
import { assignRoles } from './use-cases/assign-roles.ts';
import { changeProfile } from './use-cases/change-profile.ts';
import { checkPassword } from './use-cases/check-password.ts';
import { endSession } from './use-cases/end-session.ts';
import { ensureFirstAdmin } from './use-cases/ensure-first-admin.ts';
import { eraseUser } from './use-cases/erase-user.ts';
import { hashNewPassword } from './use-cases/hash-new-password.ts';
import { issueTokens } from './use-cases/issue-tokens.ts';
import { listPublishedKeys } from './use-cases/list-published-keys.ts';
import { makeFirstKeys } from './use-cases/make-first-keys.ts';
import { openSession } from './use-cases/open-session.ts';
import { preparePasswordChange } from './use-cases/prepare-password-change.ts';
import { pruneSessions } from './use-cases/prune-sessions.ts';
import { recordAct } from './use-cases/record-act.ts';
import { refreshSession } from './use-cases/refresh-session.ts';
import { registerUser } from './use-cases/register-user.ts';
import { resealKeys } from './use-cases/reseal-keys.ts';
import { rotateKeys } from './use-cases/rotate-keys.ts';

export const KEY_RING: InjectionToken<KeyRing> = Symbol('KeyRing');
export const BOX: InjectionToken<SecretBox> = Symbol('SecretBox');
export const PASSWORDS: InjectionToken<Passwords> = Symbol('Passwords');
export const TOKENS: InjectionToken<AccessTokens & TokenVerifier> = Symbol('Tokens');
export const USE_CASES: InjectionToken<UseCases> = Symbol('UseCases');

export type UseCases = ReturnType<typeof useCases>;

/** What the operator may choose. */
export interface IdentityOptions {
  readonly issuer: string;
  readonly audience: string;
  readonly accessTokenSeconds: number;
  readonly sessionPolicy: SessionPolicy;
  /** What signing keys are sealed under, as `keyEncryptionKeys` takes it. */
  readonly keyEncryptionKeys: string | undefined;
}

/** The module's parts, put together. */
export function identityContainer(platform: Platform, options: IdentityOptions): DependencyContainer {
  const parts = container.createChildContainer();
  parts.register(PASSWORDS, { useFactory: instanceCachingFactory(() => argon2Passwords()) });
  parts.register(BOX, { useFactory: instanceCachingFactory(() => box(platform, options)) });
  parts.register(KEY_RING, { useFactory: instanceCachingFactory((c) => keyRing(c.resolve(BOX), platform)) });
  parts.register(TOKENS, { useFactory: instanceCachingFactory((c) => tokens(c.resolve(KEY_RING), platform, options)) });
  parts.register(USE_CASES, { useFactory: instanceCachingFactory((c) => useCases(c, platform, options)) });
  return parts;
}

function box({ directory }: Platform, { keyEncryptionKeys: keys }: IdentityOptions): SecretBox {
  return secretBox({ purpose: 'identity.signing-keys', keys, directory });
}

function keyRing(opener: SecretBox, { database, clock }: Platform): KeyRing {
  return cachedKeyRing({ clock, box: opener, load: () => database.read((db) => signingKeys.all(db)) });
}

function tokens(ring: KeyRing, { clock, database }: Platform, options: IdentityOptions): AccessTokens & TokenVerifier {
  const { issuer, audience, accessTokenSeconds: ttlSeconds } = options;
  const accessTokens = joseAccessTokens({ keyRing: ring, clock, issuer, audience, ttlSeconds });
  const revocations = cachedRevocations({ clock, load: (since) => database.read((db) => listRevocations(db, since)) });
  return { ...accessTokens, ...credentialVerifier({ accessTokens, revocations }) };
}

function useCases(c: DependencyContainer, { events, clock, log }: Platform, { sessionPolicy }: IdentityOptions) {
  const [passwords, box] = [c.resolve(PASSWORDS), c.resolve(BOX)];
  const newKeyPair = () => generateSigningKeyPair(box);
  const record = recordAct({ events, clock });
  const register = registerUser({ events, clock, recordAct: record });
  return {
    hashNewPassword: hashNewPassword({ passwords }),
    registerUser: register,
    ensureFirstAdmin: ensureFirstAdmin({ log, registerUser: register }),
    preparePasswordChange: preparePasswordChange({ passwords }),
    changeProfile: changeProfile({ events, clock, recordAct: record }),
    assignRoles: assignRoles({ events, clock, recordAct: record }),
    eraseUser: eraseUser({ events, clock, recordAct: record }),
    checkPassword: checkPassword({ passwords }),
    openSession: openSession({ clock, sessionPolicy, recordAct: record }),
    refreshSession: refreshSession({ clock, log, sessionPolicy, recordAct: record }),
    endSession: endSession({ clock, recordAct: record }),
    issueTokens: issueTokens({ accessTokens: c.resolve(TOKENS) }),
    pruneSessions: pruneSessions({ clock }),
    makeFirstKeys: makeFirstKeys({ clock, box, newKeyPair }),
    rotateKeys: rotateKeys({ clock, recordAct: record, newKeyPair }),
    resealKeys: resealKeys({ box, recordAct: record }),
    listPublishedKeys: listPublishedKeys({ keyRing: c.resolve(KEY_RING) }),
  };
}
