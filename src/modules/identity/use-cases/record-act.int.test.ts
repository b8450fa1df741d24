import { describe, expect, it } from 'vitest';
import { SecurityActRecordedV1 } from '#contracts/identity/security-act-recorded.v1.ts';
import { secondsAfter } from '#shared-kernel/clock.ts';
import { newId } from '#shared-kernel/ids.ts';
import { listAuditEvents } from '../queries/list-audit-events.ts';
import { identityUnderTest } from '../testing/identity-under-test.ts';

const { admin, clock, commit, database, events, refresh, register, signIn, useCases } = identityUnderTest();

const actsAbout = async (subjectId: string) =>
  (await database.read((db) => listAuditEvents(db, { subjectId, limit: 100 }))).map(
    ({ act, actorKind }) => `${actorKind}: ${act}`,
  );

describe('a security-relevant act', () => {
  it('is written down by ids, and told to whoever listens, without a name or an address', async () => {
    events.clear();
    const user = await register({ email: 'ada-in-the-audit@example.com' });
    const { id: sessionId, refreshToken } = await signIn(user.email);
    await commit((tx) => useCases.endSession(tx, refreshToken));
    await expect(actsAbout(user.id)).resolves.toEqual(['user: user-registered']);
    await expect(actsAbout(sessionId)).resolves.toEqual(['user: signed-out', 'user: signed-in']);
    const told = events.messagesOf(SecurityActRecordedV1);
    expect(told.map(({ payload }) => payload.act)).toEqual(['user-registered', 'signed-in', 'signed-out']);
    expect(told[1]).toMatchObject({ sequence: 1, payload: { actor: { kind: 'user', id: user.id }, subject: { id: sessionId } } });
    const kept = await admin.sql<{ row: string }>`select to_jsonb(a)::text as row from identity.audit_events a`;
    for (const text of [JSON.stringify(told), ...kept.map(({ row }) => row)]) {
      expect(text).not.toContain('ada-in-the-audit');
      expect(text).not.toContain('Lovelace');
    }
  });

  it('is not written down where it was not done', async () => {
    const user = await register();
    const failing = commit(async (tx) => {
      await useCases.eraseUser(tx, user.id);
      throw new Error('after all not');
    });
    await expect(failing).rejects.toThrow('after all not');
    await expect(actsAbout(user.id)).resolves.toEqual(['user: user-registered']);
  });

  it('is written down where it is the end of a session whose token was stolen', async () => {
    const user = await register();
    const { refreshToken } = await signIn(user.email);
    const second = await refresh(refreshToken);
    if (second.kind === 'refused') throw new Error('refused');
    await refresh(second.session.refreshToken);
    await refresh(refreshToken);
    await expect(actsAbout(user.id)).resolves.toEqual(['nobody: refresh-token-reused', 'user: user-registered']);
  });

  it.each([
    'update identity.audit_events set act = $1',
    'delete from identity.audit_events where act = $1',
    'truncate identity.audit_events',
  ])('stays as it is, even for the owner of the database: %s', async (statement) => {
    await admin.sql`
      insert into identity.audit_events (id, at, act, actor_kind, correlation_id)
      values (${newId()}, now(), 'signed-in', 'system', 'today')`;
    const values = statement.includes('$1') ? ['signed-in'] : [];
    await expect(admin.run(statement, values)).rejects.toThrow('never changed or removed');
  });

  it('goes when its time is over, and not a day sooner', async () => {
    const actsOf = (correlation: string) => admin.sql`select id from identity.audit_events where correlation_id = ${correlation}`;
    const write = (at: Date, correlation: string) => admin.sql`
      insert into identity.audit_events (id, at, act, actor_kind, correlation_id)
      values (${newId()}, ${at}, 'signed-in', 'system', ${correlation})`;
    await write(secondsAfter(clock.now(), -401 * 86_400), 'long ago');
    await write(secondsAfter(clock.now(), -399 * 86_400), 'a year ago');
    await expect(commit(useCases.pruneAuditEvents)).resolves.toBe(false);
    expect(await actsOf('long ago')).toEqual([]);
    expect(await actsOf('a year ago')).toHaveLength(1);
  });

  it('is refused where it does not say by whom', async () => {
    await expect(
      admin.sql`insert into identity.audit_events (id, at, act, actor_kind, correlation_id)
        values (${newId()}, now(), 'signed-in', 'user', 'x')`,
    ).rejects.toThrow('audit_events_actor_named');
  });
});
