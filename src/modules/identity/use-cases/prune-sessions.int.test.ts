import { expect, it } from 'vitest';
import { pruneSessionsSchedule } from '../schedules/prune-sessions.ts';
import { identityUnderTest } from '../testing/identity-under-test.ts';

const { admin, clock, database, refresh, register, signIn, useCases } = identityUnderTest();

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
