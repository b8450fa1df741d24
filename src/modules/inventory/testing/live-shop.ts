import { derivedId } from '#shared-kernel/ids.ts';
import type { Happening } from './histories.ts';
import type { inventoryUnderTest } from './inventory-under-test.ts';

type Inventory = ReturnType<typeof inventoryUnderTest>;

/** A history as it happens on Postgres. `name` keeps its orders and SKUs apart from those of other histories. */
export async function live(inventory: Inventory, name: string, happening: Happening): Promise<void> {
  const idOf = (order: number) => derivedId(name, String(order));
  if (happening.kind === 'wait') inventory.clock.advance({ seconds: happening.seconds * 15 });
  else if (happening.kind === 'adjust') await adjustIfPossible(inventory, `${name}-${happening.sku}`, happening.delta);
  else if (happening.kind === 'hold') {
    await inventory.hold(
      happening.orders.map(({ order, lines }) => ({
        orderId: idOf(order),
        lines: lines.map(({ sku, quantity }) => ({ sku: `${name}-${sku}`, quantity })),
      })),
    );
  } else await inventory[happening.kind](...happening.orders.map(idOf));
}

async function adjustIfPossible(inventory: Inventory, sku: string, delta: number): Promise<void> {
  await inventory.adjust(sku, delta).catch((error: unknown) => {
    if (!(error instanceof Error) || error.name !== 'InsufficientStock') throw error;
  });
}
