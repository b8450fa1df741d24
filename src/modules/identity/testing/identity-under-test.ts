import type { Tx } from '#shared-kernel/database/database.ts';
import { newId } from '#shared-kernel/ids.ts';
import { fixedClock } from '#shared-kernel/testing/fixed-clock.ts';
import { recordingEventBus } from '#shared-kernel/testing/recording-event-bus.ts';
import { type TestDatabase, testDatabase } from '#shared-kernel/testing/test-database.ts';
import { testPlatform } from '#shared-kernel/testing/test-platform.ts';
import {
  type IdentityOptions,
  identityContainer,
  KEY_RING,
  PRIVACY_REQUESTS,
  TOKENS,
  USE_CASES,
  type UseCases,
} from '../container.ts';
import { InvalidCredentials } from '../domain/errors.ts';
import type { Role } from '../domain/roles.ts';
import { findCredentialByEmail } from '../queries/find-credential.ts';
import type { CheckedCredential } from '../use-cases/check-password.ts';

export const PASSWORD = 'correct horse battery';

export const NETWORK = '192.0.2.1';

export const OPTIONS = {
  issuer: 'tessera',
  audience: 'tessera',
  keyEncryptionKeys: undefined,
  accessTokenSeconds: 900,
  privacyStepSeconds: 60,
  auditSeconds: 400 * 86_400,
  sessionPolicy: { idleSeconds: 30 * 86_400, maxSeconds: 90 * 86_400 },
};

/** The module's parts on a database of the test file's own. */
export function identityUnderTest() {
  const db = testDatabase('identity');
  const clock = fixedClock();
  const events = recordingEventBus('identity', clock);
  const platform = testPlatform('identity', db, { clock, events });
  const process = (options: Partial<IdentityOptions> = {}) => identityContainer(platform, { ...OPTIONS, ...options });
  const parts = process();
  const useCases = parts.resolve(USE_CASES);

  function commit<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return db.database.transaction({ correlationId: newId() }, work);
  }

  return {
    ...db,
    clock,
    events,
    platform,
    /** The parts as another process has them: nothing is shared but the database, and keys that were made up. */
    process,
    tokens: parts.resolve(TOKENS),
    keyRing: parts.resolve(KEY_RING),
    data: parts.resolve(PRIVACY_REQUESTS),
    useCases,
    commit,
    ...peopleIn(db, useCases, commit),
  };
}

type Commit = <T>(work: (tx: Tx) => Promise<T>) => Promise<T>;

/** What people do, each time as often as a test needs it. */
function peopleIn({ database }: TestDatabase, useCases: UseCases, commit: Commit) {
  async function register({ email = `${newId()}@example.com`, roles = [] }: { email?: string; roles?: readonly Role[] } = {}) {
    const passwordHash = await useCases.hashNewPassword(PASSWORD, email);
    return commit((tx) => useCases.registerUser(tx, { email, name: 'Ada Lovelace', passwordHash, roles }));
  }

  async function checked(email: string, password = PASSWORD) {
    const known = await database.read((reader) => findCredentialByEmail(reader, email));
    const credential = await useCases.checkPassword(known, password);
    if (!credential) throw new InvalidCredentials();
    return credential;
  }

  /** As whoever shows this, from the network in which all of the tests are. */
  function open(email: string, credential: CheckedCredential | undefined) {
    return commit((tx) => useCases.openSession(tx, { checked: credential, attempt: { email, network: NETWORK } }));
  }

  async function signIn(email: string, password = PASSWORD) {
    const session = await open(email, await checked(email, password));
    if (!session) throw new InvalidCredentials();
    return session;
  }

  const refresh = (refreshToken: string, scope?: string) => commit((tx) => useCases.refreshSession(tx, { refreshToken, scope }));
  return { register, checked, open, signIn, refresh };
}
