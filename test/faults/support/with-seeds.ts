import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { z } from 'zod';

const SEEDS = join(import.meta.dirname, '../seeds');
const Seeds = z.array(z.strictObject({ seed: z.int(), path: z.string() }));

/**
 * Holds a property against every counterexample that was ever found for it, then against new ones. One that
 * fails is written to `test/faults/seeds/<name>.json`: commit it with what mends it.
 */
export async function holdsForSeeds<T>(
  name: string,
  property: fc.IAsyncProperty<T>,
  { runs, directory = SEEDS }: { readonly runs: number; readonly directory?: string },
): Promise<void> {
  const file = join(directory, `${name}.json`);
  const known = existsSync(file) ? Seeds.parse(JSON.parse(readFileSync(file, 'utf8'))) : [];
  for (const { seed, path } of known) await fc.assert(property, { seed, path, endOnFailure: true });
  const result = await fc.check(property, { numRuns: runs });
  if (!result.failed) return;
  const found = { seed: result.seed, path: result.counterexamplePath ?? '' };
  mkdirSync(directory, { recursive: true });
  writeFileSync(file, `${JSON.stringify([...known, found], undefined, 2)}\n`);
  throw new Error(`kept in ${file}: ${fc.defaultReportMessage(result) ?? 'failed'}`);
}
