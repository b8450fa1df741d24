import { z } from 'zod';
import { MAX_LINES } from '../domain/cart.ts';
import { MAX_QUANTITY } from '../domain/order.ts';

const Currency = z.string().regex(/^[A-Z]{3}$/);
export const MoneyView = z.strictObject({ amountMinor: z.int(), currency: Currency }).meta({ id: 'Money' });

const MAX_SKU_LENGTH = 100;
const Sku = z.string().trim().min(1).max(MAX_SKU_LENGTH);
const Quantity = z.int().min(1).max(MAX_QUANTITY);
// It stands on labels and in mails.
const Text = (max: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(max)
    .regex(/^\P{Cc}*$/u, 'must be one line');

export const Id = z.strictObject({ id: z.uuid() });
export const CartLineParams = z.strictObject({ id: z.uuid(), sku: Sku });

export const CreateCartBody = z
  .strictObject({})
  .optional()
  .meta({ examples: [{}] });
export const PutCartLineBody = z.strictObject({ quantity: Quantity }).meta({ examples: [{ quantity: 2 }] });

const CartLineView = z.strictObject({
  sku: z.string().max(MAX_SKU_LENGTH),
  title: z.string().max(3_000).describe('Of the product, and of the variant.'),
  quantity: z.int(),
  unitPrice: MoneyView.describe('The price as it was when the line was put into the cart; confirmed when the order is placed.'),
  lineTotal: MoneyView,
});

const AccessKey = z.string().max(255);

export const CartView = z
  .strictObject({
    id: z.uuid(),
    currency: Currency,
    lines: z.array(CartLineView).max(MAX_LINES),
    total: MoneyView,
    orderId: z.uuid().optional().describe('The order that the cart became.'),
    accessKey: AccessKey.optional().describe('Only once, to a guest who made the cart: sent back as X-Access-Key.'),
  })
  .meta({ id: 'Cart' });
export type CartView = z.output<typeof CartView>;

export const CustomerBody = z.strictObject({ email: z.email().max(254), name: Text(200) });

export const AddressBody = z
  .strictObject({
    name: Text(200),
    line1: Text(200),
    line2: Text(200).optional(),
    city: Text(100),
    region: Text(100).optional(),
    postalCode: Text(20),
    country: z
      .string()
      .regex(/^[A-Z]{2}$/, 'a country of two capital letters (ISO 3166-1)')
      .describe('ISO 3166-1 alpha-2'),
  })
  .meta({ id: 'Address' });

const common = {
  customer: CustomerBody.optional().describe('Required unless you are signed in.'),
  shippingAddress: AddressBody,
  payment: z.strictObject({ token: Text(500).describe('What the payment provider gave your front end.') }),
};

const ORDER = {
  lines: [{ sku: 'FILTER-01', quantity: 1 }],
  customer: { email: 'ada@example.com', name: 'Ada Lovelace' },
  shippingAddress: { name: 'Ada Lovelace', line1: '12 St James Square', city: 'London', postalCode: 'SW1Y 4JH', country: 'GB' },
  payment: { token: 'tok_ok' },
};

export const PlaceOrderBody = z
  .union([
    z.strictObject({ cartId: z.uuid(), ...common }),
    z.strictObject({
      lines: z
        .array(z.strictObject({ sku: Sku, quantity: Quantity }))
        .min(1)
        .max(MAX_LINES),
      ...common,
    }),
  ])
  .meta({ id: 'PlaceOrder', examples: [ORDER] });

export const CancelOrderBody = z
  .strictObject({})
  .optional()
  .meta({ examples: [{}] });

const Status = z.enum(['pending', 'confirmed', 'cancelled', 'needs_attention']);
const OrderNumber = z.string().max(30);
// The detail may name every line.
const Failure = z.strictObject({ code: z.string().max(300), detail: z.string().max(30_000) });
const TimelineEntry = z.strictObject({ at: z.iso.datetime(), step: z.string().max(100), outcome: z.string().max(500) });

export const OrderView = z
  .strictObject({
    id: z.uuid(),
    number: OrderNumber,
    status: Status,
    failure: Failure.optional(),
    currency: Currency,
    lines: z.array(CartLineView.extend({ unitPrice: MoneyView })).max(MAX_LINES),
    total: MoneyView,
    timeline: z.array(TimelineEntry).max(1_000),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
    accessKey: AccessKey.optional().describe('Only to the guest who placed the order: sent back as X-Access-Key.'),
  })
  .meta({ id: 'Order' });
export type OrderView = z.output<typeof OrderView>;

export const OrderSummaryView = z
  .strictObject({
    id: z.uuid(),
    number: OrderNumber,
    status: Status,
    currency: Currency,
    total: MoneyView,
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
  })
  .meta({ id: 'OrderSummary' });

export const OrderStatusFilter = Status.optional();
