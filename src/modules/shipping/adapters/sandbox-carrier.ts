import { z } from 'zod';
import { messageOf } from '#shared-kernel/errors.ts';
import type { Carrier, UnknownOutcome } from '../ports/carrier.ts';

export interface SandboxCarrierOptions {
  /** Asked for at each call: the sandbox that this process starts itself has its address only then. */
  readonly baseUrl: () => string;
  /** After this long without an answer the outcome of a call is unknown. */
  readonly timeoutMs: number;
}

/** The sandbox carrier over HTTP, spoken to as if it were a real one. */
export function sandboxCarrier({ baseUrl, timeoutMs }: SandboxCarrierOptions): Carrier {
  async function call(path: string, init: RequestInit, signal: AbortSignal): Promise<unknown> {
    const deadline = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
    try {
      const response = await fetch(new URL(path, baseUrl()), { ...init, signal: deadline });
      if (response.status >= 500) return unknown(`it answered ${response.status}`);
      return await response.json();
    } catch (error) {
      return unknown(messageOf(error));
    }
  }

  return {
    async create({ key, ...parcel }, signal) {
      const headers = { 'content-type': 'application/json', 'idempotency-key': key };
      return bookingAnswer(await call('/shipments', { method: 'POST', headers, body: JSON.stringify(parcel) }, signal));
    },
    async find(key, signal) {
      const reply = FindReply.parse(await call(`/shipments/${encodeURIComponent(key)}`, {}, signal));
      return reply.kind === 'absent' ? reply : bookingAnswer(reply);
    },
    async cancel(key, idempotencyKey, signal) {
      const path = `/shipments/${encodeURIComponent(key)}/cancellation`;
      const headers = { 'idempotency-key': idempotencyKey };
      const reply = CancelReply.parse(await call(path, { method: 'POST', headers }, signal));
      return reply.kind === 'too_late' ? { kind: 'too_late', booking: bookingOf(reply) } : reply;
    },
  };
}

const Unknown = z.strictObject({ kind: z.literal('unknown'), detail: z.string() });
const Booked = z.strictObject({ kind: z.literal('booked'), trackingNumber: z.string() });
const Refused = z.strictObject({ kind: z.literal('refused'), code: z.string(), detail: z.string() });
const Absent = z.strictObject({ kind: z.literal('absent') });
const BookReply = z.discriminatedUnion('kind', [Booked, Refused, Unknown]);
const FindReply = z.discriminatedUnion('kind', [Booked, Refused, Unknown, Absent]);
const CancelReply = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('cancelled') }),
  z.strictObject({ kind: z.literal('too_late'), trackingNumber: z.string() }),
  Unknown,
]);

function bookingAnswer(reply: unknown) {
  const answer = BookReply.parse(reply);
  if (answer.kind === 'booked') return { kind: answer.kind, booking: bookingOf(answer) };
  if (answer.kind === 'refused') return { kind: answer.kind, refusal: { code: answer.code, detail: answer.detail } };
  return answer;
}

function bookingOf({ trackingNumber }: { readonly trackingNumber: string }) {
  return { carrier: 'sandbox', trackingNumber };
}

function unknown(detail: string): UnknownOutcome {
  return { kind: 'unknown', detail };
}
