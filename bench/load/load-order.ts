import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';

/** What a load generator is told. */
export const LoadOrder = z.strictObject({
  url: z.string(),
  sku: z.string(),
  seconds: z.number(),
  /** Customers at the same time; in an open loop, those who can be connected at the same time. */
  connections: z.int(),
  /** Absent for a closed loop. */
  perSecond: z.number().optional(),
  /** Whether each waits for the end of its order. */
  wait: z.boolean(),
});
export type LoadOrder = z.infer<typeof LoadOrder>;

const LoadReport = z.strictObject({
  /** When the first customer came and when the last was to come; milliseconds since 1970. */
  from: z.number(),
  to: z.number(),
  offered: z.int(),
  accepted: z.int(),
  shed: z.int(),
  /** Of these, without `Retry-After` or under another code than `http.overloaded`. */
  shedUnlikeAgreed: z.int(),
  failed: z.record(z.string(), z.int()),
  acceptedMs: z.array(z.number()),
  shedMs: z.array(z.number()),
});
/** What a load generator saw. */
export type LoadReport = z.infer<typeof LoadReport>;

/** Runs the load in a process of its own, so that who asks does not slow down who answers. */
export async function runLoad(order: LoadOrder): Promise<LoadReport> {
  const generator = join(import.meta.dirname, 'generator.ts');
  const { stdout } = await promisify(execFile)(process.execPath, [generator, JSON.stringify(order)], {
    maxBuffer: 64 * 1024 * 1024,
  });
  return LoadReport.parse(JSON.parse(stdout));
}
