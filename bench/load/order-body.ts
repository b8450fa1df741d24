/** What one customer asks for: a cart that was filled before, or one piece of something. */
export type Wish =
  | { readonly cartId: string }
  | { readonly lines: readonly { readonly sku: string; readonly quantity: number }[] };

/** The body of `POST /v1/orders` of a guest who pays at once. */
export function orderBody(wish: Wish) {
  return {
    ...wish,
    customer: { email: 'crowd@example.com', name: 'One of Many' },
    shippingAddress: { name: 'One of Many', line1: '1 High Street', city: 'London', postalCode: '10115', country: 'GB' },
    payment: { token: 'tok_ok' },
  };
}
