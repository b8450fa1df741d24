import { z } from 'zod';

/** A charge as the sandbox keeps it. Amounts in minor units of `currency`. */
export const Charge = z.strictObject({
  id: z.string(),
  orderId: z.string(),
  currency: z.string(),
  authorizedMinor: z.int().nonnegative(),
  capturedMinor: z.int().nonnegative(),
  refundedMinor: z.int().nonnegative(),
  voided: z.boolean(),
  captured: z.boolean(),
  refusesCaptures: z.boolean(),
});
export type Charge = z.infer<typeof Charge>;

/** What the sandbox answers, for ever, to whoever asks under the same key. */
export const Answer = z.strictObject({
  status: z.literal([200, 201, 402, 404, 409, 422, 500]),
  body: z.record(z.string(), z.string()),
});
export type Answer = z.infer<typeof Answer>;

/** An answer, and the charge as it is afterwards; absent where nothing changed. */
export interface Decision {
  readonly answer: Answer;
  readonly charge?: Charge;
}

export const DECLINED = 402;

export function decideCapture(charge: Charge, amountMinor: number): Decision {
  if (charge.voided) return decline('authorization_voided', 'The authorization was let go of.');
  if (charge.captured) return decline('already_captured', 'The authorization was captured before.');
  if (charge.refusesCaptures) return decline('capture_refused', 'The bank refused the capture.');
  if (amountMinor > charge.authorizedMinor) return decline('capture_exceeds_authorized', 'More than was set aside.');
  return accept(200, { ...charge, captured: true, capturedMinor: amountMinor });
}

export function decideVoid(charge: Charge): Decision {
  if (charge.captured) return decline('already_captured', 'The authorization was captured before.');
  return accept(200, { ...charge, voided: true });
}

export function decideRefund(charge: Charge, refundId: string, amountMinor: number): Decision {
  const refundedMinor = charge.refundedMinor + amountMinor;
  if (refundedMinor > charge.capturedMinor) return decline('refund_exceeds_captured', 'More than is left of what was captured.');
  return { answer: { status: 201, body: { id: refundId } }, charge: { ...charge, refundedMinor } };
}

export function decline(code: string, detail: string): Decision {
  return { answer: { status: DECLINED, body: { code, detail } } };
}

export function accept(status: 200 | 201, charge: Charge): Decision {
  return { answer: { status, body: { id: charge.id } }, charge };
}
