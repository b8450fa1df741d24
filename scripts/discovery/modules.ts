import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { AppModule } from '#shared-kernel/module.ts';

const MODULES = 'src/modules';

/** Every module that is on disk, by name: nobody has to add one to a list. */
export async function discoverModules(): Promise<readonly AppModule[]> {
  const names = readdirSync(MODULES).filter((name) => existsSync(join(MODULES, name, 'index.ts')));
  return Promise.all(names.sort().map(loadModule));
}

async function loadModule(name: string): Promise<AppModule> {
  const path = join(MODULES, name, 'index.ts');
  const exported: Record<string, unknown> = await import(pathToFileURL(resolve(path)).href);
  const found = exported[`${name}Module`];
  if (!isAppModule(found) || found.name !== name) throw new Error(`${path} does not export the module as ${name}Module`);
  return found;
}

function isAppModule(value: unknown): value is AppModule {
  return typeof value === 'object' && value !== null && 'assemble' in value && 'publishes' in value && 'receives' in value;
}
