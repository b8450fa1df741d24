import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { z } from 'zod';

/** What is asked for again and again. */
export const Target = z.strictObject({ path: z.string(), headers: z.record(z.string(), z.string()) });
export type Target = z.output<typeof Target>;

/** What a load generator is told. */
export const ReadOrder = z.strictObject({
  url: z.string(),
  targets: z.array(Target).min(1),
  seconds: z.number(),
  /** Clients, each of which asks again as soon as it is answered. */
  connections: z.int(),
});
export type ReadOrder = z.output<typeof ReadOrder>;

const ReadReport = z.strictObject({
  seconds: z.number(),
  bytes: z.int(),
  /** Of each answer, in milliseconds. */
  took: z.array(z.number()),
  failed: z.record(z.string(), z.int()),
});
/** What a load generator saw. */
export type ReadReport = z.output<typeof ReadReport>;

/** Runs the load in a process of its own, so that who asks does not slow down who answers. */
export async function readAgainAndAgain(order: ReadOrder): Promise<ReadReport> {
  const generator = join(import.meta.dirname, 'generator.ts');
  const child = spawn(process.execPath, [generator], { stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.end(JSON.stringify(order));
  return ReadReport.parse(JSON.parse(await text(child.stdout)));
}
