import { z } from 'zod';
import { newId } from '../ids.ts';
import type { Contract } from './define-contract.ts';

/**
 * What every message looks like on the wire: a CloudEvents 1.0 event in JSON
 * (https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md) with the
 * documented extensions for partitioning, sequence and distributed tracing, and two of our own for
 * correlation and causation.
 */
export const Envelope = z.strictObject({
  specversion: z.literal('1.0'),
  /** A UUIDv7: unique, and the key by which receivers recognise a repetition. */
  id: z.uuid(),
  /** `/<module>`: who says it. */
  source: z.string(),
  type: z.string(),
  /** The id of the aggregate that the message is about. */
  subject: z.string().min(1),
  time: z.iso.datetime(),
  datacontenttype: z.literal('application/json'),
  /** `urn:tessera:message:<type>`: the `$id` of the schema of `data` in the AsyncAPI document. */
  dataschema: z.string(),
  data: z.unknown(),
  /** Equal for all that one request caused, directly or not. */
  correlationid: z.string(),
  /** The id of the message that caused this one; absent where a request did. */
  causationid: z.string().optional(),
  traceparent: z.string().optional(),
  partitionkey: z.string(),
  /** The version of the aggregate that this event reports, gapless from 1; absent on commands. */
  sequence: z
    .string()
    .regex(/^[1-9][0-9]*$/)
    .optional(),
});
export type Envelope = z.infer<typeof Envelope>;

/** Why something happens: what a transaction passes on to the messages it sends. */
export interface Cause {
  readonly correlationId: string;
  readonly causationId?: string;
  readonly traceparent?: string;
}

/** What goes on an envelope besides its contract. */
export interface SealInput {
  readonly source: string;
  readonly subject: string;
  readonly sequence?: number;
  readonly payload: unknown;
  readonly cause: Cause;
  readonly time: Date;
}

/** Validates the payload against its contract and puts it into an envelope. Throws a ZodError where it does not fit. */
export function seal(contract: Contract, { source, subject, sequence, payload, cause, time }: SealInput): Envelope {
  return {
    specversion: '1.0',
    id: newId(),
    source: `/${source}`,
    type: contract.type,
    subject,
    time: time.toISOString(),
    datacontenttype: 'application/json',
    dataschema: schemaIdOf(contract),
    data: contract.payload.parse(payload),
    correlationid: cause.correlationId,
    ...(cause.causationId === undefined ? {} : { causationid: cause.causationId }),
    ...(cause.traceparent === undefined ? {} : { traceparent: cause.traceparent }),
    partitionkey: subject,
    ...(sequence === undefined ? {} : { sequence: String(sequence) }),
  };
}

/** The name of a contract's schema: an absolute URI, as CloudEvents wants it (RFC 8141). */
export function schemaIdOf({ type }: Pick<Contract, 'type'>): string {
  return `urn:tessera:message:${type}`;
}
