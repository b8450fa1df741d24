import { describe, expect, it } from 'vitest';
import { identityUnderTest } from '../testing/identity-under-test.ts';

const { clock, commit, refresh, register, signIn, useCases } = identityUnderTest();

async function freshSession() {
  const user = await register();
  const { refreshToken } = await signIn(user.email);
  return { user, refreshToken };
}

async function successorOf(refreshToken: string): Promise<string> {
  const outcome = await refresh(refreshToken);
  if (outcome.kind === 'refused') throw new Error(`refused: ${outcome.because}`);
  return outcome.session.refreshToken;
}

describe('refreshing a session', () => {
  it('exchanges the refresh token for the next one, again and again', async () => {
    const { refreshToken } = await freshSession();
    const second = await successorOf(refreshToken);
    const third = await successorOf(second);
    expect(new Set([refreshToken, second, third]).size).toBe(3);
  });

  it('hands out the roles of now, not those of the sign-in', async () => {
    const { user, refreshToken } = await freshSession();
    const boss = await register({ roles: ['admin'] });
    await commit((tx) => useCases.assignRoles(tx, { byUserId: boss.id, userId: user.id, roles: ['staff'] }));
    await expect(refresh(refreshToken)).resolves.toMatchObject({ session: { user: { roles: ['customer', 'staff'] } } });
  });

  it('refuses what was never a token', async () => {
    await expect(refresh('made up')).resolves.toEqual({ kind: 'refused', because: 'unknown' });
  });

  it('ends the whole session when a token comes back that was exchanged before', async () => {
    const { user, refreshToken } = await freshSession();
    const other = await signIn(user.email);
    const successor = await successorOf(refreshToken);
    await expect(refresh(refreshToken)).resolves.toEqual({ kind: 'refused', because: 'reused' });
    await expect(refresh(successor)).resolves.toEqual({ kind: 'refused', because: 'ended' });
    await expect(refresh(other.refreshToken)).resolves.toMatchObject({ kind: 'refreshed' });
  });

  it('exchanges a token for one of two who present it at once, and trusts neither after that', async () => {
    const { refreshToken } = await freshSession();
    const outcomes = await Promise.all([refresh(refreshToken), refresh(refreshToken)]);
    expect(outcomes.map(({ kind }) => kind).sort()).toEqual(['refreshed', 'refused']);
    expect(outcomes).toContainEqual({ kind: 'refused', because: 'reused' });
    const won = outcomes.find((outcome) => outcome.kind === 'refreshed');
    await expect(refresh(won?.session.refreshToken ?? '')).resolves.toEqual({ kind: 'refused', because: 'ended' });
  });

  it('is refused after the idle time, and after the end of the session however busy it was', async () => {
    const idle = await freshSession();
    const busy = await freshSession();
    let token = busy.refreshToken;
    for (let month = 1; month <= 3; month += 1) {
      clock.advance({ days: 29 });
      token = await successorOf(token);
    }
    await expect(refresh(idle.refreshToken)).resolves.toEqual({ kind: 'refused', because: 'ended' });
    clock.advance({ days: 3 });
    await expect(refresh(token)).resolves.toEqual({ kind: 'refused', because: 'ended' });
  });
});

describe('signing out', () => {
  it('ends the session, and may be said twice', async () => {
    const { refreshToken } = await freshSession();
    await commit((tx) => useCases.endSession(tx, refreshToken));
    await commit((tx) => useCases.endSession(tx, refreshToken));
    await expect(refresh(refreshToken)).resolves.toEqual({ kind: 'refused', because: 'ended' });
  });

  it('has nothing to end for a token that is unknown', async () => {
    await expect(commit((tx) => useCases.endSession(tx, 'made up'))).resolves.toBeUndefined();
  });
});
