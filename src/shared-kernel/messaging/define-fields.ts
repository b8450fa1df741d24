import { z } from 'zod';

/** A date and time on the wire: RFC 3339 in UTC. */
export const wireTime = z.iso.datetime();

/** Money on the wire: whole minor units and an ISO 4217 currency. */
export const wireMoney = z.strictObject({
  amountMinor: z.int().nonnegative(),
  currency: z.string().regex(/^[A-Z]{3}$/),
});

/** A stock keeping unit as every context writes it: trimmed, 1 to 100 characters. */
export const wireSku = z.string().min(1).max(100);

/** A number of pieces, one at least. */
export const wireQuantity = z.int().positive().max(1_000_000);

/** An email address as it was accepted at registration or checkout. */
export const wireEmail = z.string().min(3).max(254);

/** The public half of a key on the curve P-256 (RFC 7517): what is sealed to it, only the holder of the other half reads. */
export const wirePublicKey = z.strictObject({
  kty: z.literal('EC'),
  crv: z.literal('P-256'),
  x: z.string().length(43),
  y: z.string().length(43),
});
/** A key as {@link wirePublicKey} has it. */
export type WirePublicKey = z.output<typeof wirePublicKey>;

/** A text that was sealed to a key: compact JWE (ECDH-ES, A256GCM), and never the text itself. */
export const wireSealed = z
  .string()
  .max(8_000)
  .regex(/^[\w-]+\.\.[\w-]+\.[\w-]+\.[\w-]+$/);
