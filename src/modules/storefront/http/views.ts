import type { z } from 'zod';
import { availabilityOf } from '../domain/availability.ts';
import type { Freshness } from '../domain/freshness.ts';
import { summaryOf } from '../domain/order-summary.ts';
import type { BoughtView } from '../queries/list-buy-again.ts';
import type { RecentOrderView } from '../queries/list-recent-orders.ts';
import type { SpendingView } from '../queries/sum-spending.ts';
import type { MobileDashboard, WebDashboard } from './schemas.ts';

type Mobile = z.output<typeof MobileDashboard>;
type Web = z.output<typeof WebDashboard>;

export function toFreshness({ asOf, stale }: Freshness) {
  return { asOf: asOf.toISOString(), stale };
}

export function toMobileOrder(order: RecentOrderView): Mobile['orders']['data'][number] {
  const { id, number, status, lines, totalMinor, currency, placedAt } = order;
  const total = { amountMinor: totalMinor, currency };
  return { id, number, status, summary: summaryOf(lines), total, placedAt: placedAt.toISOString() };
}

export function toWebOrder(order: RecentOrderView): Web['orders']['data'][number] {
  const { id, number, status, placedAt, lines, currency, totalMinor, refundedMinor, shipment } = order;
  return {
    ...{ id, number, status, placedAt: placedAt.toISOString(), lines: [...lines] },
    total: { amountMinor: totalMinor, currency },
    refunded: { amountMinor: refundedMinor, currency },
    ...(shipment === null ? {} : { shipment: toShipment(shipment) }),
  };
}

function toShipment({ status, carrier, trackingNumber }: NonNullable<RecentOrderView['shipment']>) {
  return { status, ...(carrier === null ? {} : { carrier }), ...(trackingNumber === null ? {} : { trackingNumber }) };
}

export function toSpending({ currency, orders, spentMinor, refundedMinor }: SpendingView): Web['spending']['data'][number] {
  return {
    orders,
    spent: { amountMinor: spentMinor, currency },
    refunded: { amountMinor: refundedMinor, currency },
  };
}

export function toMobileBuyAgain({ sku, title, onSale, available }: BoughtView): Mobile['buyAgain']['data'][number] {
  return { sku, title, availability: availabilityOf(onSale, available) };
}

export function toWebBuyAgain(bought: BoughtView): Web['buyAgain']['data'][number] {
  const { slug, priceMinor, currency } = bought;
  return {
    ...toMobileBuyAgain(bought),
    available: bought.available,
    ...(slug === null ? {} : { slug }),
    ...(priceMinor === null || currency === null ? {} : { price: { amountMinor: priceMinor, currency } }),
  };
}
