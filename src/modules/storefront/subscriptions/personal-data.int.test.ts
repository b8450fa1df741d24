import { describe, expect, it } from 'vitest';
import { EraseUserV1 } from '#contracts/storefront/erase-user.v1.ts';
import { ExportUserV1 } from '#contracts/storefront/export-user.v1.ts';
import { UserDataErasedV1 } from '#contracts/storefront/user-data-erased.v1.ts';
import { UserDataExportedV1 } from '#contracts/storefront/user-data-exported.v1.ts';
import { newId } from '#shared-kernel/ids.ts';
import { askingFor } from '#shared-kernel/testing/personal-data.ts';
import { recordingEventBus } from '#shared-kernel/testing/recording-event-bus.ts';
import { testDatabase } from '#shared-kernel/testing/test-database.ts';
import { collectUserRecords } from '../queries/collect-user-records.ts';
import { storefrontUnderTest } from '../testing/storefront-under-test.ts';
import { eraseUser } from '../use-cases/erase-user.ts';
import { eraseUsers } from '../use-cases/erase-users.ts';
import { personalDataSubscriptions } from './personal-data.ts';

const db = testDatabase('storefront');
const storefront = storefrontUnderTest(db);
const { clock } = storefront;
const events = recordingEventBus('storefront', clock);
const erase = eraseUser({ eraseUsers: eraseUsers({ clock }) });
const asked = askingFor({
  db,
  events,
  subscriptions: () => personalDataSubscriptions({ events, clock, erase, collect: collectUserRecords }),
  contracts: { erase: EraseUserV1, erased: UserDataErasedV1, export: ExportUserV1, exported: UserDataExportedV1 },
});

const factsOf = (userId: string) => db.admin.sql`select 1 from storefront.facts where user_id = ${userId}`;

describe('a user who is erased', () => {
  it('is shown nothing any more, and told once how much was forgotten', async () => {
    const userId = newId();
    await storefront.register(userId);
    const id = await asked.erase(userId);
    await asked.erase(userId, id);
    await asked.erase(userId);
    const [first, second, ...more] = asked.reportsOn(userId);
    expect(first).toEqual([{ kind: 'facts behind dashboards', count: 1, action: 'deleted' }]);
    expect(second).toEqual(first);
    expect(more).toEqual([]);
    expect(await factsOf(userId)).toEqual([]);
  });

  it('does not come back with what is heard of late', async () => {
    const userId = newId();
    await asked.erase(userId);
    await storefront.register(userId);
    expect(await factsOf(userId)).toEqual([]);
  });
});

it('exports the facts behind dashboards, to nobody but who holds the key', async () => {
  const userId = newId();
  await storefront.register(userId);
  await storefront.register(newId(), 'Charles Babbage');
  const { records } = await asked.export(userId);
  expect(records).toMatchObject([['facts', { kind: 'profile', body: { name: 'Ada Lovelace' } }]]);
  expect(JSON.stringify(events.messagesOf(UserDataExportedV1))).not.toContain('Ada');
});
