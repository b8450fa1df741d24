import { z } from 'zod';
import { AppError } from '#shared-kernel/errors.ts';
import type { HostedModule } from '../../host-modules.ts';
import { type CliCommand, defineCliCommand } from '../cli-command.ts';
import { callVerb } from '../run-verb.ts';
import { withMigratedDatabases, withModules } from '../surroundings.ts';
import { counted, textTable } from '../text-table.ts';

/** What the CLI shows of what is under way in a module: orders, erasures, exports. */
const Sagas = z.array(
  z.object({
    id: z.string(),
    name: z.string(),
    saga: z.string(),
    phase: z.string(),
    at: z.array(z.string()),
    failure: z.string().nullable(),
    startedAt: z.date(),
    updatedAt: z.date(),
  }),
);

/** The modules that have sagas. */
export function modulesWithSagas(hosted: readonly HostedModule[]): readonly HostedModule[] {
  return hosted.filter(({ runtime }) => runtime.adminVerbs?.some(({ name }) => name === 'list-sagas'));
}

/** What is under way in one module, the longest untouched first. */
export function sagasOf(hosted: readonly HostedModule[], module: string, input: { stuck: boolean; limit: number }) {
  return callVerb(hosted, { module, verb: 'list-sagas', input, answer: Sagas });
}

export const sagaList = defineCliCommand({
  usage: 'list',
  summary: 'lists orders, erasures and exports that are under way, the longest untouched first',
  failsWhen: 'some need attention',
  example: 'saga list --stuck',
  options: { '--stuck': 'only what needs attention', '--limit <number>': 'at most so many of each module (100)' },
  input: z.object({ stuck: z.boolean().default(false), limit: z.coerce.number().int().min(1).max(1_000).default(100) }),
  run: async (input) => {
    const sagas = await inModules(async (hosted) => {
      const lists = await Promise.all(modulesWithSagas(hosted).map(({ name }) => sagasOf(hosted, name, input)));
      return lists.flat().toSorted((a, b) => a.updatedAt.getTime() - b.updatedAt.getTime());
    });
    const rows = sagas.map(({ id, name, saga, phase, at, failure, updatedAt }) => [
      id,
      name,
      saga,
      phase,
      at.join(', '),
      failure ?? '',
      updatedAt.toISOString(),
    ]);
    const stuck = sagas.filter(({ phase }) => phase === 'stuck').length;
    const none = input.stuck ? 'nothing needs attention' : 'nothing is under way';
    const list = textTable(['id', 'what', 'saga', 'phase', 'at', 'failure', 'last touched'], rows, none);
    const advice = `${counted(stuck, 'saga')} in need of attention: tessera saga retry ID, or resolve ID once settled by hand`;
    return { text: stuck > 0 ? `${list}\n${advice}` : list, json: { sagas }, problem: stuck > 0 };
  },
});

export const sagaRetry = settling('retry', {
  verb: 'retry-saga',
  summary: 'asks again for what an order, an erasure or an export is stuck at',
  said: 'is on its way again',
});

export const sagaResolve = settling('resolve', {
  verb: 'resolve-saga',
  summary: 'takes what it is stuck at as done, because a person has done it',
  said: 'goes on as if its step were done',
});

interface Settling {
  readonly verb: string;
  readonly summary: string;
  readonly said: string;
}

function settling(name: string, { verb, summary, said }: Settling): CliCommand {
  return defineCliCommand({
    usage: `${name} <id>`,
    summary,
    failsWhen: 'nothing of that id is under way, or it needs no attention',
    example: `saga ${name} 019a9f3e-6c1b-7d52-8f0a-3d0e6c1f2b44`,
    input: z.object({ id: z.uuid({ error: 'must be an id, as `saga list` shows it' }) }),
    run: async (input) => {
      const settled = await inModules((hosted) => settle(hosted, verb, input));
      return { text: `${settled.name} ${said}`, json: settled };
    },
  });
}

const Settled = z.object({ id: z.string(), name: z.string(), status: z.string().optional() });

/** Whose the id is, only the modules know: each is asked until one does. */
async function settle(hosted: readonly HostedModule[], verb: string, input: { readonly id: string }) {
  let unknown: unknown = new Error('no module has sagas');
  for (const { name: module } of modulesWithSagas(hosted)) {
    try {
      return await callVerb(hosted, { module, verb, input, answer: Settled });
    } catch (error) {
      if (!(error instanceof AppError && error.kind === 'not_found')) throw error;
      unknown = error;
    }
  }
  throw unknown;
}

function inModules<T>(work: (hosted: readonly HostedModule[]) => Promise<T>): Promise<T> {
  return withMigratedDatabases((targets) => withModules(targets, work));
}
