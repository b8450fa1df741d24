export interface PlannedOrder {
  /** Makes a second order a repetition of the first. */
  readonly key: string;
  readonly lines: readonly { readonly sku: string; readonly quantity: number }[];
  readonly customer: { readonly email: string; readonly name: string };
  readonly shippingAddress: {
    readonly name: string;
    readonly line1: string;
    readonly city: string;
    readonly region?: string;
    readonly postalCode: string;
    readonly country: string;
  };
  readonly token: string;
  /** What becomes of it once it is confirmed. */
  readonly afterwards: 'kept' | 'cancelled' | 'dispatched' | 'delivered';
}

/** Pieces that come into stock. */
export interface Delivery {
  /** Makes a second delivery a repetition of the first. */
  readonly key: string;
  readonly sku: string;
  readonly pieces: number;
}
