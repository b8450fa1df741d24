import { randomUUID } from 'node:crypto';
import { newId } from '#shared-kernel/ids.ts';

/** What ties together everything that one request causes, in log lines and messages. */
export interface Trace {
  readonly requestId: string;
  readonly traceId: string;
  /** W3C Trace Context, with a span of our own. */
  readonly traceparent: string;
}

const SPAN_ID_DIGITS = 16;

/** Goes on with the trace of the caller where its headers are well-formed, and begins one where they are not. */
export function traceOf(requestId: string | undefined, traceparent: string | undefined): Trace {
  const { traceId, flags } = readTraceparent(traceparent) ?? { traceId: randomHex(), flags: '01' };
  return {
    requestId: requestId !== undefined && /^[\x21-\x7e]{1,128}$/.test(requestId) ? requestId : newId(),
    traceId,
    traceparent: `00-${traceId}-${randomHex().slice(-SPAN_ID_DIGITS)}-${flags}`,
  };
}

// A later version may say more after these four, and is read as far as it is known.
const TRACEPARENT = /^(?:00-(?!.{53})|(?!00|ff)[0-9a-f]{2}-)(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-([0-9a-f]{2})(?:-.*)?$/;

/** The flags that the specification names, sampled and random; the others must not be handed on. */
const KNOWN_FLAGS = 0b11;

function readTraceparent(header: string | undefined): { traceId: string; flags: string } | undefined {
  if (header === undefined) return undefined;
  const [, traceId, flags] = TRACEPARENT.exec(header) ?? [];
  if (traceId === undefined || flags === undefined) return undefined;
  return { traceId, flags: (Number.parseInt(flags, 16) & KNOWN_FLAGS).toString(16).padStart(2, '0') };
}

/** 32 digits. Node keeps a supply of random bytes for these, and asks the system for any others: that takes several times as long. */
function randomHex(): string {
  return randomUUID().replaceAll('-', '');
}
