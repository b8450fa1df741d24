import { expect, it } from 'vitest';
import { testDatabase } from '#shared-kernel/testing/test-database.ts';
import { anOrder, HOLD_SECONDS, inventoryUnderTest } from '../testing/inventory-under-test.ts';

const inventory = inventoryUnderTest(testDatabase('inventory'));

it('gives back every hold that is over, however many there are', async () => {
  const [schedule] = inventory.runtime.schedules ?? [];
  const tea = await inventory.stocked(500);
  await inventory.hold(Array.from({ length: 450 }, () => anOrder(tea)));
  inventory.clock.advance({ seconds: HOLD_SECONDS });
  const lasting = await inventory.holding(tea);
  await schedule?.run({ correlationId: 'cron' });
  await schedule?.run({ correlationId: 'cron' });
  expect(await inventory.levelOf(tea)).toEqual([500, 1, 0]);
  expect(inventory.saidOf(lasting)).toHaveLength(1);
});
