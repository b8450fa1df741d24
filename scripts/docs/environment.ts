import { variablesOf } from '../../src/bootstrap/config.ts';
import { code, table } from './markdown.ts';
import type { System } from './system.ts';

/** Every environment variable that some part of the process reads. */
export function environmentTable({ modules }: System): string {
  const variables = variablesOf(modules.map(({ module }) => module));
  return table(
    ['variable', 'default', 'read by', 'meaning'],
    variables.map(({ name, fallback, reader, description }) => [
      code(name),
      fallback === undefined ? '' : code(fallback),
      reader,
      description,
    ]),
  );
}
