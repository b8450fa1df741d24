import 'reflect-metadata';
import { container, type DependencyContainer, type InjectionToken, instanceCachingFactory } from 'tsyringe';
import type { Platform } from '#shared-kernel/module.ts';
import type { TokenVerifier } from '#shared-kernel/tokens.ts';
import { argon2Passwords } from './adapters/argon2-passwords.ts';
import { cachedKeyRing } from './adapters/cached-key-ring.ts';
import { joseAccessTokens } from './adapters/jose-access-tokens.ts';
import { generateSigningKeyPair } from './adapters/signing-key-pair.ts';
import { signingKeys } from './persistence/signing-keys.ts';
import type { AccessTokens } from './ports/access-tokens.ts';
import type { KeyRing } from './ports/key-ring.ts';
import type { Passwords } from './ports/passwords.ts';
import type { IdentitySettings } from './settings.ts';
import { assignRoles } from './use-cases/assign-roles.ts';
import { changeProfile } from './use-cases/change-profile.ts';
import { checkPassword } from './use-cases/check-password.ts';
import { endSession } from './use-cases/end-session.ts';
import { eraseUser } from './use-cases/erase-user.ts';
import { hashNewPassword } from './use-cases/hash-new-password.ts';
import { issueTokens } from './use-cases/issue-tokens.ts';
import { makeFirstKeys } from './use-cases/make-first-keys.ts';
import { openSession } from './use-cases/open-session.ts';
import { preparePasswordChange } from './use-cases/prepare-password-change.ts';
import { pruneSessions } from './use-cases/prune-sessions.ts';
import { refreshSession } from './use-cases/refresh-session.ts';
import { registerUser } from './use-cases/register-user.ts';
import { rotateKeys } from './use-cases/rotate-keys.ts';

export const KEY_RING: InjectionToken<KeyRing> = Symbol('KeyRing');
export const PASSWORDS: InjectionToken<Passwords> = Symbol('Passwords');
export const TOKENS: InjectionToken<AccessTokens & TokenVerifier> = Symbol('Tokens');
export const USE_CASES: InjectionToken<UseCases> = Symbol('UseCases');

export type UseCases = ReturnType<typeof useCases>;

/** The module's parts, put together. */
export function identityContainer(platform: Platform, settings: IdentitySettings): DependencyContainer {
  const parts = container.createChildContainer();
  parts.register(PASSWORDS, { useFactory: instanceCachingFactory(() => argon2Passwords()) });
  parts.register(KEY_RING, { useFactory: instanceCachingFactory(() => keyRing(platform)) });
  parts.register(TOKENS, { useFactory: instanceCachingFactory((c) => tokens(c.resolve(KEY_RING), platform, settings)) });
  parts.register(USE_CASES, { useFactory: instanceCachingFactory((c) => useCases(c, platform, settings)) });
  return parts;
}

function keyRing({ database, clock }: Platform): KeyRing {
  return cachedKeyRing({ clock, load: () => database.read((db) => signingKeys.all(db)) });
}

function tokens(ring: KeyRing, { clock }: Platform, settings: IdentitySettings): AccessTokens & TokenVerifier {
  return joseAccessTokens({
    keyRing: ring,
    clock,
    issuer: settings.TOKEN_ISSUER,
    audience: settings.TOKEN_AUDIENCE,
    ttlSeconds: settings.ACCESS_TOKEN_SECONDS,
  });
}

function useCases(c: DependencyContainer, { events, clock, log }: Platform, settings: IdentitySettings) {
  const passwords = c.resolve(PASSWORDS);
  const sessionPolicy = {
    idleSeconds: settings.SESSION_IDLE_DAYS * SECONDS_PER_DAY,
    maxSeconds: settings.SESSION_MAX_DAYS * SECONDS_PER_DAY,
  };
  return {
    hashNewPassword: hashNewPassword({ passwords }),
    registerUser: registerUser({ events, clock }),
    preparePasswordChange: preparePasswordChange({ passwords }),
    changeProfile: changeProfile({ events, clock }),
    assignRoles: assignRoles({ events, clock }),
    eraseUser: eraseUser({ events }),
    checkPassword: checkPassword({ passwords }),
    openSession: openSession({ clock, sessionPolicy }),
    refreshSession: refreshSession({ clock, log, sessionPolicy }),
    endSession: endSession({ clock }),
    issueTokens: issueTokens({ accessTokens: c.resolve(TOKENS) }),
    pruneSessions: pruneSessions({ clock }),
    makeFirstKeys: makeFirstKeys({ clock, newKeyPair: generateSigningKeyPair }),
    rotateKeys: rotateKeys({ clock, newKeyPair: generateSigningKeyPair }),
  };
}

const SECONDS_PER_DAY = 86_400;
