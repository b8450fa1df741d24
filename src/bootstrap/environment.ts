import { readFileSync } from 'node:fs';
import { messageOf } from '#shared-kernel/errors.ts';

/** Variables by name, as a process finds them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** What was found, and one sentence for each variable that could not be read. */
export interface Given {
  readonly values: Record<string, string>;
  readonly problems: string[];
}

/** Reads variables, or the files that `NAME_FILE` names. An empty one counts as absent: that is how most platforms unset one. */
export function valuesOf(names: readonly string[], environment: Environment): Given {
  const values: Record<string, string> = {};
  const problems: string[] = [];
  for (const name of names) {
    const [value, path] = [environment[name], environment[`${name}_FILE`]];
    if (value && path) problems.push(`${name}: ${name}_FILE is set as well; keep one of them`);
    else if (value) values[name] = value;
    else if (path) {
      const content = contentOf(path);
      if (typeof content === 'string') values[name] = content;
      else problems.push(`${name}_FILE: cannot read ${path}: ${content.problem}`);
    }
  }
  return { values, problems };
}

function contentOf(path: string): string | { readonly problem: string } {
  try {
    // A file that an editor or `echo` wrote ends with a line break that no secret has.
    return readFileSync(path, 'utf8').trim();
  } catch (error) {
    return { problem: messageOf(error) };
  }
}
