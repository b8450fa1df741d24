import type { Log } from '../log.ts';
import { lookInto } from './planted.ts';

/** A log that nobody reads, but for what may not stand in it. */
export const silentLog: Log = {
  debug: look,
  info: look,
  warn: look,
  error: look,
  child: (fields) => {
    look(fields, '');
    return silentLog;
  },
};

function look(fields: object, message: string): void {
  lookInto('a line of the log', lineOf(fields, message));
}

/** A line of a log as text, with errors, their stacks and their causes. */
export function lineOf(fields: object, message: string): string {
  return JSON.stringify({ ...fields, message }, (_, value: unknown) =>
    value instanceof Error ? { ...value, message: value.message, stack: value.stack, cause: value.cause } : value,
  );
}
