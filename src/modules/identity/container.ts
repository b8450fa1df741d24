import 'reflect-metadata';
import { container, type DependencyContainer, type InjectionToken, instanceCachingFactory } from 'tsyringe';
import type { Clock } from '#shared-kernel/clock.ts';
import type { Database } from '#shared-kernel/database/database.ts';
import { newId } from '#shared-kernel/ids.ts';
import type { Platform } from '#shared-kernel/module.ts';
import { type SecretBox, secretBox } from '#shared-kernel/secret-box.ts';
import type { TokenVerifier } from '#shared-kernel/tokens.ts';
import { argon2Passwords } from './adapters/argon2-passwords.ts';
import { cachedApiKeys, presentApiKeys } from './adapters/cached-api-keys.ts';
import { cachedKeyRing } from './adapters/cached-key-ring.ts';
import { cachedRevocations } from './adapters/cached-revocations.ts';
import { credentialVerifier } from './adapters/credential-verifier.ts';
import { joseAccessTokens } from './adapters/jose-access-tokens.ts';

import { sealedExportKeys } from './adapters/sealed-export-keys.ts';
import { generateSigningKeyPair } from './adapters/signing-key-pair.ts';
import { privacyRequestSagas } from './domain/privacy-request-sagas.ts';
import type { SessionPolicy } from './domain/session.ts';
import { clientSecrets, type SecretHolder } from './persistence/client-secrets.ts';
import { secretHashOf } from './persistence/secret-hash.ts';
import { signingKeys } from './persistence/signing-keys.ts';
import type { AccessTokens } from './ports/access-tokens.ts';
import type { KeyRing } from './ports/key-ring.ts';
import type { Passwords } from './ports/passwords.ts';
import { afterTime, listRevocations } from './queries/list-revocations.ts';
import { assignRoles } from './use-cases/assign-roles.ts';
import { authenticateClient } from './use-cases/authenticate-client.ts';
import { changeProfile } from './use-cases/change-profile.ts';
import { checkPassword } from './use-cases/check-password.ts';
import { createClient } from './use-cases/create-client.ts';
import { endSession } from './use-cases/end-session.ts';
import { ensureFirstAdmin } from './use-cases/ensure-first-admin.ts';
import { eraseUser } from './use-cases/erase-user.ts';
import { findAccessToken } from './use-cases/find-access-token.ts';
import { hashNewPassword } from './use-cases/hash-new-password.ts';
import { introspectToken } from './use-cases/introspect-token.ts';
import { issueClientToken, issueTokens } from './use-cases/issue-tokens.ts';
import { listPublishedKeys } from './use-cases/list-published-keys.ts';
import { makeFirstKeys } from './use-cases/make-first-keys.ts';
import { openExport } from './use-cases/open-export.ts';
import { openSession } from './use-cases/open-session.ts';
import { prepareExport } from './use-cases/prepare-export.ts';
import { preparePasswordChange } from './use-cases/prepare-password-change.ts';
import { privacyRequestRunner } from './use-cases/privacy-request-runner.ts';
import { pruneAuditEvents } from './use-cases/prune-audit-events.ts';
import { pruneSessions } from './use-cases/prune-sessions.ts';
import { type RecordAct, recordAct } from './use-cases/record-act.ts';
import { refreshSession } from './use-cases/refresh-session.ts';
import { registerUser } from './use-cases/register-user.ts';
import { removeExpiredExports } from './use-cases/remove-expired-exports.ts';
import { requestErasure } from './use-cases/request-erasure.ts';
import { requestExport } from './use-cases/request-export.ts';
import { resealKeys } from './use-cases/reseal-keys.ts';
import { revokeAccessToken } from './use-cases/revoke-access-token.ts';
import { revokeClient } from './use-cases/revoke-client.ts';
import { rotateClientSecret } from './use-cases/rotate-client-secret.ts';
import { rotateKeys } from './use-cases/rotate-keys.ts';
import { settlePrivacyRequest } from './use-cases/settle-privacy-request.ts';
import { takeErasureReport, takeExportPart } from './use-cases/take-privacy-answers.ts';
import { takeTurn } from './use-cases/take-turn.ts';

export const KEY_RING: InjectionToken<KeyRing> = Symbol('KeyRing');
export const BOX: InjectionToken<SecretBox> = Symbol('SecretBox');
export const PASSWORDS: InjectionToken<Passwords> = Symbol('Passwords');
export const TOKENS: InjectionToken<AccessTokens & TokenVerifier> = Symbol('Tokens');
export const USE_CASES: InjectionToken<UseCases> = Symbol('UseCases');
export const PRIVACY_REQUESTS: InjectionToken<PrivacyRequests> = Symbol('PrivacyRequests');

export type UseCases = ReturnType<typeof useCases>;
export type PrivacyRequests = ReturnType<typeof privacyRequests>;

/** What the operator may choose. */
export interface IdentityOptions {
  readonly issuer: string;
  readonly audience: string;
  readonly accessTokenSeconds: number;
  readonly sessionPolicy: SessionPolicy;
  /** How long a module may take to erase or to collect what it holds of a user, before it is asked again. */
  readonly privacyStepSeconds: number;
  /** How long audit events are kept. */
  readonly auditSeconds: number;
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
  parts.register(PRIVACY_REQUESTS, { useFactory: instanceCachingFactory((c) => privacyRequests(c, platform, options)) });
  return parts;
}

const KEYS = 'TESSERA_KEY_ENCRYPTION_KEYS';

function box({ directory }: Platform, { keyEncryptionKeys: keys }: IdentityOptions): SecretBox {
  return secretBox({ purpose: 'identity.signing-keys', keys, setting: KEYS, directory });
}

function keyRing(opener: SecretBox, { database, clock }: Platform): KeyRing {
  return cachedKeyRing({ clock, box: opener, load: () => database.read((db) => signingKeys.all(db)) });
}

function tokens(ring: KeyRing, { clock, database }: Platform, options: IdentityOptions): AccessTokens & TokenVerifier {
  const { issuer, audience, accessTokenSeconds: ttlSeconds } = options;
  const accessTokens = joseAccessTokens({ keyRing: ring, clock, issuer, audience, ttlSeconds });
  const revocations = cachedRevocations({ clock, load: (since) => database.read((db) => listRevocations(db, afterTime(since))) });
  const apiKeys = cachedApiKeys({ clock, load: (key) => clientByKey(database, key, clock.now()) });
  return { ...accessTokens, ...credentialVerifier({ accessTokens, revocations, apiKeys }) };
}

async function clientByKey(database: Database, key: string, now: Date): Promise<SecretHolder | undefined> {
  const secretHash = secretHashOf(key);
  const client = await database.read((db) => clientSecrets.holderOf(db, secretHash, now));
  if (client) await database.transaction({ correlationId: newId() }, (tx) => clientSecrets.touch(tx, secretHash, now));
  return client;
}

function clientUseCases(deps: { readonly clock: Clock; readonly recordAct: RecordAct }) {
  return {
    createClient: createClient(deps),
    rotateClientSecret: rotateClientSecret(deps),
    revokeClient: revokeClient(deps),
    authenticateClient: authenticateClient(deps),
  };
}

function useCases(c: DependencyContainer, { events, clock, log, database }: Platform, options: IdentityOptions) {
  const { sessionPolicy, auditSeconds } = options;
  const [passwords, box, accessTokens] = [c.resolve(PASSWORDS), c.resolve(BOX), c.resolve(TOKENS)];
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
    eraseUser: eraseUser({ clock, recordAct: record }),
    checkPassword: checkPassword({ passwords }),
    openSession: openSession({ clock, sessionPolicy, recordAct: record }),
    refreshSession: refreshSession({ clock, log, sessionPolicy, recordAct: record }),
    endSession: endSession({ clock, recordAct: record }),
    takeTurn: takeTurn({ clock, recordAct: record }),
    issueTokens: issueTokens({ accessTokens }),
    issueClientToken: issueClientToken({ accessTokens }),
    findAccessToken: findAccessToken({ accessTokens }),
    introspectToken: introspectToken({
      accessTokens,
      keys: presentApiKeys({ load: (key) => clientByKey(database, key, clock.now()) }),
    }),
    revokeAccessToken: revokeAccessToken({ clock, recordAct: record }),
    ...clientUseCases({ clock, recordAct: record }),
    pruneSessions: pruneSessions({ clock }),
    pruneAuditEvents: pruneAuditEvents({ clock, keptSeconds: auditSeconds }),
    makeFirstKeys: makeFirstKeys({ clock, box, newKeyPair }),
    rotateKeys: rotateKeys({ clock, recordAct: record, newKeyPair }),
    resealKeys: resealKeys({ box, recordAct: record }),
    listPublishedKeys: listPublishedKeys({ keyRing: c.resolve(KEY_RING) }),
  };
}

function privacyRequests(c: DependencyContainer, { events, clock, signals, directory }: Platform, options: IdentityOptions) {
  const { keyEncryptionKeys: keys, privacyStepSeconds } = options;
  const exportKeys = sealedExportKeys(secretBox({ purpose: 'identity.exports', keys, setting: KEYS, directory }));
  const sagas = privacyRequestRunner({ events, clock, signals, definitions: privacyRequestSagas(privacyStepSeconds) });
  const { eraseUser: erase } = c.resolve(USE_CASES);
  return {
    sagas,
    exportKeys,
    requestErasure: requestErasure({ clock, eraseUser: erase, sagas }),
    prepareExport: prepareExport({ exportKeys }),
    requestExport: requestExport({ clock, sagas }),
    openExport: openExport({ exportKeys }),
    takeErasureReport: takeErasureReport({ clock, sagas }),
    takeExportPart: takeExportPart({ sagas }),
    settlePrivacyRequest: settlePrivacyRequest({ sagas }),
    removeExpiredExports: removeExpiredExports({ clock }),
  };
}
