import { describe, expect, it } from 'vitest';
import { identityUnderTest } from '../testing/identity-under-test.ts';

const { admin, clock, commit, refresh, register, signIn, useCases } = identityUnderTest();

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
    clock.advance({ seconds: 10 });
    await expect(refresh(refreshToken)).resolves.toEqual({ kind: 'refused', because: 'reused' });
    await expect(refresh(successor)).resolves.toEqual({ kind: 'refused', because: 'ended' });
    await expect(refresh(other.refreshToken)).resolves.toMatchObject({ kind: 'refreshed' });
  });

  it('gives the same successor to a client whose answer was lost, and to two that ask at once', async () => {
    const { refreshToken } = await freshSession();
    const [one, other] = await Promise.all([successorOf(refreshToken), successorOf(refreshToken)]);
    clock.advance({ seconds: 9 });
    expect([one, other, await successorOf(refreshToken)]).toEqual([one, one, one]);
    await successorOf(one);
  });

  it('ends the session when a token comes back whose successor was used, however soon', async () => {
    const { refreshToken } = await freshSession();
    const last = await successorOf(await successorOf(refreshToken));
    await expect(refresh(refreshToken)).resolves.toEqual({ kind: 'refused', because: 'reused' });
    await expect(refresh(last)).resolves.toEqual({ kind: 'refused', because: 'ended' });
  });

  it('finds out a thief who was quick enough to get the same successor', async () => {
    const { refreshToken } = await freshSession();
    const [owner, thief] = [await successorOf(refreshToken), await successorOf(refreshToken)];
    await successorOf(thief);
    clock.advance({ minutes: 15 });
    await expect(refresh(owner)).resolves.toEqual({ kind: 'refused', because: 'reused' });
  });

  it('keeps no token that could follow: the database alone is of no use', async () => {
    const { refreshToken } = await freshSession();
    const successor = await successorOf(refreshToken);
    const rows = await admin.sql<{ row: string }>`
      select to_jsonb(t)::text || to_jsonb(s)::text as row
      from identity.refresh_tokens t join identity.sessions s on s.id = t.session_id`;
    expect(rows.some(({ row }) => row.includes(successor) || row.includes(refreshToken))).toBe(false);
  });

  it('grants less where less is asked for, and nothing that the user does not have', async () => {
    const { refreshToken } = await freshSession();
    await expect(refresh(refreshToken, 'orders:read catalog:read')).resolves.toMatchObject({
      kind: 'refreshed',
      scopes: ['catalog:read', 'orders:read'],
    });
    const fresh = await freshSession();
    for (const scope of ['platform:write', 'orders:read platform:write', 'everything', '', 'orders:read  catalog:read']) {
      await expect(refresh(fresh.refreshToken, scope)).resolves.toEqual({ kind: 'refused', because: 'scope' });
    }
    await successorOf(fresh.refreshToken);
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
