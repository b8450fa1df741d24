import { gatherEvidence } from '../../test/faults/harness/gather-evidence.ts';
import { INVARIANTS, type Invariant } from '../../test/faults/harness/invariants.ts';
import { untilAllQuiet } from '../../test/faults/harness/quiescence.ts';
import type { TopologyRun } from '../../test/topologies/conformance/topology-run.ts';
import { messagesHandled } from './consumption.ts';

/** Those that can be judged without knowing what each single customer was told, which a load generator does not keep. */
const JUDGED: readonly Invariant[] = [
  'no loss',
  'effect once',
  'stock',
  'money',
  'saga',
  'boundary',
  'one semantics',
  'liveness',
];

/** The judge of the fault tests holds every message in memory. */
const MOST_MESSAGES = 600_000;
const AT_REST_MS = 60_000;

/**
 * Has the judge of the fault tests look at a shop that has come to rest, message by message; resolves to what was broken.
 * After more messages than it can hold nothing is judged here: the sums of `brokenPromises` are left.
 */
export async function judgedShop(run: TopologyRun, say: (line: string) => void): Promise<readonly string[]> {
  const { databases, provider, carrier, directory } = run;
  const messages = await messagesHandled(databases);
  if (messages > MOST_MESSAGES) {
    say(`${messages} messages are too many to be judged one by one`);
    return [];
  }
  const quiet = await untilAllQuiet(databases, AT_REST_MS);
  const postgres = { ...databases.of('orders'), log: async () => '' };
  const gathered = await gatherEvidence({ postgres, databases, provider, carrier, directory, restedAt: quiet.at });
  const evidence = { ...gathered, calls: [], quietAfterMs: quiet.afterMs, unrest: quiet.unrest, unready: [] };
  const broken = JUDGED.flatMap((name) => INVARIANTS[name](evidence).map((what) => `${name}: ${what}`));
  say(`judged ${messages} messages one by one: ${broken.length} violations`);
  return broken.slice(0, 20);
}
