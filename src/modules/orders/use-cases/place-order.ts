import { OrderPlacedV1 } from '#contracts/orders/order-placed.v1.ts';
import type { Clock } from '#shared-kernel/clock.ts';
import type { Tx } from '#shared-kernel/database/database.ts';
import type { EventBus } from '#shared-kernel/messaging/event-bus.ts';
import { erasedUsers } from '#shared-kernel/personal-data/erased-users.ts';
import type { Visitor } from '../domain/access.ts';
import { changeable, openFor } from '../domain/cart.ts';
import { AccountErased, CustomerMissing, SkuNotOnSale } from '../domain/errors.ts';
import { type Customer, mergeLines, type Order, type PricedLine, priceOrder, type ShippingAddress } from '../domain/order.ts';
import { lockCart, updateCart } from '../persistence/carts.ts';
import { findContact } from '../persistence/contacts.ts';
import { findOffers } from '../persistence/offers.ts';
import { insertOrder, nextOrderNumber } from '../persistence/orders.ts';
import { orderFacts } from './order-facts.ts';
import type { OrderSagaRunner } from './order-saga-runner.ts';
import type { SealedPayment } from './seal-payment-token.ts';

export interface PlaceOrderInput {
  /** What is ordered: a cart, as it was shown, or lines at today's prices. */
  readonly from: { readonly cartId: string } | { readonly lines: readonly { readonly sku: string; readonly quantity: number }[] };
  readonly visitor: Visitor;
  /** Who orders; a signed-in user may leave it out. */
  readonly customer: Customer | undefined;
  readonly shippingAddress: ShippingAddress;
  readonly payment: SealedPayment;
}

interface Deps {
  readonly events: EventBus;
  readonly clock: Clock;
  readonly sagas: OrderSagaRunner;
}

export type PlaceOrder = ReturnType<typeof placeOrder>;

/** Takes an order and begins its saga. The same cart becomes one order, however often it is submitted. */
export const placeOrder =
  ({ events, clock, sagas }: Deps) =>
  async (tx: Tx, input: PlaceOrderInput): Promise<Order> => {
    const at = clock.now();
    const { from, visitor, payment } = input;
    const id = payment.orderId;
    await refuseErased(tx, visitor);
    const lines = 'cartId' in from ? await takeCart(tx, { ...from, visitor, orderId: id, at }) : await priceToday(tx, from.lines);
    const order: Order = {
      ...priceOrder(lines),
      id,
      number: await nextOrderNumber(tx),
      cartId: 'cartId' in from ? from.cartId : undefined,
      userId: visitor.userId,
      accessKeyHash: visitor.userId === undefined ? visitor.accessKeyHash : undefined,
      customer: input.customer ?? (await customerOf(tx, visitor)),
      shippingAddress: input.shippingAddress,
      paymentToken: payment.sealedToken,
      status: 'pending',
      failure: undefined,
      version: 1,
      createdAt: at,
      updatedAt: at,
    };
    await insertOrder(tx, order);
    events.publish(tx, OrderPlacedV1, { subject: id, sequence: 1, payload: orderFacts(order) });
    await sagas.begin(tx, order, 'place-order');
    return order;
  };

// Access tokens outlive the account by minutes: an order that came now would bring back what was erased.
async function refuseErased(tx: Tx, { userId }: Visitor): Promise<void> {
  const erased = await erasedUsers.among(tx, userId === undefined ? [] : [userId]);
  if (erased.size > 0) throw new AccountErased();
}

async function customerOf(tx: Tx, { userId }: Visitor): Promise<Customer> {
  const contact = userId === undefined ? undefined : await findContact(tx, userId);
  if (!contact) throw new CustomerMissing();
  return contact;
}

interface TakeCartInput {
  readonly cartId: string;
  readonly visitor: Visitor;
  readonly orderId: string;
  readonly at: Date;
}

async function takeCart(tx: Tx, { cartId, visitor, orderId, at }: TakeCartInput): Promise<readonly PricedLine[]> {
  const cart = changeable(openFor(visitor, await lockCart(tx, cartId)), '*');
  await updateCart(tx, { ...cart, orderId, version: cart.version + 1 }, at);
  return cart.lines;
}

async function priceToday(tx: Tx, lines: readonly { sku: string; quantity: number }[]): Promise<readonly PricedLine[]> {
  const merged = mergeLines(lines);
  const offers = await findOffers(
    tx,
    merged.map(({ sku }) => sku),
  );
  return merged.map(({ sku, quantity }) => {
    const offer = offers.get(sku);
    if (!offer) throw new SkuNotOnSale(sku);
    return { sku, quantity, title: offer.title, unitPrice: offer.price };
  });
}
