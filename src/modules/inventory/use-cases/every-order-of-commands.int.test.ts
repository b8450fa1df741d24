import { describe, expect, it } from 'vitest';
import { testDatabase } from '#shared-kernel/testing/test-database.ts';
import { anOrder, HOLD_SECONDS, inventoryUnderTest } from '../testing/inventory-under-test.ts';

const inventory = inventoryUnderTest(testDatabase('inventory'));

const commands = ['hold', 'reserve', 'release', 'expire', 'ship'] as const;
type Command = (typeof commands)[number];

describe.each(permutationsOf(commands).map((order) => ({ title: order.join(', '), order })))(
  'in the order $title',
  ({ order }) => {
    it('leaves nothing promised, answers every command, and each the same again', async () => {
      const tea = await inventory.stocked(10);
      const wanted = anOrder(tea, 2);
      const run = async (command: Command) => {
        if (command === 'expire') inventory.clock.advance({ seconds: HOLD_SECONDS });
        if (command === 'hold') await inventory.hold([wanted]);
        else await inventory[command](wanted.orderId);
      };
      for (const command of order) await run(command);
      const shipped = isBefore(order, 'hold', 'reserve', 'ship') && !isTakenAway(order);
      expect(await inventory.levelOf(tea)).toEqual([shipped ? 8 : 10, 0, 0]);

      const first = inventory.saidOf(wanted.orderId);
      for (const command of order) await run(command);
      const all = inventory.saidOf(wanted.orderId);
      const again = all.slice(first.length);
      expect(again).toEqual(first.filter(({ data }) => !isExpiry(data)));
      expect(new Set(first.map(({ sequence }) => sequence)).size).toBe(first.length);
      expect(await inventory.levelOf(tea)).toEqual([shipped ? 8 : 10, 0, 0]);
    });
  },
);

/** Whether the hold was taken away before it was reserved, or the reservation before it was shipped. */
function isTakenAway(order: readonly Command[]): boolean {
  return isBefore(order, 'release', 'ship') || isBefore(order, 'hold', 'expire', 'reserve');
}

function isBefore(order: readonly Command[], ...inThisOrder: readonly Command[]): boolean {
  const places = inThisOrder.map((command) => order.indexOf(command));
  return places.every((place, index) => index === 0 || place > (places[index - 1] ?? -1));
}

function isExpiry(data: unknown): boolean {
  return typeof data === 'object' && data !== null && 'reason' in data && data.reason === 'expired';
}

function permutationsOf<T>(all: readonly T[]): readonly (readonly T[])[] {
  if (all.length <= 1) return [all];
  return all.flatMap((first) => permutationsOf(all.filter((one) => one !== first)).map((rest) => [first, ...rest]));
}
