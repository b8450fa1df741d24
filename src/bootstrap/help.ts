import type { Variable } from './config.ts';

/** What `npm start -- --help` prints: every variable that some part of the process reads. */
export function helpText(variables: readonly Variable[]): string {
  const readers = Map.groupBy(variables, ({ reader }) => reader);
  return `Serves the shop over HTTP.

Usage: npm start [-- --help]

Everything is read from the environment; an empty variable counts as absent.
A secret can also be read from a file: NAME_FILE=/path instead of NAME.
${[...readers].map(([reader, its]) => `\n${reader}:\n${its.map(entryOf).join('\n')}\n`).join('')}`;
}

function entryOf({ name, description, fallback }: Variable): string {
  return `  ${name}${fallback === undefined ? '' : ` (default ${fallback})`}\n      ${description}`;
}
