import { beforeAll, describe, expect, it } from 'vitest';
import { TOKENS } from '../container.ts';
import { identityUnderTest, PASSWORD } from '../testing/identity-under-test.ts';

const { checked, clock, commit, process, register, signIn, useCases } = identityUnderTest();

// Every process has its own list of what was revoked; nothing tells it but the database.
const elsewhere = process().resolve(TOKENS);

/** What the shop promises: known everywhere after this many seconds. */
const BOUND_SECONDS = 5;

beforeAll(() => commit(useCases.makeFirstKeys));

async function signedIn(roles: readonly ('staff' | 'admin')[] = []) {
  const user = await register({ roles });
  const session = await signIn(user.email);
  const { accessToken } = await useCases.issueTokens(session);
  await expect(elsewhere.verify(accessToken)).resolves.toMatchObject({ id: user.id });
  return { user, session, accessToken };
}

async function expectEndedWithinBound(accessToken: string): Promise<void> {
  clock.advance({ seconds: BOUND_SECONDS });
  await expect(elsewhere.verify(accessToken)).rejects.toMatchObject({ code: 'identity.revoked_token' });
}

describe('an access token ends in every process, within seconds', () => {
  it('when its session is signed out, and no other session of the user', async () => {
    const { user, session, accessToken } = await signedIn();
    const other = await useCases.issueTokens(await signIn(user.email));
    await commit((tx) => useCases.endSession(tx, session.refreshToken));
    await expectEndedWithinBound(accessToken);
    await expect(elsewhere.verify(other.accessToken)).resolves.toMatchObject({ id: user.id });
  });

  it('when the password changes', async () => {
    const { user, accessToken } = await signedIn();
    const credential = { ...(await checked(user.email)), email: user.email };
    const change = { currentPassword: PASSWORD, password: 'another horse battery' };
    const password = await useCases.preparePasswordChange(credential, change);
    await commit((tx) => useCases.changeProfile(tx, { userId: user.id, password }));
    await expectEndedWithinBound(accessToken);
  });

  it('when the roles change, and the session goes on with the new ones', async () => {
    const [{ user: boss }, { user, session, accessToken }] = [await signedIn(['admin']), await signedIn(['staff'])];
    await commit((tx) => useCases.assignRoles(tx, { byUserId: boss.id, userId: user.id, roles: [] }));
    await expectEndedWithinBound(accessToken);
    const outcome = await commit((tx) => useCases.refreshSession(tx, { refreshToken: session.refreshToken }));
    if (outcome.kind !== 'refreshed') throw new Error('the session has ended');
    const fresh = await useCases.issueTokens(outcome.session);
    await expect(elsewhere.verify(fresh.accessToken)).resolves.toMatchObject({ roles: ['customer'] });
  });

  it('when the name of the user changes it does not end: no right was taken away', async () => {
    const { user, accessToken } = await signedIn();
    await commit((tx) => useCases.changeProfile(tx, { userId: user.id, name: 'Ada King' }));
    clock.advance({ seconds: BOUND_SECONDS });
    await expect(elsewhere.verify(accessToken)).resolves.toMatchObject({ id: user.id });
  });

  it('when the account is erased', async () => {
    const { user, accessToken } = await signedIn();
    await commit((tx) => useCases.eraseUser(tx, user.id));
    await expectEndedWithinBound(accessToken);
  });

  it('also where the revocation was recorded long before it was committed', async () => {
    const { session, accessToken } = await signedIn();
    const { promise: released, resolve: release } = Promise.withResolvers<void>();
    const ending = commit(async (tx) => {
      await useCases.endSession(tx, session.refreshToken);
      await released;
    });
    clock.advance({ seconds: BOUND_SECONDS });
    await expect(elsewhere.verify(accessToken)).resolves.toBeDefined();
    release();
    await ending;
    await expectEndedWithinBound(accessToken);
  });
});
