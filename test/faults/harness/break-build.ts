import { registerHooks } from 'node:module';
import { BROKEN_BUILDS, BROKEN_CONNECTIONS, changed, type SourceChange } from './broken-builds.ts';

// Loaded before the shop with `--import`: the source of the project is changed on its way into this one process.
const name = process.env.CHAOS_BROKEN_BUILD;
const build = Object.entries({ ...BROKEN_BUILDS, ...BROKEN_CONNECTIONS }).find(([key]) => key === name)?.[1];
if (!build) throw new Error(`there is no broken build "${name}"`);

registerHooks({
  load(url, context, nextLoad) {
    const loaded = nextLoad(url, context);
    const changes: readonly SourceChange[] = build.filter(({ file }) => url.endsWith(`/${file}`));
    if (changes.length === 0) return loaded;
    return { ...loaded, source: changes.reduce(changed, textOf(loaded.source)) };
  },
});

function textOf(source: string | ArrayBuffer | NodeJS.TypedArray | undefined): string {
  return typeof source === 'string' ? source : new TextDecoder().decode(source);
}
