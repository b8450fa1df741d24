import { z } from 'zod';
import { eventually } from '#shared-kernel/testing/eventually.ts';
import { newDataDirectory, runScript, type ShopProcess } from '../../lifecycle/shop-process.ts';

const Described = z.object({
  url: z.string(),
  environment: z.record(z.string(), z.string()),
  processes: z.array(z.object({ name: z.string(), url: z.string(), pid: z.number() })),
});
export type Described = z.output<typeof Described>;

const Line = z.looseObject({ process: z.string(), msg: z.string().default('') });
export type Line = z.output<typeof Line>;

export interface RunningUp extends ShopProcess {
  readonly described: Described;
  readonly dataDirectory: string;
  /** All that was said, in its order. */
  readonly lines: () => readonly Line[];
}

/** `tessera up` in a process of its own, which starts all that it needs itself. */
export function runUp(file: string, dataDirectory = newDataDirectory()): ShopProcess {
  return runScript('src/bootstrap/cli/main.ts', { NODE_ENV: 'development', HOME: dataDirectory }, [
    ...['up', '--topology', file, '--data-dir', dataDirectory, '--json'],
  ]);
}

/** The same, once everything is ready. */
export async function startUp(file: string): Promise<RunningUp> {
  const dataDirectory = newDataDirectory();
  const up = runUp(file, dataDirectory);
  let over = false;
  void up.ended.then(() => {
    over = true;
  });
  await eventually(() => over || up.stdout().endsWith('}\n'), { is: true, withinMs: 240_000 });
  if (over) throw new Error(`tessera up did not come up: ${up.stderr()}`);
  return { ...up, dataDirectory, described: Described.parse(JSON.parse(up.stdout())), lines: () => linesIn(up.stderr()) };
}

function linesIn(text: string): readonly Line[] {
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  return whole.split('\n').flatMap((line) => (line.startsWith('{') ? [Line.parse(JSON.parse(line))] : []));
}
