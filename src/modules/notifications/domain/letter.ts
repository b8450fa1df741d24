import type { Money } from '#shared-kernel/money.ts';

/** What a mail says, but for the name of its reader: no personal data. */
export type Letter =
  | { readonly template: 'welcome'; readonly params: Record<string, never> }
  | { readonly template: 'order-confirmed'; readonly params: OrderConfirmed }
  | { readonly template: 'order-cancelled'; readonly params: OrderCancelled }
  | { readonly template: 'shipment-dispatched'; readonly params: ShipmentDispatched }
  | { readonly template: 'payment-refunded'; readonly params: PaymentRefunded };

export type TemplateName = Letter['template'];

export interface OrderConfirmed {
  readonly number: string;
  readonly lines: readonly { readonly title: string; readonly quantity: number; readonly lineTotal: Money }[];
  readonly total: Money;
}

export interface OrderCancelled {
  readonly number: string;
  readonly reason: string;
}

export interface ShipmentDispatched {
  readonly number: string;
  readonly carrier: string;
  readonly trackingNumber: string;
}

export interface PaymentRefunded {
  readonly number: string;
  readonly amount: Money;
}
