import type { Tx } from '#shared-kernel/database/database.ts';
import { type Fact, isOrderFact } from '../domain/fact.ts';
import { orderCards } from '../domain/order-card.ts';
import { saveProducts, saveStock } from './catalogue-tables.ts';
import { saveOrders, saveRefunds, saveShipments } from './order-tables.ts';
import { saveProfiles } from './profile-table.ts';

/**
 * Makes rows of facts, in each of these generations. What is newer stays, so that it does not matter in which order
 * facts come, how often, or whether a rebuild or a subscription brings them. One fact for each kind and subject.
 */
export async function project(tx: Tx, generations: readonly number[], facts: readonly Fact[]): Promise<void> {
  const sorted = sortedByTable(facts);
  // Always in this order, and each statement in that of its keys, so that two batches cannot deadlock.
  if (sorted.profiles.length > 0) await saveProfiles(tx, generations, sorted.profiles);
  if (sorted.orders.length > 0) await saveOrders(tx, generations, orderCards(sorted.orders));
  if (sorted.shipments.length > 0) await saveShipments(tx, generations, sorted.shipments);
  if (sorted.refunds.length > 0) await saveRefunds(tx, generations, sorted.refunds);
  if (sorted.products.length > 0) await saveProducts(tx, generations, sorted.products);
  if (sorted.stock.length > 0) await saveStock(tx, generations, sorted.stock);
}

function sortedByTable(facts: readonly Fact[]) {
  return {
    profiles: facts.filter((fact) => fact.kind === 'profile'),
    orders: facts.filter(isOrderFact),
    shipments: facts.filter((fact) => fact.kind === 'shipment'),
    refunds: facts.filter((fact) => fact.kind === 'refund'),
    products: facts.filter((fact) => fact.kind === 'product'),
    stock: facts.filter((fact) => fact.kind === 'stock'),
  };
}
