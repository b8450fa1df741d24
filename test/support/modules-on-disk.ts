import { glob } from 'node:fs/promises';
import { join } from 'node:path';
import type { AppModule } from '#shared-kernel/module.ts';

/** Every module that there is, found where it lives and not on a list that somebody must keep. */
export async function modulesOnDisk(): Promise<AppModule[]> {
  const modules: AppModule[] = [];
  for await (const file of glob('src/modules/*/index.ts')) {
    modules.push(...Object.values<AppModule>(await import(join(process.cwd(), file))));
  }
  return modules.toSorted((a, b) => (a.name < b.name ? -1 : 1));
}
