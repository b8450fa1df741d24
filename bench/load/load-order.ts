import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';

/** Something on sale. */
export const Goods = z.strictObject({ sku: z.string(), slug: z.string() });
export type Goods = z.infer<typeof Goods>;

/** What a load generator is told. */
export const LoadOrder = z.strictObject({
  url: z.string(),
  /** Each customer wants one piece of one of these, whichever it happens to be. */
  goods: z.array(Goods).min(1).readonly(),
  /** `order`: nothing but the order. `whole`: a list of products, a product, a cart, a line in it, and the order. */
  journey: z.enum(['order', 'whole']),
  seconds: z.number(),
  /** Customers at the same time; in an open loop, those who can be connected at the same time. */
  connections: z.int(),
  /** Customers who come each second. Absent for a closed loop. */
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
  /** From the request for an order, in an open loop of `order` from the moment when it was due, to its answer. */
  acceptedMs: z.array(z.number()),
  shedMs: z.array(z.number()),
  /** Of orders that were accepted, by the status in the answer. */
  answered: z.record(z.string(), z.int()),
  /** From a request before the order to its answer, by what was asked for. */
  browsedMs: z.record(z.string(), z.array(z.number())),
  /** What the generator itself took of a processor. */
  processorSeconds: z.number(),
});
/** What a load generator saw. */
export type LoadReport = z.infer<typeof LoadReport>;

/** Runs the load in a process of its own, so that who asks does not slow down who answers. */
export async function runLoad(order: LoadOrder): Promise<LoadReport> {
  const generator = join(import.meta.dirname, 'generator.ts');
  const { stdout } = await promisify(execFile)(process.execPath, [generator, JSON.stringify(order)], {
    maxBuffer: 256 * 1024 * 1024,
  });
  return LoadReport.parse(JSON.parse(stdout));
}
