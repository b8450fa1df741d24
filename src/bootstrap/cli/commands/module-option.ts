import { z } from 'zod';
import { modules } from '../../modules.ts';

const NAMES = modules.map(({ name }) => name);

/** The name of a module that this system has. */
export const ModuleName = z.string().refine((name) => NAMES.includes(name), {
  error: ({ input }) => `there is no module ${String(input)}; there are ${NAMES.join(', ')}`,
});

/** `--module <name>`, for commands that look at one module or at all. */
export const MODULE_OPTION = { '--module <name>': 'this module only' } as const;

export function selectedModules(name: string | undefined) {
  return modules.filter((module) => name === undefined || module.name === name);
}
