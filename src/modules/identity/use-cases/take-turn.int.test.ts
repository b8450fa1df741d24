import { describe, expect, it } from 'vitest';
import { USE_CASES } from '../container.ts';
import { listAuditEvents } from '../queries/list-audit-events.ts';
import { identityUnderTest, NETWORK } from '../testing/identity-under-test.ts';

const { admin, clock, commit, database, open, process, register, signIn, useCases } = identityUnderTest();
const elsewhere = process().resolve(USE_CASES);

const take = (email: string, network = NETWORK, parts = useCases) => commit((tx) => parts.takeTurn(tx, { email, network }));

async function takeAll(turns: number, email: string, network = NETWORK): Promise<void> {
  for (let turn = 0; turn < turns; turn += 1) await take(email, network);
}

describe('taking turns at an account', () => {
  it('makes every process wait for what was tried in any of them', async () => {
    await takeAll(6, 'ada@example.com');
    await expect(take('ada@example.com', NETWORK, elsewhere)).resolves.toEqual({ kind: 'delayed', seconds: 1 });
    clock.advance({ seconds: 1 });
    await expect(take('ada@example.com', NETWORK, elsewhere)).resolves.toEqual({ kind: 'taken' });
    await expect(take('ada@example.com')).resolves.toEqual({ kind: 'delayed', seconds: 2 });
  });

  it('counts a hundred at once as a hundred, not as one', async () => {
    const turns = await Promise.all(Array.from({ length: 20 }, () => take('crowd@example.com')));
    expect(turns.filter(({ kind }) => kind === 'taken')).toHaveLength(6);
  });

  it('goes alike for an account that there is and for one that there is not', async () => {
    await register({ email: 'there@example.com' });
    for (const email of ['there@example.com', 'nowhere@example.com']) {
      await takeAll(6, email);
      await expect(take(email)).resolves.toEqual({ kind: 'delayed', seconds: 1 });
    }
  });

  it('keeps nobody out who tries from another network', async () => {
    await takeAll(6, 'victim@example.com', '198.51.100.1');
    await expect(take('victim@example.com')).resolves.toEqual({ kind: 'taken' });
  });

  it('delays nobody who signed in from there before, however many guess elsewhere', async () => {
    const { email } = await register();
    await signIn(email);
    for (let network = 0; network < 52; network += 1) await take(email, `198.51.100.${network}`);
    await expect(take(email, '203.0.113.9')).resolves.toMatchObject({ kind: 'delayed' });
    await expect(take(email)).resolves.toEqual({ kind: 'taken' });
  });

  it('begins anew after the right password, and goes on after a wrong one', async () => {
    const { email } = await register();
    await takeAll(6, email);
    await open(email, undefined);
    await expect(take(email)).resolves.toMatchObject({ kind: 'delayed' });
    await signIn(email);
    await expect(take(email)).resolves.toEqual({ kind: 'taken' });
  });

  it('is written down, by the user where there is one', async () => {
    const { id, email } = await register();
    await takeAll(7, email);
    await open(email, undefined);
    const acts = await database.read((db) => listAuditEvents(db, { subjectId: id, limit: 10 }));
    expect(acts.map(({ act }) => act)).toEqual(['sign-in-failed', 'sign-in-throttled', 'user-registered']);
  });

  it('leaves neither address nor name in the table, and nothing at all of a user who is erased', async () => {
    await admin.sql`delete from identity.sign_in_turns`;
    const { id, email } = await register({ email: 'traceless@example.com' });
    await signIn(email);
    const [row] = await admin.sql<{ row: string }>`select jsonb_agg(t)::text as row from identity.sign_in_turns t`;
    expect(row?.row).toContain(id);
    expect(row?.row).not.toMatch(/traceless|192\.0\.2\.1/);
    await commit((tx) => useCases.eraseUser(tx, id));
    await expect(admin.sql`select 1 from identity.sign_in_turns`).resolves.toEqual([]);
  });

  it('is forgotten when it counts no more', async () => {
    await admin.sql`delete from identity.sign_in_turns`;
    await take('old@example.com');
    clock.advance({ days: 2 });
    await take('new@example.com');
    await commit(useCases.pruneSessions);
    await expect(admin.sql`select 1 from identity.sign_in_turns`).resolves.toHaveLength(2);
  });
});
