import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const FILE = join(import.meta.dirname, '../seeds.json');

/** A run that once failed, and is repeated before all others. */
const FailedSeed = z.strictObject({
  seed: z.int(),
  processes: z.int(),
  groups: z.array(z.enum(['driver', 'process', 'postgres', 'delivery', 'saga'])),
  /** The invariants that it broke. */
  broke: z.array(z.string()),
});
export type FailedSeed = z.output<typeof FailedSeed>;

export function failedSeeds(): readonly FailedSeed[] {
  return existsSync(FILE) ? z.array(FailedSeed).parse(JSON.parse(readFileSync(FILE, 'utf8'))) : [];
}

export function rememberFailedSeed(failed: FailedSeed): void {
  const others = failedSeeds().filter(({ seed, processes }) => seed !== failed.seed || processes !== failed.processes);
  writeFileSync(FILE, `${JSON.stringify([...others, failed], undefined, 2)}\n`);
}
