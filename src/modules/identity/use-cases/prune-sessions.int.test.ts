import { expect, it } from 'vitest';
import { pruneSessionsSchedule } from '../schedules/prune-sessions.ts';
import { identityUnderTest } from '../testing/identity-under-test.ts';

const { admin, clock, commit, database, refresh, register, signIn, useCases } = identityUnderTest();

it('forgets revocations that are older than any token, and no others', async () => {
  const { email } = await register();
  await commit(async (tx) => useCases.endSession(tx, (await signIn(email)).refreshToken));
  clock.advance({ days: 3 });
  await commit(async (tx) => useCases.endSession(tx, (await signIn(email)).refreshToken));
  await pruneSessionsSchedule(database, useCases.pruneSessions).run({ correlationId: 'test' });
  await expect(admin.sql`select 1 from identity.revocations`).resolves.toHaveLength(1);
});

it('forgets sessions that have ended, with their tokens, and no others', async () => {
  const { email } = await register();
  const ended = await signIn(email);
  await refresh(ended.refreshToken);
  clock.advance({ days: 31 });
  const alive = await signIn(email);
  await pruneSessionsSchedule(database, useCases.pruneSessions).run({ correlationId: 'test' });
  const [left] = await admin.sql`
    select (select count(*) from identity.sessions) as sessions, (select count(*) from identity.refresh_tokens) as tokens`;
  expect(left).toEqual({ sessions: 1, tokens: 1 });
  await expect(refresh(ended.refreshToken)).resolves.toMatchObject({ kind: 'refused' });
  await expect(refresh(alive.refreshToken)).resolves.toMatchObject({ kind: 'refreshed' });
});
