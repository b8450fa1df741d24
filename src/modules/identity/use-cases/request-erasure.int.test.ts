import { describe, expect, it } from 'vitest';
import { CheckPrivacyRequestV1 } from '#contracts/identity/check-privacy-request.v1.ts';
import { UserErasedV1 } from '#contracts/identity/user-erased.v1.ts';
import { EraseUserV1 as EraseFromOrders } from '#contracts/orders/erase-user.v1.ts';
import { UserDataErasedV1 as ErasedFromOrders } from '#contracts/orders/user-data-erased.v1.ts';
import { newId } from '#shared-kernel/ids.ts';
import { deliver } from '#shared-kernel/testing/deliver.ts';
import { privacyRequestVerbs } from '../admin-verbs/privacy-requests.ts';
import { getErasure } from '../queries/get-privacy-request.ts';
import { advanceErasureOnUserDataErased, checkPrivacyRequest } from '../subscriptions/advance-privacy-request.ts';
import { identityUnderTest } from '../testing/identity-under-test.ts';
import { erasureReports } from './privacy-request-answers.ts';

const identity = identityUnderTest();
const { admin, clock, commit, data, database, events, register, signIn, refresh } = identity;
const ACCESS_KEY_HASH = 'a'.repeat(64);
const OTHERS = ['payments', 'shipping', 'notifications', 'storefront'];

const request = (userId: string, ifVersion?: string) =>
  commit((tx) => data.requestErasure(tx, { userId, ifVersion, accessKeyHash: ACCESS_KEY_HASH }));
const look = (id: string) => database.read((db) => getErasure(db, id));
const askedOf = (userId: string) =>
  events.envelopes.filter(({ type, subject }) => type.includes('.erase-user.') && subject === userId).map(({ type }) => type);
const told = (userId: string) => events.messagesOf(UserErasedV1).filter(({ subject }) => subject === userId);

/** A module says that it has erased the user. */
async function erased(module: string, { id, userId }: { id: string; userId: string }, count = 1, messageId = newId()) {
  const contract = erasureReports.find((each) => each.module === module) ?? ErasedFromOrders;
  const records = [{ kind: 'things', count, action: 'deleted' as const }];
  await deliver(database, advanceErasureOnUserDataErased(data.takeErasureReport), contract, {
    id: messageId,
    subject: userId,
    sequence: 1,
    payload: { erasureId: id, userId, records },
  });
}

async function pass(requestId: string, seconds: number): Promise<void> {
  clock.advance({ seconds });
  for (const { id, subject, payload } of events.messagesOf(CheckPrivacyRequestV1)) {
    if (payload.requestId !== requestId || (events.deliverAtOf(id) ?? clock.now()) > clock.now()) continue;
    await deliver(database, checkPrivacyRequest(data.sagas), CheckPrivacyRequestV1, { id, subject, payload });
  }
}

describe('an erasure', () => {
  it('ends the account at once, and asks the modules in their order', async () => {
    const { id: userId, email } = await register();
    const session = await signIn(email);
    const erasure = await request(userId);
    await expect(signIn(email)).rejects.toMatchObject({ code: 'identity.invalid_credentials' });
    await expect(refresh(session.refreshToken)).resolves.toMatchObject({ kind: 'refused' });
    expect(askedOf(userId)).toEqual([EraseFromOrders.type]);
    await erased('orders', erasure);
    expect(askedOf(userId).slice(1)).toEqual(OTHERS.map((module) => `${module}.erase-user.v1`));
    expect(told(userId)).toEqual([]);
  });

  it('is completed when all have answered: the end is told once, and the receipt says who did what', async () => {
    const { id: userId } = await register();
    const erasure = await request(userId);
    for (const module of ['orders', ...OTHERS]) await erased(module, erasure);
    expect(told(userId)).toMatchObject([{ sequence: 2, payload: { userId } }]);
    const receipt = await look(erasure.id);
    expect(receipt).toMatchObject({ status: 'completed', completedAt: clock.now() });
    expect(receipt?.reports.map(({ module }) => module).toSorted()).toEqual(['identity', 'orders', ...OTHERS].toSorted());
    expect(JSON.stringify(receipt)).not.toMatch(/Ada|@example/);
  });

  it('takes each answer once, and answers to nothing that it asked for not at all', async () => {
    const { id: userId } = await register();
    const erasure = await request(userId);
    const messageId = newId();
    await erased('orders', erasure, 3, messageId);
    await erased('orders', erasure, 3, messageId);
    await erased('orders', erasure, 0);
    await erased('orders', { id: newId(), userId });
    const orders = (await look(erasure.id))?.reports.find(({ module }) => module === 'orders');
    expect(orders?.records).toMatchObject([{ count: 3 }]);
    expect(askedOf(userId)).toHaveLength(5);
  });

  it('asks again what is not answered, in the end needs a person, and is seen to by one', async () => {
    const { id: userId } = await register();
    const erasure = await request(userId);
    for (let day = 0; day < 9; day += 1) await pass(erasure.id, 86_400);
    expect(askedOf(userId)).toHaveLength(9);
    expect((await look(erasure.id))?.status).toBe('needs_attention');
    const verbs = privacyRequestVerbs(database, data.settlePrivacyRequest);
    const verb = (name: string, input: object) => verbs.find((each) => each.name === name)?.run(input, () => undefined);
    expect(await verb('list-sagas', { stuck: true })).toContainEqual(
      expect.objectContaining({ id: erasure.id, name: 'erasure', phase: 'stuck', at: ['orders'] }),
    );
    await verb('retry-saga', { id: erasure.id });
    expect(askedOf(userId)).toHaveLength(10);
    expect((await look(erasure.id))?.status).toBe('pending');
    await expect(verb('retry-saga', { id: erasure.id })).rejects.toMatchObject({ code: 'identity.privacy_request_not_stuck' });
    await expect(verb('retry-saga', { id: newId() })).rejects.toMatchObject({ code: 'identity.privacy_request_not_found' });
    for (const module of ['orders', ...OTHERS]) await erased(module, erasure);
    expect(told(userId)).toHaveLength(1);
    expect(await verb('list-sagas', {})).not.toContainEqual(expect.objectContaining({ id: erasure.id }));
  });

  it('is refused for who is not there, an admin, and one who changed the profile meanwhile', async () => {
    await expect(request(newId())).rejects.toMatchObject({ code: 'identity.user_not_found' });
    const boss = await register({ roles: ['admin'] });
    await expect(request(boss.id)).rejects.toMatchObject({ code: 'identity.admin_not_erasable' });
    const { id } = await register();
    await expect(request(id, '7')).rejects.toMatchObject({ code: 'identity.profile_changed' });
  });

  it('of two that are asked for at once is begun once', async () => {
    const { id: userId } = await register();
    const outcomes = await Promise.allSettled([request(userId), request(userId)]);
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(askedOf(userId)).toHaveLength(1);
  });

  it('leaves no stored answer that was given to the user', async () => {
    const { id: userId } = await register();
    await admin.sql`
      insert into identity.idempotency_keys (caller, key, fingerprint, status, headers, body)
      values (${`user:${userId}`}, 'k', 'f', 200, '{}', '{"name": "Ada Lovelace"}')`;
    await request(userId);
    const left = await admin.sql`select 1 from identity.idempotency_keys where caller = ${`user:${userId}`}`;
    expect(left).toEqual([]);
  });
});
