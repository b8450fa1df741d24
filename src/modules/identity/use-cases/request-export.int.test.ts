import { describe, expect, it } from 'vitest';
import { ExportUserV1 } from '#contracts/identity/export-user.v1.ts';
import { UserDataExportedV1 } from '#contracts/identity/user-data-exported.v1.ts';
import { UserDataExportedV1 as ExportedFromOrders } from '#contracts/orders/user-data-exported.v1.ts';
import { newId } from '#shared-kernel/ids.ts';
import type { ExportPart } from '#shared-kernel/messaging/define-personal-data.ts';
import { deliver } from '#shared-kernel/testing/deliver.ts';
import { collectUserRecords } from '../queries/collect-user-records.ts';
import { getExport, listExportedParts } from '../queries/get-privacy-request.ts';
import { advanceExportOnUserDataExported, exportUser } from '../subscriptions/advance-privacy-request.ts';
import { identityUnderTest } from '../testing/identity-under-test.ts';
import { exportParts } from './privacy-request-answers.ts';

const identity = identityUnderTest();
const { admin, clock, commit, data, database, events, platform, register } = identity;
const ownAnswer = exportUser({ ...platform, collect: collectUserRecords });

async function request(userId: string) {
  const id = newId();
  const key = await data.exportKeys.generate(id);
  return commit((tx) => data.requestExport(tx, { id, userId, ...key }));
}

/** Identity answers, and its answer is taken as a part from any module, in whatever number of parts. */
async function partsFor(exportId: string, parts = 1): Promise<readonly ExportPart[]> {
  const [command] = events.messagesOf(ExportUserV1).filter(({ subject }) => subject === exportId);
  if (!command) throw new Error('identity was not asked');
  await deliver(database, ownAnswer, ExportUserV1, { subject: exportId, payload: command.payload });
  const answer = events.messagesOf(UserDataExportedV1).findLast(({ payload }) => payload.exportId === exportId);
  if (!answer) throw new Error('identity did not answer');
  const readingId = newId();
  return Array.from({ length: parts }, (_, index) => ({ ...answer.payload, readingId, part: index + 1, parts }));
}

async function take(module: string, payload: ExportPart, id = newId()): Promise<void> {
  const contract = exportParts.find((each) => each.module === module) ?? ExportedFromOrders;
  const subscription = advanceExportOnUserDataExported(data.takeExportPart);
  await deliver(database, subscription, contract, { id, subject: payload.readingId, sequence: payload.part, payload });
}

const look = (id: string) => database.read((db) => getExport(db, id, clock.now()));
const storedParts = (id: string) => database.read((db) => listExportedParts(db, id));
const MODULES = exportParts.map(({ module }) => module);

async function completed(userId: string) {
  const wanted = await request(userId);
  for (const module of MODULES) for (const part of await partsFor(wanted.id)) await take(module, part);
  return wanted;
}

describe('an export', () => {
  it('is completed when each module has answered, and is read with its key', async () => {
    const { id: userId } = await register();
    const { id, sealedPrivateJwk } = await completed(userId);
    expect(await look(id)).toMatchObject({ status: 'completed' });
    const sections = await data.openExport({ exportId: id, sealedPrivateJwk }, await storedParts(id));
    expect(sections.map(({ module }) => module)).toEqual(MODULES.toSorted());
    expect(sections[0]?.records).toMatchObject({ account: [{ id: userId, name: 'Ada Lovelace' }] });
  });

  it('stands nowhere in the clear: neither in messages nor in the tables', async () => {
    const { id: userId } = await register();
    events.clear();
    const { id } = await completed(userId);
    const rows = await admin.sql`
      select to_jsonb(p) as row from identity.export_parts p where request_id = ${id}
      union all select to_jsonb(r) from identity.privacy_requests r where id = ${id}`;
    expect(JSON.stringify([rows, events.envelopes])).not.toMatch(/Ada|@example\.com|"d":/);
  });

  it('waits for all parts of one reading, whatever their order, and mixes no two', async () => {
    const { id: userId } = await register();
    const { id } = await request(userId);
    const [first, second, third] = await partsFor(id, 3);
    const [other] = await partsFor(id, 2);
    if (!first || !second || !third || !other) throw new Error('no parts');
    const stepOf = async () => {
      const [row] = await admin.sql<{ phase: string }>`
        select state #>> '{steps,orders,phase}' as phase from identity.privacy_sagas where request_id = ${id}`;
      return row?.phase;
    };
    for (const part of [third, other, first]) await take('orders', part);
    expect(await stepOf()).toBe('started');
    const messageId = newId();
    for (const same of [messageId, messageId, newId()]) await take('orders', second, same);
    expect(await stepOf()).toBe('done');
    expect(await storedParts(id)).toHaveLength(3);
  });

  it('that is asked for again while it is under way is the same, and afterwards another', async () => {
    const { id: userId } = await register();
    const one = await request(userId);
    expect((await request(userId)).id).toBe(one.id);
    for (const module of MODULES) for (const part of await partsFor(one.id)) await take(module, part);
    expect((await request(userId)).id).not.toBe(one.id);
  });

  it('is refused to somebody who is not there', async () => {
    await expect(request(newId())).rejects.toMatchObject({ code: 'identity.user_not_found' });
  });

  it('is gone with the account, and what arrives of it afterwards is not kept', async () => {
    const { id: userId } = await register();
    const { id } = await request(userId);
    const [part] = await partsFor(id);
    await commit((tx) => data.requestErasure(tx, { userId, ifVersion: undefined, accessKeyHash: 'b'.repeat(64) }));
    expect(await look(id)).toBeUndefined();
    if (part) await take('orders', part);
    expect(await storedParts(id)).toEqual([]);
  });

  it('cannot be fetched after seven days, and is removed', async () => {
    const { id: userId } = await register();
    const { id } = await completed(userId);
    clock.advance({ days: 7 });
    expect(await look(id)).toBeUndefined();
    await commit((tx) => data.removeExpiredExports(tx));
    expect(await storedParts(id)).toEqual([]);
  });
});

it('does not open what was encrypted to another key', async () => {
  const { id: userId } = await register();
  const { id } = await request(userId);
  const [part] = await partsFor(id);
  const other = await data.exportKeys.generate(id);
  await expect(data.exportKeys.read({ exportId: id, ...other }, part?.content ?? '')).rejects.toThrow('decryption');
});
