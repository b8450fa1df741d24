import { z } from 'zod';

const Minor = z.int().nonnegative();

export const SandboxRefund = z.strictObject({
  id: z.string(),
  /** Absent where it was made by hand. */
  key: z.string().optional(),
  amountMinor: Minor,
  status: z.enum(['pending', 'succeeded', 'failed']),
});

export const SandboxDispute = z.strictObject({
  id: z.string(),
  amountMinor: Minor,
  reason: z.string(),
  status: z.enum(['open', 'won', 'lost']),
});

/** A charge as the sandbox keeps it. Amounts in minor units of `currency`. */
export const Charge = z.strictObject({
  id: z.string(),
  /** Under which it was authorized. */
  key: z.string().optional(),
  orderId: z.string(),
  currency: z.string(),
  authorizedMinor: Minor,
  capturedMinor: Minor,
  /** Given back; what is only promised is not in it. */
  refundedMinor: Minor,
  voided: z.boolean(),
  captured: z.boolean(),
  refusesCaptures: z.boolean(),
  refunds: z.array(SandboxRefund).default([]),
  disputes: z.array(SandboxDispute).default([]),
});
export type Charge = z.infer<typeof Charge>;

/** What the sandbox answers, for ever, to whoever asks under the same key. */
export const Answer = z.strictObject({
  status: z.literal([200, 201, 402, 404, 409, 422, 500]),
  body: z.record(z.string(), z.string()),
});
export type Answer = z.infer<typeof Answer>;

/** What a webhook tells of a charge. */
export const ChargeEvent = z.strictObject({
  type: z.string(),
  /** Of the refund or dispute. */
  reference: z.string().optional(),
});
export type ChargeEvent = z.infer<typeof ChargeEvent>;

/** An answer, and the charge as it is afterwards; absent where nothing changed. */
export interface Decision {
  readonly answer: Answer;
  readonly charge?: Charge;
  readonly event?: ChargeEvent;
}

export const DECLINED = 402;

export function decideCapture(charge: Charge, amountMinor: number): Decision {
  if (charge.voided) return decline('authorization_voided', 'The authorization was let go of.');
  if (charge.captured) return decline('already_captured', 'The authorization was captured before.');
  if (charge.refusesCaptures) return decline('capture_refused', 'The bank refused the capture.');
  if (amountMinor > charge.authorizedMinor) return decline('capture_exceeds_authorized', 'More than was set aside.');
  return accept(200, { ...charge, captured: true, capturedMinor: amountMinor }, { type: 'charge.captured' });
}

export function decideVoid(charge: Charge): Decision {
  if (charge.captured) return decline('already_captured', 'The authorization was captured before.');
  return accept(200, { ...charge, voided: true }, { type: 'charge.voided' });
}

export function decline(code: string, detail: string): Decision {
  return { answer: { status: DECLINED, body: { code, detail } } };
}

export function accept(status: 200 | 201, charge: Charge, event: ChargeEvent): Decision {
  return { answer: { status, body: { id: charge.id } }, charge, event };
}
