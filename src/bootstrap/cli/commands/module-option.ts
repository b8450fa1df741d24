import { z } from 'zod';
import { type OwnedSchema, schemasFor } from '../../migrations/schemas.ts';
import { modules } from '../../modules.ts';

/** The name of a module that this system has. */
export const ModuleName = nameAmong(modules);

/** The name of a schema with migrations: that of a module, or of the gateway. */
export const SchemaName = nameAmong(schemasFor(modules));

/** `--module <name>`, for commands that look at one module or at all. */
export const MODULE_OPTION = { '--module <name>': 'this module only' } as const;

export function selectedSchemas(name: string | undefined): readonly OwnedSchema[] {
  return schemasFor(modules).filter((schema) => name === undefined || schema.name === name);
}

function nameAmong(all: readonly OwnedSchema[]) {
  const names = all.map(({ name }) => name);
  return z.string().refine((name) => names.includes(name), {
    error: ({ input }) => `there is no module ${String(input)}; there are ${names.join(', ')}`,
  });
}
