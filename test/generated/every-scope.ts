import { readdirSync } from 'node:fs';
import type { Scope } from '#shared-kernel/tokens.ts';

/** All scopes that a module or the platform may ask for. */
export const EVERY_SCOPE: readonly Scope[] = [...readdirSync('src/modules'), 'operations', 'platform', 'tokens'].flatMap(
  (module) => [`${module}:read` as const, `${module}:write` as const],
);
