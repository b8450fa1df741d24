import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FAILPOINTS } from '#shared-kernel/failpoints.ts';
import type { Poison } from './fault.ts';
import type { Random } from './random.ts';

const [FIRST, ...OTHERS] = FAILPOINTS.filter((name) => !['boot.midMigration', 'stop.grace'].includes(name));

/** The failpoints with which a process begins: other ones at every start, drawn from the seed, and the poison of the moment. */
export function failpointsFor(random: Random | undefined, { failpoint }: Poison): Readonly<Record<string, string>> {
  const armed = [...(random ? drawn(random) : []), ...(failpoint === undefined ? [] : [`${failpoint}=kill`])];
  return armed.length === 0 ? {} : { TESSERA_ALLOW_FAILPOINTS: 'yes', TESSERA_FAILPOINTS: armed.join(',') };
}

function drawn(random: Random): readonly string[] {
  if (FIRST === undefined) return [];
  const armed = Array.from({ length: 2 }, () => {
    const name = random.pick([FIRST, ...OTHERS]);
    const action = random.weighted([
      { weight: 5, value: 'kill' },
      { weight: 3, value: 'throw' },
      { weight: 2, value: 'delay:400' },
    ]);
    return `${name}=${action}*${random.integer(1, 4)}@${(0.002 + random.next() * 0.02).toFixed(4)}`;
  });
  return [...armed, `seed=${random.integer(1, 1_000_000)}`];
}

/** How often each failpoint struck, from what the processes said as they died. */
export async function failpointsStruck(directory: string): Promise<ReadonlyMap<string, number>> {
  const struck = new Map<string, number>();
  for (const file of (await readdir(directory)).filter((name) => /^shop.*\.log$/.test(name))) {
    const text = await readFile(join(directory, file), 'utf8');
    for (const [, name = '', action = ''] of text.matchAll(/^failpoint (\S+) (\w+)$/gm)) {
      // Of poison, which message it was tells nothing afterwards.
      const key = `${name.replace(/^(bus\.withMessage)\/.*/, '$1')} ${action}`;
      struck.set(key, (struck.get(key) ?? 0) + 1);
    }
  }
  return struck;
}
