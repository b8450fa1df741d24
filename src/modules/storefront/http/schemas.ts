import { z } from 'zod';

const time = z.iso.datetime();
const Money = z.strictObject({ amountMinor: z.int().nonnegative(), currency: z.string().regex(/^[A-Z]{3}$/) });
const orderNumber = z.string().max(30);
const sku = z.string().max(100);
const title = z.string().max(3_000).describe('Of the product, and of the variant.');
const carrier = z.string().max(200);
const trackingNumber = z.string().max(200);
const orderStatus = z.enum(['pending', 'confirmed', 'cancelled', 'needs_attention']);
const availability = z
  .enum(['in_stock', 'sold_out', 'not_on_sale'])
  .describe('`not_on_sale` is what the catalogue does not have any more.');

const freshness = {
  asOf: time.describe('What the rest of the shop said before this moment is in here.'),
  stale: z.boolean().describe('True where `asOf` is longer ago than the shop allows. Show the part, and say how old it is.'),
};

/** A part of a dashboard that lists something, with how fresh it is. */
const listOf = <Entry extends z.ZodType>(entry: Entry, most: number) =>
  z.strictObject({ ...freshness, data: z.array(entry).max(most) });

const DashboardProfile = z
  .strictObject({
    ...freshness,
    name: z.string().max(200).optional().describe('Absent until the registration has arrived here.'),
  })
  .meta({ id: 'DashboardProfile' });

/** How many entries each list of a dashboard has at most. */
export const MOST = {
  mobile: { orders: 3, shipments: 5, buyAgain: 6 },
  web: { orders: 10, spending: 20, buyAgain: 12 },
} as const;

const MobileOrder = z
  .strictObject({
    id: z.uuid(),
    number: orderNumber,
    status: orderStatus,
    summary: z.string().max(200).describe('The first line, and how many more there are: `2 × Green tea and 3 more`.'),
    total: Money,
    placedAt: time,
  })
  .meta({ id: 'MobileDashboardOrder' });

const ShipmentUnderWay = z
  .strictObject({
    orderId: z.uuid(),
    orderNumber,
    status: z.enum(['created', 'dispatched']),
    carrier,
    trackingNumber,
  })
  .meta({ id: 'ShipmentUnderWay' });

const MobileBuyAgain = z.strictObject({ sku, title, availability }).meta({ id: 'MobileBuyAgain' });

export const MobileDashboard = z
  .strictObject({
    ...freshness,
    profile: DashboardProfile,
    orders: listOf(MobileOrder, MOST.mobile.orders),
    shipments: listOf(ShipmentUnderWay, MOST.mobile.shipments).describe('Parcels that are on their way, or about to be.'),
    buyAgain: listOf(MobileBuyAgain, MOST.mobile.buyAgain),
  })
  .meta({ id: 'MobileDashboard', description: 'Whose parts are of different age: `asOf` is the oldest of them.' });

const WebOrder = z
  .strictObject({
    id: z.uuid(),
    number: orderNumber,
    status: orderStatus,
    placedAt: time,
    lines: z.array(z.strictObject({ sku, title, quantity: z.int().positive(), lineTotal: Money })).max(200),
    total: Money,
    refunded: Money.describe('What was given back of the total.'),
    shipment: z
      .strictObject({
        status: z.enum(['created', 'dispatched', 'delivered', 'cancelled']),
        carrier: carrier.optional(),
        trackingNumber: trackingNumber.optional(),
      })
      .optional()
      .describe('Absent while there is none.'),
  })
  .meta({ id: 'WebDashboardOrder' });

const Spending = z
  .strictObject({
    orders: z.int().positive().describe('Confirmed orders in this currency.'),
    spent: Money.describe('What was paid for them and not given back.'),
    refunded: Money,
  })
  .meta({ id: 'Spending' });

const WebBuyAgain = z
  .strictObject({
    sku,
    title,
    availability,
    available: z.int().nonnegative().describe('Pieces that can still be ordered.'),
    slug: z.string().max(240).optional().describe('Of the product; absent where it is not on sale.'),
    price: Money.optional().describe('What it costs now; absent where it is not on sale.'),
  })
  .meta({ id: 'WebBuyAgain' });

export const WebDashboard = z
  .strictObject({
    ...freshness,
    profile: DashboardProfile,
    orders: listOf(WebOrder, MOST.web.orders),
    spending: listOf(Spending, MOST.web.spending),
    buyAgain: listOf(WebBuyAgain, MOST.web.buyAgain),
  })
  .meta({ id: 'WebDashboard', description: 'Whose parts are of different age: `asOf` is the oldest of them.' });
