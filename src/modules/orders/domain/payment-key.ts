/** The key that payment tokens are sealed to: only payments reads what was. */
export interface PaymentKey {
  readonly keyId: string;
  readonly publicJwk: { readonly kty: 'EC'; readonly crv: 'P-256'; readonly x: string; readonly y: string };
}
