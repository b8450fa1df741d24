import type { Log } from '#shared-kernel/log.ts';
import { lookInto } from '#shared-kernel/testing/planted.ts';
import { lineOf } from '#shared-kernel/testing/silent-log.ts';
import { traceFields } from '../../src/bootstrap/trace-context.ts';

export interface LogLine {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly fields: object;
  readonly message: string;
}

/** A log, and the lines that were written to it and its children, with the request that each belongs to. */
export function recordingLog(): { readonly log: Log; readonly lines: LogLine[] } {
  const lines: LogLine[] = [];
  const logWith = (bound: object): Log => {
    const write = (level: LogLine['level']) => (fields: object, message: string) => {
      const line = { level, fields: { ...traceFields(), ...bound, ...fields }, message };
      lookInto('a line of the log', lineOf(line.fields, message));
      lines.push(line);
    };
    return {
      debug: write('debug'),
      info: write('info'),
      warn: write('warn'),
      error: write('error'),
      child: (fields) => logWith({ ...bound, ...fields }),
    };
  };
  return { log: logWith({}), lines };
}
