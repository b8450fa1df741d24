import { UserErasedV1 } from '#contracts/identity/user-erased.v1.ts';
import { UserRegisteredV1 } from '#contracts/identity/user-registered.v1.ts';
import type { OrderPlacedV1 } from '#contracts/orders/order-placed.v1.ts';
import { newId } from '#shared-kernel/ids.ts';
import type { Contract, PayloadOf } from '#shared-kernel/messaging/define-contract.ts';
import type { Subscription } from '#shared-kernel/messaging/subscription.ts';
import { deliver, type MessageToDeliver } from '#shared-kernel/testing/deliver.ts';
import { fixedClock } from '#shared-kernel/testing/fixed-clock.ts';
import type { TestDatabase } from '#shared-kernel/testing/test-database.ts';
import { testPlatform } from '#shared-kernel/testing/test-platform.ts';
import { storefrontModule } from '../index.ts';
import { getProfile } from '../queries/get-profile.ts';
import { listBuyAgain } from '../queries/list-buy-again.ts';
import { listRecentOrders } from '../queries/list-recent-orders.ts';
import { listShipmentsUnderWay } from '../queries/list-shipments-under-way.ts';
import { sumSpending } from '../queries/sum-spending.ts';

/** The module on a database: what it is told, and what it shows. */
export function storefrontUnderTest(db: TestDatabase) {
  const { database } = db;
  const clock = fixedClock();
  const runtime = storefrontModule.assemble(testPlatform('storefront', db, { clock, directory: '' }), {});
  const subscriptionTo = ({ type }: Contract): Subscription => {
    const found = (runtime.subscriptions ?? []).find(({ contracts }) => contracts.some((contract) => contract.type === type));
    if (!found) throw new Error(`storefront does not hear ${type}`);
    return found;
  };
  const hear = <C extends Contract>(contract: C, message: MessageToDeliver<PayloadOf<C>>) =>
    deliver(database, subscriptionTo(contract), contract, message);
  return {
    clock,
    runtime,
    subscriptionTo,
    hear,
    rebuild: (input: object = {}, report: (count: number) => void = () => undefined) => {
      const verb = (runtime.adminVerbs ?? []).find(({ name }) => name === 'rebuild');
      if (!verb) throw new Error('storefront has no verb rebuild');
      return verb.run(input, ({ count }) => report(count));
    },
    register: (userId: string, name = 'Ada Lovelace') =>
      hear(UserRegisteredV1, { subject: userId, sequence: 1, payload: { userId, email: 'ada@example.com', name } }),
    erase: (userId: string) => hear(UserErasedV1, { subject: userId, sequence: 99, payload: { userId } }),
    /** Everything that dashboards are made of for a user. */
    shownTo: (userId: string) =>
      database.read(async (reader) => ({
        profile: await getProfile(reader, userId),
        orders: await listRecentOrders(reader, userId, 10),
        underWay: await listShipmentsUnderWay(reader, userId, 10),
        spending: await sumSpending(reader, userId, 10),
        buyAgain: await listBuyAgain(reader, userId, 10),
      })),
  };
}
export type StorefrontUnderTest = ReturnType<typeof storefrontUnderTest>;

/** An order of a user, as the events about it tell it. */
export function anOrder(userId: string | undefined, more: Partial<OrderPlacedV1> = {}): OrderPlacedV1 {
  const price = { amountMinor: 1_250, currency: 'EUR' };
  return {
    orderId: newId(),
    number: 'T-1001',
    ...(userId === undefined ? {} : { userId }),
    customer: { email: 'ada@example.com', name: 'Ada Lovelace' },
    lines: [{ sku: 'TEA-1', title: 'Green tea', quantity: 1, unitPrice: price, lineTotal: price }],
    total: price,
    ...more,
  };
}
