import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';

/** What a crowd is told: everybody comes once, and leaves with an answer. */
export const CrowdOrder = z.strictObject({
  url: z.string(),
  /** Each wants one piece, the first of the first, the second of the second, and so on in turns. */
  skus: z.array(z.string()).min(1).readonly(),
  buyers: z.int().positive(),
  /** How long it takes until all have come, one after the other. */
  withinMs: z.number().nonnegative(),
});
export type CrowdOrder = z.infer<typeof CrowdOrder>;

/** What became of one buyer. Times are milliseconds since the first was to come. */
const Buyer = z.strictObject({
  cameMs: z.number(),
  answeredMs: z.number(),
  /** Of the order, or the HTTP status of a refusal. */
  outcome: z.string(),
  /** The order's number, which counts up as orders are accepted. */
  number: z.string().optional(),
  /** How often the buyer had been told to come again. */
  sentAway: z.int(),
});
export type Buyer = z.infer<typeof Buyer>;

const CrowdReport = z.array(Buyer);

/** Runs the crowd in a process of its own. Resolves to the buyers in the order in which they came. */
export async function runCrowd(order: CrowdOrder): Promise<readonly Buyer[]> {
  const crowd = join(import.meta.dirname, 'crowd.ts');
  const { stdout } = await promisify(execFile)(process.execPath, [crowd, JSON.stringify(order)], { maxBuffer: 64 * 1024 * 1024 });
  return CrowdReport.parse(JSON.parse(stdout));
}
